import { queryOptions } from '@tanstack/react-query'
import type { ParseKeys } from 'i18next'
import type { SavedViewView } from '@jianwei/services/server/views/saved-view-view.ts'
import type { ViewsView } from '@jianwei/services/server/routes/views.ts'
import { read, type Answer } from '#/api/ask.ts'
import {
  deskFilterOf,
  isSameFilter,
  ORDERS,
  type AlertOrder,
  type DeskFilter,
  type DeskSearch,
} from '#/desk/desk-search.ts'

export type SavedView = Answer<typeof SavedViewView>
export type Views = Answer<typeof ViewsView>

/** A list that has a tab of its own. */
export interface View {
  readonly id: string
  readonly filter: DeskFilter
  readonly order: AlertOrder
  /** Absent for those that everybody has. */
  readonly saved?: SavedView
  readonly title?: ParseKeys<'desk'>
}

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => read<typeof ViewsView>('/v1/views', { signal }),
})

/** What everybody has; that of the own unit once somebody said which it is. */
export function builtInViews(unit: string | undefined): readonly View[] {
  return [
    { id: 'open', title: 'views.open', filter: { open: true }, order: 'raised' },
    { id: 'mine', title: 'views.mine', filter: { open: true, owner: 'me' }, order: 'due' },
    ...(unit === undefined
      ? []
      : [
          {
            id: 'unit',
            title: 'views.unit',
            filter: { open: true, unit: [unit] },
            order: 'due',
          } as const,
        ]),
    {
      id: 'free',
      title: 'views.free',
      filter: { state: ['raised'], owner: 'nobody', claimed: 'nobody' },
      order: 'level',
    },
    { id: 'watched', title: 'views.watched', filter: { watching: true }, order: 'changed' },
  ]
}

export function savedAsView(saved: SavedView): View {
  return {
    id: saved.view_id,
    filter: deskFilterOf(saved.filters),
    order: ORDERS.find((one) => one === saved.order) ?? 'raised',
    saved,
  }
}

/** All that somebody has, and the one that an address means: who names none has a default one. */
export function viewsFor(
  { items, default_view_id }: Views,
  { unit, named }: { readonly unit: string | undefined; readonly named: string | undefined },
): { readonly views: readonly View[]; readonly view: View | undefined } {
  const views = [...builtInViews(unit), ...items.map(savedAsView)]
  const id = named ?? default_view_id ?? 'open'
  return { views, view: views.find((one) => one.id === id) ?? views[0] }
}

/** The address that shows a view. */
export function searchOfView({ id, filter, order }: View): DeskSearch {
  return { ...filter, order, view: id }
}

/** Whether the list on the screen is no more what the view says. */
export function isChanged(view: View, filter: DeskFilter, order: AlertOrder): boolean {
  return !isSameFilter(view.filter, filter) || view.order !== order
}
