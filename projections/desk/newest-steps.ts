import { stepsAt } from '#/alerts/queries.ts'
import type { AlertRow } from '#/desk/alert-row.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { AlertEventType } from '@jianwei/events/alert/effects.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { sql, textList } from '#/sql.ts'

/** A step, without what it says. */
export interface ShortStep {
  readonly type: string
  readonly actor: string
  readonly reason: string
  readonly occurred_at: Instant
}

/** A step with what it says; null where that was not looked up. */
export interface ToldStep extends ShortStep {
  readonly data: Readonly<Record<string, unknown>> | null
}

/** What a list says of the life of an alert. */
export interface NewestSteps {
  /** The newest step that is more than a look. */
  readonly last: ToldStep
  readonly urged: ShortStep | null
  readonly supervised: ToldStep | null
  /** What the step that raised a tip says; null for alerts of rules. */
  readonly raised: Readonly<Record<string, unknown>> | null
  /** Whether others did something since the person said last that they opened it; null: never. */
  readonly changed_since_viewed: boolean | null
  /** The warnings that were gathered last; none where nobody asked for them. */
  readonly gathered: readonly string[]
}

/** Of what people write in these the list shows something. */
const TELLING: readonly string[] = [
  'AlertCommented',
  'AlertDisposed',
  'AlertFedBack',
  'AlertCooperationAsked',
  'AlertCooperationAnswered',
] satisfies readonly AlertEventType[]

const LAST_GATHERED = sql`
  argMaxIf(warning_ids, position, event_type IN ('AlertRaised', 'AlertWarningGathered'))`

/** Position, type, actor, reason, time; position 0 where there is none. */
type EngineStep = readonly [string, string, string, string, string]

interface EngineRow {
  readonly alert_id: string
  readonly last: EngineStep
  readonly urged: EngineStep
  readonly supervised: EngineStep
  readonly viewed: string
  readonly by_others: string
  readonly gathered: readonly string[]
}

/**
 * By the id of each of a few alerts: one page of a list. `viewer` is an account. What a step says
 * is read only where the list shows something of it, because it is by far the most of the table;
 * `gathered` says whether warnings are asked for.
 */
export async function newestSteps(
  warehouse: Warehouse,
  alerts: readonly Pick<AlertRow, 'alert_id' | 'rule_id' | 'raised_position'>[],
  { viewer, gathered }: { readonly viewer: string; readonly gathered: boolean },
): Promise<ReadonlyMap<string, NewestSteps>> {
  if (alerts.length === 0) return new Map()
  const step = sql`(position, event_type, actor, reason, toString(occurred_at))`
  const rows = await warehouse.query<EngineRow>(
    sql`
SELECT alert_id, argMaxIf(${step}, position, event_type != 'AlertViewed') AS last,
  argMaxIf(${step}, position, event_type = 'AlertUrged') AS urged,
  argMaxIf(${step}, position, event_type = 'AlertSupervised') AS supervised,
  maxIf(position, event_type = 'AlertViewed' AND actor = ${viewer}) AS viewed,
  maxIf(position, event_type != 'AlertViewed' AND actor != ${viewer}) AS by_others,
  ${gathered ? LAST_GATHERED : sql`CAST([], 'Array(UUID)')`} AS gathered
FROM alert_events_v1
WHERE alert_id IN ${textList(alerts.map(({ alert_id }) => alert_id))}
GROUP BY alert_id`,
    { purpose: 'alerts:newest-steps' },
  )
  const tips = new Map(
    alerts.flatMap(({ alert_id, rule_id, raised_position }) =>
      rule_id === null ? [[alert_id, raised_position] as const] : [],
    ),
  )
  const told = await whatIsTold(warehouse, rows, tips)
  return new Map(
    rows.map(({ alert_id, last, urged, supervised, viewed, by_others, gathered }) => [
      alert_id,
      {
        last: { ...shortStep(last), data: told.get(countOf(last[0])) ?? null },
        urged: isThere(urged) ? shortStep(urged) : null,
        supervised: isThere(supervised)
          ? { ...shortStep(supervised), data: told.get(countOf(supervised[0])) ?? null }
          : null,
        raised: told.get(tips.get(alert_id) ?? 0) ?? null,
        changed_since_viewed: countOf(viewed) === 0 ? null : countOf(by_others) > countOf(viewed),
        gathered,
      },
    ]),
  )
}

/** By position. */
async function whatIsTold(
  warehouse: Warehouse,
  rows: readonly EngineRow[],
  tips: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<number, Readonly<Record<string, unknown>>>> {
  const wanted = rows.flatMap(({ alert_id, last, supervised }) => {
    const positions = [
      ...(TELLING.includes(last[1]) ? [countOf(last[0])] : []),
      ...(isThere(supervised) ? [countOf(supervised[0])] : []),
      ...(tips.has(alert_id) ? [tips.get(alert_id) ?? 0] : []),
    ]
    return positions.length === 0 ? [] : [{ alert_id, positions }]
  })
  const steps = await stepsAt(
    warehouse,
    wanted.map(({ alert_id }) => alert_id),
    [...new Set(wanted.flatMap(({ positions }) => positions))],
  )
  return new Map(steps.map(({ position, data }) => [position, data]))
}

function isThere([position]: EngineStep): boolean {
  return countOf(position) > 0
}

function shortStep([, type, actor, reason, occurred_at]: EngineStep): ShortStep {
  return { type, actor, reason, occurred_at: instantOf(occurred_at) }
}
