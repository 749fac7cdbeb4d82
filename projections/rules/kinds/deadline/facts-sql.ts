import { fieldPresentSql, fieldTextSql, selectionSql } from '#/rules/filter-sql.ts'
import type { Selection } from '#/rules/filter.ts'
import { dueSql } from '#/rules/kinds/deadline/due-sql.ts'
import type { DeadlineRule } from '#/rules/rule.ts'
import { FACT_NUMBER } from '#/rules/warning-sql.ts'

/** Which facts a selection takes, and what is kept of each beside its versions. */
export interface SelectedFacts {
  readonly condition: string
  readonly extra: Readonly<Record<string, string>>
}

/** Duties with their `due` second (NULL where it cannot be told) and the values that an answer must share, as one text. */
export function dutyFacts(rule: DeadlineRule): SelectedFacts {
  const { duty } = rule.parameters
  return { condition: tied(rule, duty), extra: { due: dueSql(rule), tie: tieSql(rule) } }
}

export function answerFacts(rule: DeadlineRule): SelectedFacts {
  return { condition: tied(rule, rule.parameters.answer), extra: { tie: tieSql(rule) } }
}

/** Duties that no answer can be tied to, because a field of `match` is missing. */
export function untiedDuties(rule: DeadlineRule): SelectedFacts {
  const { duty, match } = rule.parameters
  const present = match.map(fieldPresentSql).join(' AND ')
  return {
    condition: match.length === 0 ? '0' : `${selectionSql(duty)} AND NOT (${present})`,
    extra: { fact: FACT_NUMBER },
  }
}

function tied({ parameters: { match } }: DeadlineRule, selection: Selection): string {
  return [selectionSql(selection), ...match.map(fieldPresentSql)].join(' AND ')
}

/** Equal for equal values. The raw JSON of a value holds no line break, so none can be mistaken for the border of two. */
function tieSql({ parameters: { match } }: DeadlineRule): string {
  if (match.length === 0) return `''`
  return `concat(${match.map((field) => `${fieldTextSql(field)}, '\\n'`).join(', ')})`
}
