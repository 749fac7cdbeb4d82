import { InvalidArgumentError } from 'commander'
import { parseRuleName } from '#/rules/rule-steps.ts'

export type RuleName = NonNullable<ReturnType<typeof parseRuleName>>

/** For commander: a version of a rule, `id@version`. */
export function readName(text: string): RuleName {
  const name = parseRuleName(text)
  if (name === undefined) throw new InvalidArgumentError('expected <id>@<version>.')
  return name
}
