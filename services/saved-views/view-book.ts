import type { Position } from '@jianwei/events/envelope.ts'
import { viewDecider } from '@jianwei/events/view/decider.ts'
import {
  VIEW_EVENT_TYPES,
  type PresentView,
  type View,
  type ViewEvent,
} from '@jianwei/events/view/view.ts'
import type { RoleName } from '@jianwei/events/access/roles.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { recordEvents } from '@jianwei/projections/record-events/queries.ts'
import type { Principal } from '#/access/principal.ts'
import { Turns } from '#/lifecycle/turns.ts'

/** The views that the log holds, and which is the default of which role. */
export interface ViewBook {
  readonly views: readonly PresentView[]
  /** The view that was made the default last and is still offered. */
  readonly defaults: ReadonlyMap<RoleName, string>
}

/** Reads the views from the log, by way of the warehouse: each event once. */
export class ViewReader {
  readonly #warehouse: Warehouse
  readonly #views = new Map<string, View>()
  /** In the order in which they were made, oldest first. */
  readonly #defaults: { readonly role: RoleName; readonly view_id: string }[] = []
  #seen = 0 as Position
  readonly #turns = new Turns()

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse
  }

  /** What the warehouse holds now. One after another, so that no event is taken twice. */
  current(): Promise<ViewBook> {
    return this.#turns.take(() => this.#readOn())
  }

  async #readOn(): Promise<ViewBook> {
    const events = await recordEvents<ViewEvent>(
      this.#warehouse,
      { types: VIEW_EVENT_TYPES, after: this.#seen },
      { purpose: 'views:events' },
    )
    for (const { position, ...event } of events) {
      const { view_id } = event.data
      this.#views.set(
        view_id,
        viewDecider.evolve(this.#views.get(view_id) ?? viewDecider.initial, event),
      )
      if (event.type === 'ViewMadeDefault') this.#defaults.push({ role: event.data.role, view_id })
      this.#seen = position
    }
    return this.#book()
  }

  #book(): ViewBook {
    const views = [...this.#views.values()].flatMap((view) =>
      view.state === 'saved' ? [view] : [],
    )
    const offered = new Set(
      views.filter(({ shared_with }) => shared_with === 'everyone').map(({ view_id }) => view_id),
    )
    const defaults = this.#defaults.filter(({ view_id }) => offered.has(view_id))
    return { views, defaults: new Map(defaults.map(({ role, view_id }) => [role, view_id])) }
  }
}

/** Whether somebody may use a view: their own, or one that is shared with them. */
export function mayUse({ actor, grants }: Principal, view: PresentView): boolean {
  if (view.owner === actor || view.shared_with === 'everyone') return true
  return view.shared_with === 'unit' && grants.some(({ department }) => department === view.unit)
}

/** The view that somebody sees first: the default of the first of their roles that has one. */
export function defaultFor({ defaults }: ViewBook, { grants }: Principal): string | null {
  for (const { role } of grants) {
    const view = defaults.get(role)
    if (view !== undefined) return view
  }
  return null
}
