import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { WarningRaised } from '@jianwei/events/warning/events.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { instant, integer, text, uuid } from '@jianwei/projections/sql.ts'
import type { AlertingOptions } from '#/sentinel/alerting-options.ts'
import { evidencePlaces } from '#/sentinel/evidence-places.ts'

/** A warning as its newest ledger entry tells it. */
export interface RaisedWarning extends WarningRaised {
  readonly subject_id: string
  /** The entry itself. */
  readonly event_id: string
}

const DAY_MS = 86_400_000
const asks = (step: string) => ({ purpose: `sentinel:${step}`, lane: 'rules' }) as const
const iso = (column: string): string => `concat(replaceOne(toString(${column}), ' ', 'T'), 'Z')`

/** When the newest fact of each source happened. */
export async function newestOfSources(warehouse: Warehouse): Promise<ReadonlyMap<string, Instant>> {
  const rows = await warehouse.query<{ source: string; newest: Instant }>(
    `SELECT source, ${iso('max(last_occurred_at)')} AS newest FROM source_activity_v1 GROUP BY source`,
    asks('newest'),
  )
  return new Map(rows.map(({ source, newest }) => [source, newest]))
}

/** Warnings of a source that stand and are not too old for any rule, in pages. */
export async function* standingSince(
  options: AlertingOptions,
  source: string,
  limit: number,
): AsyncGenerator<readonly RaisedWarning[]> {
  const { warehouse, rules } = options
  const newest = (await newestOfSources(warehouse)).get(source)
  if (newest === undefined) return
  const days = Math.max(0, ...rules.map((rule) => rule.alert_anchor_age_days))
  const oldest = instantFromMs(msOfInstant(newest) - days * DAY_MS)
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await warehouse.query<RaisedWarning>(standingSql(oldest, after, limit), asks('standing'))
    const places = await evidencePlaces(options, new Set(page.flatMap((warning) => warning.evidence.slice(-1))))
    const mine = page.filter((warning) => places.get(warning.evidence.at(-1) ?? '')?.source === source)
    if (mine.length > 0) yield mine
    const last = page.at(-1)
    if (last === undefined || page.length < limit) return
    after = last.warning_id
  }
}

function standingSql(oldest: Instant, after: string, limit: number): string {
  return `
SELECT toString(w.warning_id) AS warning_id, any(subject_id) AS subject_id, any(rule_id) AS rule_id,
  any(rule_version) AS rule_version, any(level) AS level, any(anchor) AS anchor,
  ${iso('argMax(w.anchor_at, w.position)')} AS anchor_at,
  argMax(arrayMap(id -> toString(id), w.evidence), w.position) AS evidence,
  toFloat64(argMax(w.seen_position, w.position)) AS seen_position, argMax(${iso('w.clock')}, w.position) AS clock,
  toString(argMax(w.event_id, w.position)) AS event_id
FROM warnings_v1 AS w
WHERE w.warning_id > ${uuid(after)}
GROUP BY w.warning_id
HAVING argMax(w.movement, w.position) = 'raised' AND argMax(w.anchor_at, w.position) >= ${instant(oldest)}
ORDER BY w.warning_id LIMIT ${integer(limit)}`
}

/** Whether another warning of the same matter was withdrawn at the boundary at which this one was raised. */
export async function movedAt(warehouse: Warehouse, warning: RaisedWarning): Promise<boolean> {
  const rows = await warehouse.query(
    `SELECT 1 AS moved FROM warnings_v1
     WHERE subject_key = cityHash64(${text(warning.subject_id)}) AND rule_id = ${text(warning.rule_id)}
       AND movement = 'withdrawn' AND seen_position = ${integer(warning.seen_position)} LIMIT 1`,
    asks('moved'),
  )
  return rows.length > 0
}
