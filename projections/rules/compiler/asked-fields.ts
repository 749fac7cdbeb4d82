import { LATEST } from '@jianwei/events/instant.ts'
import { warningsSql } from '#/rules/compiler/compile.ts'
import {
  fieldColumns,
  fieldColumnsIn,
  type ColumnField,
} from '#/rules/facts/fields/field-column.ts'
import { NOTHING_STATED } from '#/rules/feeds/statements-as-known.ts'
import { ruleName, type Rule } from '#/rules/rule.ts'

/*
 * What rules ask of the data of facts. Whatever a rule looks at its statements name, and the
 * evaluator looks at the same.
 */

/** The columns of fields that the rule's statements name. */
export function columnsNamedBy(rule: Rule): readonly string[] {
  const key = `${ruleName(rule)} ${rule.content_hash}`
  const known = NAMED.get(key)
  if (known !== undefined) return known
  const view = { scope: { of: 'everything' }, known: { by: 'platform' }, clock: LATEST } as const
  const columns = fieldColumnsIn(warningsSql(rule, { ...view, ...NOTHING_STATED }))
  const names = columns.map(({ name }) => name)
  if (NAMED.size >= NAMED_MAX) NAMED.clear()
  NAMED.set(key, names)
  return names
}

const NAMED = new Map<string, readonly string[]>()
/** More than all versions of rules that are looked at together. */
const NAMED_MAX = 10_000

/** What rules ask of the data of facts, each once. It can be handed to another thread. */
export function fieldsAskedBy(rules: readonly Rule[]): readonly ColumnField[] {
  const names = new Set(rules.flatMap(columnsNamedBy))
  const columns = [...names].flatMap((name) => fieldColumns().get(name) ?? [])
  return columns.map(({ name, path, kind, types, says }) => ({ name, path, kind, types, says }))
}
