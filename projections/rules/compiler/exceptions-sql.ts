import { joined, sql, stepSql, type Sql } from '#/sql.ts'
import { secondOfTextSql } from '#/rules/facts/carried-time.ts'
import type { ExceptionCondition, RuleException } from '#/rules/language/exceptions.ts'
import { filterSql, selectionSql } from '#/rules/facts/filter-sql.ts'
import type { Comparison } from '#/rules/language/filter.ts'
import type { RuleBody } from '#/rules/language/rule-body.ts'
import { carrierFacts } from '#/rules/facts/subject-carriers-sql.ts'
import { subjectComparisons, subjectComparisonsOf } from '#/rules/language/subject-comparisons.ts'
import { factsWithSubjectSql } from '#/rules/facts/subject-states-sql.ts'
import {
  factsInForceSql,
  type SelectedFacts,
  type VersionsView,
} from '#/rules/facts/versions-sql.ts'
import { sampleSql } from '#/rules/statements/warning-sql.ts'

/**
 * Exceptions at one point of knowing, over the warnings that a kind's own statement finds, whatever
 * the kind.
 */

const COLUMNS = sql`subject_id, anchor, anchor_at, evidence, evidence_count`

/** The warnings that no exception suppresses. */
export function unsuppressedSql(rule: RuleBody, view: VersionsView, warnings: Sql): Sql {
  if (rule.exceptions.length === 0) return warnings
  return sql`SELECT ${COLUMNS} FROM (${judgedSql(rule, view, warnings)}) WHERE suppressed_by = ''`
}

/**
 * Rows of `OutcomeRow`: how many warnings each exception suppresses. Null for rules without
 * exceptions.
 */
export function suppressedSql(rule: RuleBody, view: VersionsView, warnings: Sql): Sql | null {
  if (rule.exceptions.length === 0) return null
  return stepSql(
    'suppressed',
    'the warnings that an exception suppresses, counted by exception',
    sql`
SELECT 'suppressed' AS outcome, suppressed_by AS code, count() AS facts,
  ${sampleSql(sql`evidence[-1]`)}
FROM (${judgedSql(rule, view, warnings)})
WHERE suppressed_by != ''
GROUP BY code`,
  )
}

/** The warnings with `suppressed_by`, the name of the first exception that holds, or ''. */
function judgedSql({ exceptions }: RuleBody, view: VersionsView, warnings: Sql): Sql {
  const anchors = sql`
    SELECT ${COLUMNS}, cityHash64(subject_id) AS subject_key,
      ${secondOfTextSql(sql`anchor_at`)} AS second
    FROM (${warnings})`
  const comparisons = comparisonsOfExceptions(exceptions)
  const asked =
    comparisons.length === 0
      ? anchors
      : factsWithSubjectSql(anchors, carriersSql(view, comparisons), comparisons, view.known)
  const rowsWithFacts = exceptions.reduce(
    (rows, { when }, index) => (when.by === 'fact' ? withFactSql(view, rows, when, index) : rows),
    asked,
  )
  const cases = exceptions.map(({ name, when }, index) => {
    return sql`${when.by === 'subject' ? filterSql(when.filter) : sql`excepted_${index}`}, ${name}`
  })
  return stepSql(
    'exceptions',
    'to each warning the first exception that holds for it',
    sql`SELECT *, multiIf(${joined(cases)}, '') AS suppressed_by FROM (${rowsWithFacts})`,
  )
}

/**
 * `rows` with `excepted_<index>`: whether the newest excepting fact up to the anchor lies near
 * enough.
 */
function withFactSql(
  view: VersionsView,
  rows: Sql,
  when: Extract<ExceptionCondition, { by: 'fact' }>,
  index: number,
): Sql {
  const facts = factsInForceSql(viewOfException(view, when), exceptingFacts(when))
  return stepSql(
    'excepting facts',
    'to each warning whether an excepting fact lies near enough before it',
    sql`
SELECT e.*, toUInt8(a.excepts AND a.at > e.second - ${when.within_seconds}) AS excepted_${index}
FROM (${rows}) AS e
ASOF LEFT JOIN (SELECT subject_key, second AS at, toUInt8(1) AS excepts FROM (${facts})) AS a
  ON e.subject_key = a.subject_key AND e.second >= a.at`,
  )
}

/** Facts of an exception count whenever they lie: the rule's own choice is about its condition. */
export function viewOfException(
  view: VersionsView,
  { of }: Extract<ExceptionCondition, { by: 'fact' }>,
): VersionsView {
  return {
    ...view,
    rule_facts: { types: of.events, comparisons: subjectComparisonsOf([of]), first_second: null },
  }
}

export function exceptingFacts({ of }: Extract<ExceptionCondition, { by: 'fact' }>): SelectedFacts {
  return { condition: selectionSql(of), extra: {} }
}

/** What exceptions ask about the subject at the anchor. */
export function comparisonsOfExceptions(
  exceptions: readonly RuleException[],
): readonly Comparison[] {
  return subjectComparisons(
    exceptions.flatMap(({ when }) => (when.by === 'subject' ? [when.filter] : [])),
  )
}

function carriersSql(view: VersionsView, comparisons: readonly Comparison[]): Sql {
  return factsInForceSql(
    { scope: view.scope, known: view.known },
    carrierFacts(comparisons, view.known),
  )
}
