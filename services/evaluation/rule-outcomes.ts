import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { WarningsView } from '@jianwei/projections/rules/facts/versions-sql.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { clockOfLog } from '@jianwei/projections/clock/queries.ts'
import { asks, asksOf } from '@jianwei/projections/evaluation/queries.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { outcomesSql, ruleFeedOutcomesSql } from '@jianwei/projections/rules/compiler/compile.ts'
import {
  sourceSilentSql,
  SOURCE_SILENT,
} from '@jianwei/projections/rules/compiler/source-silent-sql.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type {
  FeedOutcomeRow,
  OutcomeRow,
} from '@jianwei/projections/rules/statements/warning-sql.ts'

/**
 * What a rule version did not warn of although it looked: facts it could not judge, warnings that
 * an exception suppresses. Never silently skipped.
 */
export interface RuleOutcome {
  readonly rule_id: string
  readonly rule_version: number
  readonly outcome: OutcomeRow['outcome'] | FeedOutcomeRow['outcome']
  /**
   * Stable, such as `CALENDAR_YEAR_MISSING`; of suppressed warnings the exception's name; `NO_FEED`
   * and `UNSTATED` of what sources state.
   */
  readonly code: string
  /** Facts; suppressed warnings; for `SOURCE_SILENT`, the sources or devices that are silent. */
  readonly count: number
  /**
   * The first ids of the facts; of a suppressed warning, the newest of its evidence; of what is
   * silent, the last reports.
   */
  readonly sample: readonly string[]
  /** Of warnings that are not judged, or stand on what nobody states. */
  readonly fed?: OutcomeOfFeeds
}

/** What nobody feeds, or states, and to whom. */
export interface OutcomeOfFeeds {
  readonly event_types: readonly string[]
  /** That sent the duties; null for what is unstated. */
  readonly source: string | null
  readonly departments: readonly string[]
}

/** The rules' outcomes over everything that is known, at the log's clock. */
export async function ruleOutcomes(
  warehouse: Warehouse,
  rules: readonly Rule[],
): Promise<readonly RuleOutcome[]> {
  const outcomesOf = await outcomesNow(warehouse, rules)
  const found: RuleOutcome[] = []
  for (const rule of rules) found.push(...(await outcomesOf(rule)))
  return found
}

/**
 * How the outcomes of one of these rules after another are asked, all by one clock. One scan per
 * rule that can have some.
 */
export async function outcomesNow(
  warehouse: Warehouse,
  rules: readonly Rule[],
  signal?: AbortSignal,
): Promise<(rule: Rule) => Promise<readonly RuleOutcome[]>> {
  const until = signal === undefined ? {} : { signal }
  const clock = await clockOfLog(warehouse)
  const stated = await everStated(warehouse, { ...asks('statements'), ...until })
  const view = {
    scope: { of: 'everything' },
    known: { by: 'platform', authorities: stated.authorities },
    ...stated,
    clock,
  } as const
  const silences = rules.filter((rule) => rule.kind === 'silence')
  return async (rule) => {
    const asked = { ...asksOf(rule, 'outcomes'), ...until }
    const watching = silences.filter(({ id }) => rule.depends_on.includes(id))
    const silent = sourceSilentSql(watching, view, clock)
    const found: RuleOutcome[] = []
    for (const sql of [outcomesSql(rule, view), ...(silent === null ? [] : [silent])]) {
      const rows = await warehouse.query<OutcomeRow>(sql, asked)
      found.push(...rows.toSorted(byName).map((row) => ruleOutcome(rule, row)))
    }
    return [...found, ...(await feedOutcomesOf(warehouse, rule, view, asked))]
  }
}

function ruleOutcome(rule: Rule, { outcome, code, facts, sample }: OutcomeRow): RuleOutcome {
  return {
    rule_id: rule.id,
    rule_version: rule.version,
    outcome,
    code,
    count: Number(facts),
    sample,
  }
}

async function feedOutcomesOf(
  warehouse: Warehouse,
  rule: Rule,
  view: WarningsView & Stated,
  asked: QueryOptions,
): Promise<readonly RuleOutcome[]> {
  const sql = ruleFeedOutcomesSql(rule, view)
  if (sql === null) return []
  const rows = await warehouse.query<FeedOutcomeRow>(sql, asked)
  return rows
    .toSorted(byName)
    .map(({ outcome, event_types, source, departments, warnings, sample }) => ({
      rule_id: rule.id,
      rule_version: rule.version,
      outcome,
      code: outcome === 'not_judged' ? 'NO_FEED' : 'UNSTATED',
      count: Number(warnings),
      sample,
      fed: { event_types, source: source === '' ? null : source, departments },
    }))
}

/** The engine gives them in any order; no two have all of these alike. */
function byName(a: OutcomeRow | FeedOutcomeRow, b: OutcomeRow | FeedOutcomeRow): number {
  const [one, other] = [a, b].map((row) =>
    'code' in row ? [row.outcome, row.code] : [row.outcome, row.source, ...row.event_types],
  )
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1
}

/** What rules could not judge, in words for people; names no subject. */
export function ruleFailures(outcomes: readonly RuleOutcome[]) {
  return outcomes.flatMap(({ rule_id, rule_version, outcome, code, count, sample }) => {
    if (outcome !== 'error' && outcome !== 'insufficient_data') return []
    const message =
      code === SOURCE_SILENT
        ? `${count} sources or devices that it depends on are silent; ` +
          `last reports: ${sample.join(', ')}`
        : `${count} facts could not be judged, among them ${sample.join(', ')}`
    return [{ rule_id, rule_version, code, message }]
  })
}

/** What exceptions of rules suppress. */
export function suppressedWarnings(outcomes: readonly RuleOutcome[]) {
  return outcomes.flatMap(({ rule_id, rule_version, outcome, code, count, sample }) =>
    outcome === 'suppressed'
      ? [{ rule_id, rule_version, exception: code, warnings: count, sample }]
      : [],
  )
}

/** What sources state, or leave unsaid, made of the rules' warnings. */
export function feedOutcomes(outcomes: readonly RuleOutcome[]) {
  return outcomes.flatMap(({ rule_id, rule_version, outcome, count, sample, fed }) =>
    (outcome === 'not_judged' || outcome === 'unstated') && fed !== undefined
      ? [{ rule_id, rule_version, outcome, ...fed, warnings: count, sample }]
      : [],
  )
}
