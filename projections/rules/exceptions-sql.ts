import { text } from '#/sql.ts'
import { secondOfTextSql } from '#/rules/carried-time.ts'
import type { ExceptionCondition, RuleException } from '#/rules/exceptions.ts'
import { filterSql, selectionSql } from '#/rules/filter-sql.ts'
import type { Comparison } from '#/rules/filter.ts'
import type { Rule } from '#/rules/rule.ts'
import { carrierFacts } from '#/rules/subject-carriers-sql.ts'
import { subjectComparisons, subjectComparisonsOf } from '#/rules/subject-comparisons.ts'
import { factsWithSubjectSql } from '#/rules/subject-states-sql.ts'
import { inForceSql, type SelectedFacts, type VersionsView } from '#/rules/versions-sql.ts'
import { OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'

/** Exceptions at one point of knowing, over the warnings that a kind's own statement finds, whatever the kind. */

const COLUMNS = 'subject_id, anchor, anchor_at, evidence, evidence_count'

/** The warnings that no exception suppresses. */
export function unsuppressedSql(rule: Rule, view: VersionsView, warnings: string): string {
  if (rule.exceptions.length === 0) return warnings
  return `SELECT ${COLUMNS} FROM (${judgedSql(rule, view, warnings)}) WHERE suppressed_by = ''`
}

/** Rows of `OutcomeRow`: how many warnings each exception suppresses. Null for rules without exceptions. */
export function suppressedSql(rule: Rule, view: VersionsView, warnings: string): string | null {
  if (rule.exceptions.length === 0) return null
  return `
SELECT 'suppressed' AS outcome, suppressed_by AS code, count() AS facts,
  groupArray(${OUTCOME_SAMPLE_MAX})(evidence[-1]) AS sample
FROM (${judgedSql(rule, view, warnings)})
WHERE suppressed_by != ''
GROUP BY code`
}

/** The warnings with `suppressed_by`, the name of the first exception that holds, or ''. */
function judgedSql({ exceptions }: Rule, view: VersionsView, warnings: string): string {
  const anchors = `
    SELECT ${COLUMNS}, cityHash64(subject_id) AS subject_key, ${secondOfTextSql('anchor_at')} AS second
    FROM (${warnings})`
  const comparisons = comparisonsOfExceptions(exceptions)
  const asked =
    comparisons.length === 0 ? anchors : factsWithSubjectSql(anchors, carriersSql(view, comparisons), comparisons)
  const joined = exceptions.reduce(
    (rows, { when }, index) => (when.by === 'fact' ? withFactSql(view, rows, when, index) : rows),
    asked,
  )
  const cases = exceptions.map(({ name, when }, index) => {
    return `${when.by === 'subject' ? filterSql(when.filter) : `excepted_${index}`}, ${text(name)}`
  })
  return `SELECT *, multiIf(${cases.join(', ')}, '') AS suppressed_by FROM (${joined})`
}

/** `rows` with `excepted_<index>`: whether the newest excepting fact up to the anchor lies near enough. */
function withFactSql(
  view: VersionsView,
  rows: string,
  when: Extract<ExceptionCondition, { by: 'fact' }>,
  index: number,
): string {
  const facts = inForceSql(viewOfException(view, when), exceptingFacts(when))
  return `
SELECT e.*, toUInt8(a.excepts AND a.at > e.second - ${when.within_seconds}) AS excepted_${index}
FROM (${rows}) AS e
ASOF LEFT JOIN (SELECT subject_key, second AS at, toUInt8(1) AS excepts FROM (${facts})) AS a
  ON e.subject_key = a.subject_key AND e.second >= a.at`
}

/** Facts of an exception count whenever they lie: the rule's own choice is about its condition. */
export function viewOfException(view: VersionsView, { of }: Extract<ExceptionCondition, { by: 'fact' }>): VersionsView {
  return { ...view, judging: { types: of.events, comparisons: subjectComparisonsOf([of]), first_second: null } }
}

export function exceptingFacts({ of }: Extract<ExceptionCondition, { by: 'fact' }>): SelectedFacts {
  return { condition: selectionSql(of), extra: {} }
}

/** What exceptions ask about the subject at the anchor. */
export function comparisonsOfExceptions(exceptions: readonly RuleException[]): readonly Comparison[] {
  return subjectComparisons(exceptions.flatMap(({ when }) => (when.by === 'subject' ? [when.filter] : [])))
}

function carriersSql(view: VersionsView, comparisons: readonly Comparison[]): string {
  return inForceSql({ scope: view.scope, known: view.known }, carrierFacts(comparisons))
}
