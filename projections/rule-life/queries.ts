import { parseData } from '@jianwei/events/catalogue.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { RULE_EVENT_TYPES, type RuleEvent } from '@jianwei/events/rule/rule-versions.ts'
import { instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { integer, textList } from '#/sql.ts'

/** What happened to a rule, where in the log and when. */
export type RuleHappening = RuleEvent & { readonly position: Position; readonly recorded_at: Instant }

interface EngineRow {
  readonly position: number
  readonly type: string
  readonly schema_version: number
  readonly recorded_at: string
  readonly payload: string
}

/**
 * The events of all rules after a position, up to another, in the order of the log. There is no table for them: they are few, and
 * the index by type says where they lie. Throws EventUnreadable when one has not its promised shape.
 */
export async function ruleHappenings(
  warehouse: Warehouse,
  range: { readonly after: Position; readonly up_to?: Position },
): Promise<readonly RuleHappening[]> {
  const types = textList(RULE_EVENT_TYPES)
  const until = range.up_to === undefined ? '1' : `position <= ${integer(range.up_to)}`
  const within = `position > ${integer(range.after)} AND ${until} AND event_type IN ${types}`
  const rows = await warehouse.query<EngineRow>(
    `SELECT toFloat64(e.position) AS position, event_type AS type, schema_version, recorded_at, payload
     FROM events_v1 AS e
     WHERE e.position > ${integer(range.after)} AND ${until} AND event_type IN ${types}
       AND subject_key IN (SELECT subject_key FROM events_by_type_v1 WHERE ${within})
     ORDER BY e.position`,
    { purpose: 'rule-life:happenings', lane: 'rules' },
  )
  return rows.map(({ position, type, schema_version, recorded_at, payload }) => {
    const parsed = parseData(type, schema_version, JSON.parse(payload))
    if (!parsed.ok) throw new EventUnreadable(`position ${position}`, parsed.reasons[0]?.message ?? 'unknown')
    // The catalogue has just parsed the data as that of the row's type, which the query has chosen.
    return { type, data: parsed.data, position, recorded_at: instantOf(recorded_at) } as unknown as RuleHappening
  })
}
