import type { Instant } from '@jianwei/events/instant.ts'
import { newestMinute } from '@jianwei/projections/clock/queries.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { outcomesSql } from '@jianwei/projections/rules/compile.ts'
import { sourceSilentSql, SOURCE_SILENT } from '@jianwei/projections/rules/kinds/silence/source-silent-sql.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { OutcomeRow } from '@jianwei/projections/rules/warning-sql.ts'

/** What a rule version did not warn of although it looked: facts it could not judge, warnings that an exception suppresses. Never silently skipped. */
export interface RuleOutcome {
  readonly rule_id: string
  readonly rule_version: number
  readonly outcome: OutcomeRow['outcome']
  /** Stable, such as `CALENDAR_YEAR_MISSING`; of suppressed warnings the exception's name. */
  readonly code: string
  /** Facts; suppressed warnings; for `SOURCE_SILENT`, the sources or devices that are silent. */
  readonly count: number
  /** Ids of some facts; of a suppressed warning, the newest of its evidence; of what is silent, the last reports. */
  readonly sample: readonly string[]
}

/** The rules' outcomes over everything that is known, at the log's clock. One scan per rule that can have some. */
export async function ruleOutcomes(warehouse: Warehouse, rules: readonly Rule[]): Promise<readonly RuleOutcome[]> {
  const clock = (await newestMinute(warehouse)) ?? BEFORE_ALL
  const view = { scope: { of: 'everything' }, known: { by: 'platform' } } as const
  const silences = rules.filter((rule) => rule.kind === 'silence')
  const found: RuleOutcome[] = []
  for (const rule of rules) {
    const watching = silences.filter(({ id }) => rule.depends_on.includes(id))
    const silent = sourceSilentSql(watching, view, clock)
    for (const sql of [outcomesSql(rule, { ...view, clock }), ...(silent === null ? [] : [silent])]) {
      const rows = await warehouse.query<OutcomeRow>(sql, asks(rule))
      for (const { outcome, code, facts, sample } of rows) {
        found.push({ rule_id: rule.id, rule_version: rule.version, outcome, code, count: Number(facts), sample })
      }
    }
  }
  return found
}

// An empty log has no clock, and no facts either.
const BEFORE_ALL = '1970-01-01T00:00:00.000Z' as Instant

/** What rules could not judge, in words for people; names no subject. */
export function ruleFailures(outcomes: readonly RuleOutcome[]) {
  return outcomes.flatMap(({ rule_id, rule_version, outcome, code, count, sample }) => {
    if (outcome === 'suppressed') return []
    const message =
      code === SOURCE_SILENT
        ? `${count} sources or devices that it depends on are silent; last reports: ${sample.join(', ')}`
        : `${count} facts could not be judged, among them ${sample.join(', ')}`
    return [{ rule_id, rule_version, code, message }]
  })
}

/** What exceptions of rules suppress. */
export function suppressedWarnings(outcomes: readonly RuleOutcome[]) {
  return outcomes.flatMap(({ rule_id, rule_version, outcome, code, count, sample }) =>
    outcome === 'suppressed' ? [{ rule_id, rule_version, exception: code, warnings: count, sample }] : [],
  )
}

function asks(rule: Rule): QueryOptions {
  return { purpose: `sentinel:outcomes:${rule.id}`, lane: 'rules' }
}
