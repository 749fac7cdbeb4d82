import type { Condition } from '#/intake/mapping/language.ts'
import { asText, columnOf, type Row } from '#/intake/mapping/row.ts'

export type RowTest = (row: Row) => boolean

/**
 * Values compare as text, because a CSV file has nothing else. An absent column equals null only.
 */
export function compileCondition(condition: Condition): RowTest {
  if ('all' in condition) {
    const tests = condition.all.map(compileCondition)
    return (row) => tests.every((test) => test(row))
  }
  if ('any' in condition) {
    const tests = condition.any.map(compileCondition)
    return (row) => tests.some((test) => test(row))
  }
  if ('not' in condition) {
    const test = compileCondition(condition.not)
    return (row) => !test(row)
  }
  const { column, present, equals, in: among, not_in: notAmong } = condition
  if (present !== undefined) return (row) => (columnOf(row, column) !== undefined) === present
  const wanted = new Set((notAmong ?? among ?? [equals]).map((value) => asText(value ?? undefined)))
  const holds = notAmong === undefined
  return (row) => wanted.has(asText(columnOf(row, column))) === holds
}

/** The columns a condition looks at. */
export function conditionColumns(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(conditionColumns)
  if ('any' in condition) return condition.any.flatMap(conditionColumns)
  if ('not' in condition) return conditionColumns(condition.not)
  return [condition.column]
}
