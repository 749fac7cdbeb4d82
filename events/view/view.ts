import type { RoleName } from '#/access/roles.ts'
import type { CivilDate } from '#/instant.ts'
import type {
  ViewDigestMade,
  ViewMadeDefault,
  ViewRetired,
  ViewSaved,
  ViewSubscribed,
  ViewUnsubscribed,
} from '#/view/events.ts'

/** What can happen to a view. Each has a stream of its own, `view-<id>`. */
export type ViewEvent =
  | { readonly type: 'ViewSaved'; readonly data: ViewSaved }
  | { readonly type: 'ViewMadeDefault'; readonly data: ViewMadeDefault }
  | { readonly type: 'ViewSubscribed'; readonly data: ViewSubscribed }
  | { readonly type: 'ViewUnsubscribed'; readonly data: ViewUnsubscribed }
  | { readonly type: 'ViewDigestMade'; readonly data: ViewDigestMade }
  | { readonly type: 'ViewRetired'; readonly data: ViewRetired }

export const VIEW_EVENT_TYPES = [
  'ViewSaved',
  'ViewMadeDefault',
  'ViewSubscribed',
  'ViewUnsubscribed',
  'ViewDigestMade',
  'ViewRetired',
] as const satisfies readonly ViewEvent['type'][]

/** What a person saves. */
export type ViewContent = Omit<ViewSaved, 'view_id' | 'actor'>

export interface Subscription extends Pick<
  ViewSubscribed,
  'every' | 'hour' | 'weekday' | 'first_day'
> {
  /** The day of the last digest; null before the first. */
  readonly last_day: CivilDate | null
}

export interface PresentView extends ViewContent {
  readonly state: 'saved' | 'retired'
  readonly view_id: string
  /** Who saved it first; nobody else changes or retires it. */
  readonly owner: string
  /** Of its stream. */
  readonly revision: number
  /** Roles of which it was made the default. A later view may have taken its place. */
  readonly default_of: readonly RoleName[]
  readonly subscriptions: ReadonlyMap<string, Subscription>
}

export type View = { readonly state: 'absent' } | PresentView

/** Refuses nothing: what happened has happened. */
export function evolveView(view: View, { type, data }: ViewEvent): View {
  if (view.state === 'absent') return type === 'ViewSaved' ? newView(data) : view
  const next = { ...view, revision: view.revision + 1 }
  switch (type) {
    case 'ViewSaved': {
      const { view_id: _id, actor: _actor, ...content } = data
      return { ...next, ...content }
    }
    case 'ViewMadeDefault':
      return { ...next, default_of: [...new Set([...view.default_of, data.role])] }
    case 'ViewSubscribed':
      return subscribed(next, data.actor, {
        every: data.every,
        hour: data.hour,
        weekday: data.weekday,
        first_day: data.first_day,
        last_day: view.subscriptions.get(data.actor)?.last_day ?? null,
      })
    case 'ViewUnsubscribed':
      return subscribed(next, data.actor, undefined)
    case 'ViewDigestMade': {
      const subscription = view.subscriptions.get(data.subscriber)
      return subscription === undefined
        ? next
        : subscribed(next, data.subscriber, { ...subscription, last_day: data.day })
    }
    case 'ViewRetired':
      return { ...next, state: 'retired', subscriptions: new Map() }
  }
}

function newView({ actor, ...saved }: ViewSaved): PresentView {
  return {
    ...saved,
    state: 'saved',
    owner: actor,
    revision: 0,
    default_of: [],
    subscriptions: new Map(),
  }
}

function subscribed(
  view: PresentView,
  who: string,
  subscription: Subscription | undefined,
): PresentView {
  const others = [...view.subscriptions].filter(([subscriber]) => subscriber !== who)
  return {
    ...view,
    subscriptions: new Map(
      subscription === undefined ? others : [...others, [who, subscription] as const],
    ),
  }
}
