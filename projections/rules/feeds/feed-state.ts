import { secondOfInstant } from '@jianwei/events/instant.ts'
import { inScope, type FactBody } from '#/rules/feeds/feed-scope.ts'
import type { FeedStatement } from '#/rules/feeds/statements-as-known.ts'

/**
 * fed: somebody feeds the type to the body over all seconds of the span, both ends included.
 * missing: somebody states the type, and nobody does so. unstated: nobody says anything of it to
 * the body.
 */
export type FeedState = 'fed' | 'missing' | 'unstated'

/** By what sources state: of each source the statement that counts. */
export function feedStateOf(
  type: string,
  statements: readonly Pick<FeedStatement, 'feeds' | 'never_feeds'>[],
  body: FactBody,
  [first, last]: readonly [number, number],
): FeedState {
  const feeds = statements.flatMap((one) => one.feeds).filter((feed) => ofType(feed, type))
  const never = statements.flatMap((one) => one.never_feeds).filter((entry) => ofType(entry, type))
  if (feeds.length === 0)
    return never.some((entry) => inScope(entry, body)) ? 'missing' : 'unstated'
  const own = feeds.filter((feed) => inScope(feed, body))
  // Every second by itself would take too long: the first that nobody covers is one of these.
  const seconds = [first, ...own.flatMap(({ until }) => (until ? secondOfInstant(until) : []))]
  const isCovered = seconds
    .filter((one) => one >= first && one <= last)
    .every((one) =>
      own.some(
        ({ from, until }) =>
          (from === undefined || secondOfInstant(from) <= one) &&
          (until === undefined || one < secondOfInstant(until)),
      ),
    )
  return isCovered ? 'fed' : 'missing'
}

function ofType(entry: { readonly event_types: readonly string[] }, type: string): boolean {
  return entry.event_types.includes(type)
}
