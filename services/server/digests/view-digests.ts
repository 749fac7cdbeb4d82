import { DomainError } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { ViewUnknown } from '@jianwei/events/view/errors.ts'
import type { PresentView, Subscription } from '@jianwei/events/view/view.ts'
import { alertDigest } from '@jianwei/projections/desk/digest.ts'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Principal } from '#/access/principal.ts'
import { grantsFor, permissionOf } from '#/access/permissions.ts'
import { scopeOfGrants } from '#/access/scope.ts'
import { traceOf } from '#/http/error-trace.ts'
import type { HttpLogger } from '#/http/request-log.ts'
import { repeat } from '#/lifecycle/repeat.ts'
import { digestDue, hourOf, type DigestDay } from '#/saved-views/digest-days.ts'
import { commandView, VIEWS_SOURCE } from '#/saved-views/view-aggregate.ts'
import { mayUse, ViewReader } from '#/saved-views/view-book.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { alertsFilter } from '#/server/alert-filters.ts'
import { behindGuard, seenBy } from '#/server/guarded-warehouse.ts'
import { filterOfView } from '#/server/views/saved-view-view.ts'

/*
 * Digests of views, for those who subscribed: how many alerts the view shows them, by level, and
 * how many came since the last one. They are made by the time of the log, at the hour that was
 * asked for, once a day: the view's stream says of which days there is one, so that neither a
 * restart nor a second server makes another. What somebody is shown is what lies in the scope that
 * their account has at that moment. Notices tell of it (`services/notices`).
 */

/** Some of the new alerts are kept by their ids with the digest. */
const SAMPLE_MAX = 10
const LOOK_MS = 20_000
const FAILED = 'a digest could not be made'

export interface DigestParts {
  readonly log: EventLog
  /** Guarded, or a whole one. */
  readonly warehouse: Warehouse
  /** Who an account is now; undefined where it is closed, or there is none. */
  readonly rules: RuleRegistry
  readonly principal_of: (account: string) => Principal | undefined
  readonly logger: HttpLogger
}

/** Looks whether an hour of the log's time has begun, until the signal aborts. */
export async function keepDigests(parts: DigestParts, signal: AbortSignal): Promise<void> {
  const reader = viewsFor(parts)
  let looked: number | undefined
  await repeat(LOOK_MS, signal, async () => {
    const newest = await parts.log.newest()
    if (newest === undefined || hourOf(newest.recorded_at) === looked) return
    await makeDigests(parts, reader, newest.recorded_at)
    looked = hourOf(newest.recorded_at)
  })
}

export function viewsFor({ warehouse }: DigestParts): ViewReader {
  return new ViewReader(
    behindGuard(warehouse, 'who subscribed to what is said by the views themselves'),
  )
}

/**
 * Makes the digests that are due by the time. Gives how many it made. One that fails keeps back no
 * other: what passes is thrown behind the last, so that it is tried again at once, and what does
 * not is told, and tried again when the next hour has begun.
 */
export async function makeDigests(
  parts: DigestParts,
  reader: ViewReader,
  clock: Instant,
): Promise<number> {
  let made = 0
  let passing: DomainError | undefined
  for (const view of (await reader.current()).views) {
    for (const [subscriber, subscription] of view.subscriptions)
      try {
        if (await makeDigest(parts, { view, subscriber, subscription }, clock)) made += 1
      } catch (error) {
        // The log may say already that it is not shared with them any more.
        if (error instanceof ViewUnknown) continue
        if (error instanceof DomainError && error.retryable) passing ??= error
        else parts.logger.error({ view_id: view.view_id, error: traceOf(error) }, FAILED)
      }
  }
  if (passing !== undefined) throw passing
  return made
}

interface Subscribed {
  readonly view: PresentView
  readonly subscriber: string
  readonly subscription: Subscription
}

async function makeDigest(
  parts: DigestParts,
  { view, subscriber, subscription }: Subscribed,
  clock: Instant,
): Promise<boolean> {
  const due = digestDue(subscription, clock)
  const principal = parts.principal_of(subscriber)
  // Of a closed account, and of a view that is not shared with them any more, nothing is told.
  if (due === undefined || principal === undefined || !mayUse(principal, view)) return false
  const shown = await shownTo(parts, principal, view, due)
  if (shown === undefined) return false
  const { view_id } = view
  const data = { view_id, actor: VIEWS_SOURCE, subscriber, day: due.day, ...shown }
  const after = await commandView(parts.log, principal, { type: 'MakeDigest', data }, clock)
  return after.state !== 'absent' && after.revision > view.revision
}

/** Undefined where they may not ask for the list at all. */
async function shownTo(
  { warehouse, rules }: DigestParts,
  principal: Principal,
  view: PresentView,
  { at, since }: DigestDay,
) {
  const permission = permissionOf('GET', '/v1/alerts')
  const grants = permission === undefined ? undefined : grantsFor(permission, principal)
  const fields = filterOfView(view)
  if (grants === undefined || fields === undefined) return undefined
  const asking = await seenBy(warehouse, scopeOfGrants(grants))
  const filter = await alertsFilter(fields, { actor: principal.actor, at, rules })
  // What comes behind the hour of a digest that is made late is new in the next one.
  const counts = await alertDigest(asking, filter, [since, at])
  const newer = {
    since: filter.since !== undefined && filter.since > since ? filter.since : since,
    until: filter.until !== undefined && filter.until < at ? filter.until : at,
  }
  const newest = await alerts(asking, { ...filter, ...newer, limit: SAMPLE_MAX })
  return { ...counts, sample: newest.items.map(({ alert_id }) => alert_id) }
}
