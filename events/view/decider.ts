import type { Decider } from '#/decider.ts'
import {
  ViewChanged,
  ViewIsRetired,
  ViewNotShared,
  ViewNotYours,
  ViewUnknown,
} from '#/view/errors.ts'
import type {
  ViewDigestMade,
  ViewMadeDefault,
  ViewRetired,
  ViewSaved,
  ViewSubscribed,
  ViewUnsubscribed,
} from '#/view/events.ts'
import {
  evolveView,
  type PresentView,
  type Subscription,
  type View,
  type ViewEvent,
} from '#/view/view.ts'

/** `expected`: the revision that was looked at; null where nobody could have looked. */
export type ViewCommand =
  | { readonly type: 'SaveView'; readonly data: ViewSaved; readonly expected: number | null }
  | { readonly type: 'MakeDefault'; readonly data: ViewMadeDefault }
  | { readonly type: 'Subscribe'; readonly data: ViewSubscribed }
  | { readonly type: 'Unsubscribe'; readonly data: ViewUnsubscribed }
  | { readonly type: 'MakeDigest'; readonly data: ViewDigestMade }
  | { readonly type: 'RetireView'; readonly data: ViewRetired; readonly expected: number | null }

export const viewDecider: Decider<View, ViewCommand, ViewEvent> = {
  initial: { state: 'absent' },
  decide: decideView,
  evolve: evolveView,
}

function decideView(command: ViewCommand, view: View): readonly ViewEvent[] {
  if (view.state === 'absent') {
    if (command.type === 'SaveView') return [{ type: 'ViewSaved', data: command.data }]
    throw new ViewUnknown(command.data.view_id)
  }
  if (view.state === 'retired') {
    if (command.type === 'RetireView' || command.type === 'MakeDigest') return []
    throw new ViewIsRetired()
  }
  switch (command.type) {
    case 'SaveView':
      return save(command.data, command.expected, view)
    case 'MakeDefault':
      if (view.shared_with !== 'everyone') throw new ViewNotShared()
      return [{ type: 'ViewMadeDefault', data: command.data }]
    case 'Subscribe':
      if (isSubscribed(view.subscriptions.get(command.data.actor), command.data)) return []
      return [{ type: 'ViewSubscribed', data: command.data }]
    case 'Unsubscribe':
      if (!view.subscriptions.has(command.data.actor)) return []
      return [{ type: 'ViewUnsubscribed', data: command.data }]
    case 'MakeDigest':
      return digest(command.data, view)
    case 'RetireView':
      refuseOthers(command.data.actor, command.expected, view)
      return [{ type: 'ViewRetired', data: command.data }]
  }
}

function save(data: ViewSaved, expected: number | null, view: PresentView): readonly ViewEvent[] {
  if (isSame(data, view)) return []
  refuseOthers(data.actor, expected, view)
  return [{ type: 'ViewSaved', data }]
}

/** The first day of a subscription that goes on is that of before. */
function isSubscribed(present: Subscription | undefined, data: ViewSubscribed): boolean {
  if (present === undefined) return false
  const { every, hour, weekday } = data
  return present.every === every && present.hour === hour && present.weekday === weekday
}

/** A day has one digest, however often it is asked for. */
function digest(data: ViewDigestMade, view: PresentView): readonly ViewEvent[] {
  const subscription = view.subscriptions.get(data.subscriber)
  if (subscription === undefined) return []
  if (subscription.last_day !== null && subscription.last_day >= data.day) return []
  return [{ type: 'ViewDigestMade', data }]
}

function refuseOthers(actor: string, expected: number | null, view: PresentView): void {
  if (view.owner !== actor) throw new ViewNotYours()
  if (expected !== view.revision)
    throw new ViewChanged({ expected: expected ?? -1, actual: view.revision })
}

function isSame(data: ViewSaved, view: PresentView): boolean {
  return (
    view.owner === data.actor &&
    view.name === data.name &&
    view.order === data.order &&
    view.shared_with === data.shared_with &&
    view.unit === data.unit &&
    JSON.stringify(view.columns) === JSON.stringify(data.columns) &&
    JSON.stringify(entriesOf(view.filters)) === JSON.stringify(entriesOf(data.filters))
  )
}

function entriesOf(filters: ViewSaved['filters']) {
  return Object.entries(filters).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
