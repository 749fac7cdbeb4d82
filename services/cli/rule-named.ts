import { existsSync } from 'node:fs'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { readRuleAt, readRuleFiles, RulesRefused, shippedRules } from '#/rules/rule-files.ts'

/**
 * The rule in a file, or the newest version of the rule of that id among those that come with the
 * program. Throws RulesRefused where there is none, or where the file does not load.
 */
export async function ruleNamed(nameOrFile: string): Promise<Rule> {
  if (existsSync(nameOrFile)) return (await readRuleAt(nameOrFile)).rule
  const rules = (await readRuleFiles(shippedRules())).map(({ rule }) => rule)
  const versions = rules.filter(({ id }) => id === nameOrFile).sort((a, b) => b.version - a.version)
  const [newest] = versions
  if (newest !== undefined) return newest
  throw new RulesRefused([`${nameOrFile}: there is neither such a file nor a rule of this id`])
}
