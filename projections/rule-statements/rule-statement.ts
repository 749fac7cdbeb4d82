import { everStated } from '#/authorities/stated.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import {
  instantFromMs,
  msOfInstant,
  secondOfInstant,
  type Instant,
} from '@jianwei/events/instant.ts'
import { clockOfLog, newestRecorded } from '#/clock/queries.ts'
import { groupsToEvaluateSql } from '#/evaluation/queries.ts'
import { RULE_QUESTIONS, type Warehouse } from '#/ports/warehouse.ts'
import {
  bracketed,
  formattedStatement,
  newestSubjectsSql,
  statementPlan,
  type StatementPlan,
} from '#/rule-statements/queries.ts'
import {
  ledgerOutcomesSql,
  ledgerSql,
  newlyDueSubjectsSql,
  notJudgedWarningsSql,
  outcomesSql,
  ruleFeedOutcomesSql,
  warningsSql,
} from '#/rules/compiler/compile.ts'
import type { ClockSpan } from '#/rules/kinds/define-kind.ts'
import { scoreAtSql } from '#/rules/kinds/score/score-at-sql.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { WarningsView } from '#/rules/facts/versions-sql.ts'
import type { Sql } from '#/sql.ts'
import { groupOf, reachOf, type Rule } from '#/rules/rule.ts'

/**
 * Which statements of a rule are shown: those of a question, by the name under which they are
 * measured. `live` are those of `warnings` for whom news is about.
 */
export const SHOWN_QUESTIONS = [...RULE_QUESTIONS, 'live'] as const
export type ShownQuestion = (typeof SHOWN_QUESTIONS)[number]

/** So many facts are news, as to a busy evaluation. */
const LIVE_FACTS = 500
const MINUTE_MS = 60_000
const EVERYTHING = { of: 'everything' } as const

export interface ShownStatement {
  /** Several are parted by semicolons. */
  readonly sql: string
  /** Null unless asked for. Of several statements, the plans one after another. */
  readonly plan: StatementPlan | null
}

/**
 * The statements that a rule gives for a question, formatted, over what the warehouse holds now,
 * and how the engine would run them. They are not run. Null where the rule is never asked this.
 */
export async function ruleStatement(
  warehouse: Warehouse,
  rule: Rule,
  question: ShownQuestion,
  explain: boolean,
): Promise<ShownStatement | null> {
  const statements = await statementsOf(warehouse, rule, question)
  if (statements.length === 0) return null
  const formatted: string[] = []
  const plans: StatementPlan[] = []
  for (const statement of statements) {
    formatted.push(await formattedStatement(warehouse, statement))
    if (explain) plans.push(await statementPlan(warehouse, statement))
  }
  return {
    sql: formatted.join(';\n\n'),
    plan: explain
      ? {
          steps: plans.flatMap(({ steps }) => steps),
          reads: plans.flatMap(({ reads }) => reads),
          of_one_shard: plans.some(({ of_one_shard }) => of_one_shard),
        }
      : null,
  }
}

async function statementsOf(
  warehouse: Warehouse,
  rule: Rule,
  question: ShownQuestion,
): Promise<readonly Sql[]> {
  const clock = await clockOfLog(warehouse)
  const stated = await everStated(warehouse)
  const everything = { scope: EVERYTHING, known: knownWith(stated) }
  const view = { ...everything, ...stated, clock }
  switch (question) {
    case 'ledger':
      return [ledgerSql(rule, view)]
    case 'outcomes':
      return present(
        outcomesSql(rule, view),
        ledgerOutcomesSql(rule, everything),
        ruleFeedOutcomesSql(rule, view),
      )
    case 'warnings':
      return present(warningsSql(rule, view), notJudgedWarningsSql(rule, view))
    case 'newly-due':
      return present(newlyDueSubjectsSql(rule, view, minuteUpTo(clock)))
    case 'groups':
      return groupOf(rule) === null ? [] : [await groupsSql(warehouse, rule, view)]
    case 'score':
      return rule.kind === 'score' ? [scoreAtSql(rule, everything, secondOfInstant(clock))] : []
    case 'live':
      return [await liveSql(warehouse, rule, view)]
  }
}

function knownWith({ authorities }: Stated): Known {
  return { by: 'platform', authorities }
}

function present(...statements: readonly (Sql | null)[]): readonly Sql[] {
  return statements.filter((statement) => statement !== null)
}

/** Time goes on by minutes: what came due in the newest one. */
function minuteUpTo(clock: Instant): ClockSpan {
  return { from: instantFromMs(msOfInstant(clock) - MINUTE_MS), to: clock }
}

/** The groups that the newest facts and the newest minute may have changed. */
async function groupsSql(
  warehouse: Warehouse,
  rule: Rule,
  { known, clock, notices }: WarningsView & Stated,
): Promise<Sql> {
  const up_to = (await newestRecorded(warehouse))?.position ?? 0
  return groupsToEvaluateSql(rule, {
    positions: { after: Math.max(0, up_to - LIVE_FACTS), up_to },
    known,
    notices,
    clock: minuteUpTo(clock),
  })
}

/**
 * What the sentinel finds at a boundary, as a statement; of subjects it evaluates in the process.
 * What it puts into tables of its own first stands in place of these: the statement then shows all
 * that is read, and nothing is written.
 */
async function liveSql(
  warehouse: Warehouse,
  rule: Rule,
  view: WarningsView & Stated,
): Promise<Sql> {
  switch (reachOf(rule)) {
    case 'snapshot':
      return warningsSql(rule, view)
    case 'group': {
      const table = bracketed(await groupsSql(warehouse, rule, view))
      return warningsSql(rule, { ...view, scope: { of: 'groups_in', table } })
    }
    case 'subject': {
      const scope = { of: 'subjects_in', table: newestSubjectsSql(LIVE_FACTS) } as const
      return warningsSql(rule, { ...view, scope })
    }
  }
}
