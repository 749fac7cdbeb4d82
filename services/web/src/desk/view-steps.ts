import type { SavedViewView } from '@jianwei/services/server/views/saved-view-view.ts'
import { send } from '#/api/ask.ts'
import type { Role } from '#/api/who.ts'
import { filtersOfView, type AlertOrder, type DeskFilter } from '#/desk/desk-search.ts'
import type { SavedView } from '#/desk/views.ts'

export type ViewStep = 'save' | 'save_as' | 'retire' | 'subscribe' | 'unsubscribe' | 'default'

/** What somebody typed, whatever of it the step wants. */
export interface ViewDraft {
  readonly name: string
  readonly shared_with: SavedView['shared_with']
  readonly unit: string | null
  readonly reason: string
  readonly role: Role
  readonly every: 'day' | 'working_day' | 'week'
  readonly hour: number
  readonly weekday: number
}

export interface ViewOrder {
  readonly saved: SavedView | undefined
  readonly filter: DeskFilter
  readonly order: AlertOrder
  readonly draft: ViewDraft
  /** Of a new view: the same when it is sent again, so that there is one. */
  readonly new_id: string
}

/** Does one thing with a view. Throws as `send`; all of it may be sent again. */
export async function sendView(step: ViewStep, sent: ViewOrder): Promise<SavedView> {
  const { saved, draft } = sent
  if (step === 'save_as' || saved === undefined) return saveAs(sent.new_id, undefined, sent)
  if (step === 'save') return saveAs(saved.view_id, saved.revision, sent)
  return send<typeof SavedViewView>(`/v1/views/${saved.view_id}/${step}`, {
    body: bodyOf(step, draft),
    ...(step === 'retire' ? { revision: saved.revision } : {}),
  })
}

function saveAs(
  view_id: string,
  revision: number | undefined,
  { filter, order, draft }: ViewOrder,
): Promise<SavedView> {
  const { name, shared_with, unit } = draft
  return send<typeof SavedViewView>(
    `/v1/views/${view_id}`,
    {
      body: {
        name: name.trim(),
        filters: filtersOfView(filter),
        order,
        shared_with,
        unit: shared_with === 'unit' ? unit : null,
      },
      ...(revision === undefined ? {} : { revision }),
    },
    'PUT',
  )
}

function bodyOf(
  step: Exclude<ViewStep, 'save' | 'save_as'>,
  { reason, role, every, hour, weekday }: ViewDraft,
): Readonly<Record<string, unknown>> {
  if (step === 'retire') return { reason: reason.trim() }
  if (step === 'default') return { role, reason: reason.trim() }
  return step === 'subscribe' ? { every, hour, weekday } : {}
}
