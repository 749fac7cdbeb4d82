import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'

/**
 * A rule of the catalogue's facts with a plain header; throws TypeError for one that does not load.
 */
export function ruleWith(specific: Readonly<Record<string, unknown>>): Rule {
  const parsed = parseRule({ ...PLAIN_HEADER, ...specific })
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems))
  return parsed.rule
}

export const PLAIN_HEADER = {
  id: 'plain-rule',
  version: 1,
  title: { en: 'A rule of the tests', zh: '测试规则' },
  text: { en: 'Only for tests.', zh: '仅用于测试。' },
  level: 'yellow',
  legal_basis: [],
  class: 'template',
  jurisdiction: 'tests',
  owner: 'tests',
  review_by: '2027-12-31',
  false_positives: { en: 'None known.', zh: '暂无。' },
  playbook: { en: 'Look at the evidence.', zh: '核对证据。' },
  tests: [],
}
