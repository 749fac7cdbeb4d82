import type { Warehouse } from '#/ports/warehouse.ts'
import { countOf, textOrNull } from '#/engine-values.ts'
import { inScope, type FactBody } from '#/rules/feeds/feed-scope.ts'
import type { SourceStatement } from '#/source-statements/queries.ts'
import { sql, textList } from '#/sql.ts'

/*
 * Where the data contradict what a source states. They never change what it states: the people who
 * are responsible for the source are told, and decide.
 */

/** How many events of a source are alike in type, department and region. */
export interface SentEvents extends FactBody {
  readonly source: string
  readonly event_type: string
  readonly events: number
}

export const CONTRADICTIONS = ['SENT_NOT_STATED', 'SENT_NEVER_FED', 'STATED_NOT_SENT'] as const

export interface Contradiction {
  /**
   * `SENT_NOT_STATED`: it sends events of a type, a department or a region that it does not state.
   * `SENT_NEVER_FED`: it sends what it says it never sends. `STATED_NOT_SENT`: it states a type of
   * which it has sent nothing.
   */
  readonly code: (typeof CONTRADICTIONS)[number]
  readonly event_type: string
  readonly events: number
  /** Of some of the events. */
  readonly departments: readonly string[]
  readonly regions: readonly string[]
}

/** Departments and regions that a contradiction names. */
export const BODIES_NAMED_MAX = 10

/** Of one source; none for a source that states nothing. */
export function contradictionsOf(
  { source, feeds, never_feeds }: Pick<SourceStatement, 'source' | 'feeds' | 'never_feeds'>,
  sentByAll: readonly SentEvents[],
): readonly Contradiction[] {
  if (feeds.length === 0 && never_feeds.length === 0) return []
  const sent = sentByAll.filter((one) => one.source === source)
  const stated = (one: SentEvents, entries: SourceStatement['never_feeds']): boolean =>
    entries.some((entry) => entry.event_types.includes(one.event_type) && inScope(entry, one))
  const types = new Set(sent.map(({ event_type }) => event_type))
  const silent = [...new Set(feeds.flatMap(({ event_types }) => event_types))]
    .filter((event_type) => !types.has(event_type))
    .map((event_type) => contradiction('STATED_NOT_SENT', event_type, []))
  return [
    ...byType(
      'SENT_NOT_STATED',
      sent.filter((one) => feeds.length > 0 && !stated(one, feeds)),
    ),
    ...byType(
      'SENT_NEVER_FED',
      sent.filter((one) => stated(one, never_feeds)),
    ),
    ...silent,
  ]
}

function byType(code: Contradiction['code'], sent: readonly SentEvents[]): Contradiction[] {
  return [...Map.groupBy(sent, ({ event_type }) => event_type)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([event_type, alike]) => contradiction(code, event_type, alike))
}

function contradiction(
  code: Contradiction['code'],
  event_type: string,
  sent: readonly SentEvents[],
): Contradiction {
  const named = (values: readonly (string | null)[]): string[] =>
    [...new Set(values.flatMap((value) => value ?? []))].sort().slice(0, BODIES_NAMED_MAX)
  return {
    code,
    event_type,
    events: sent.reduce((sum, { events }) => sum + events, 0),
    departments: named(sent.map(({ department }) => department)),
    regions: named(sent.map(({ region }) => region)),
  }
}

/** What these sources have sent: versions of facts, corrections among them. */
export async function sentEvents(
  warehouse: Warehouse,
  sources: readonly string[],
): Promise<readonly SentEvents[]> {
  if (sources.length === 0) return []
  const rows = await warehouse.query<
    Record<'source' | 'event_type' | 'department' | 'region' | 'events', string>
  >(
    sql`
SELECT source, event_type, department, region, count() AS events
FROM events_v2
WHERE version_kind IN ('original', 'correction') AND source IN ${textList(sources)}
GROUP BY source, event_type, department, region
ORDER BY source, event_type, department, region`,
    { purpose: 'sources:sent' },
  )
  return rows.map((row) => ({
    source: row.source,
    event_type: row.event_type,
    department: textOrNull(row.department),
    region: textOrNull(row.region),
    events: countOf(row.events),
  }))
}
