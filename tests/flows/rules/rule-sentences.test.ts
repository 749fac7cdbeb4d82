import { SHIPPED_CALENDARS } from '@jianwei/events/calendar/calendars.ts'
import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { kindOf, RULE_KINDS, type Rule } from '@jianwei/projections/rules/rule.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { fileURLToPath } from 'node:url'

/* What each kind of rule says of a warning in a sentence, over the rules that are shipped. */

const examples = fileURLToPath(new URL('../../support/rules/examples', import.meta.url))
const rules = (await Promise.all([readRuleFiles(shippedRules()), readRuleFiles(examples)]))
  .flat()
  .map((file) => file.rule)
const told = (rule: Rule, facts = 3) =>
  kindOf(rule).tell(rule, {
    anchor_at: '2026-03-01T02:00:00.000Z' as Instant,
    facts,
    region: null,
    calendars: SHIPPED_CALENDARS,
  })

test('every rule of every kind says something whole in both languages', () => {
  expect(new Set(rules.map(({ kind }) => kind))).toEqual(new Set(RULE_KINDS))
  for (const rule of rules) {
    const { en, zh } = told(rule)
    expect(en, rule.id).toMatch(/^\S.*\.$/)
    expect(zh, rule.id).toMatch(/^\S.*。$/)
    expect(`${en}${zh}`, rule.id).not.toMatch(/undefined|null|NaN|\[object/)
  }
})

test('each kind in its own words', async () => {
  const ofKind = new Map(rules.map((rule) => [rule.kind, rule]))
  const sentences = [...ofKind.values()].map((rule) => ({ kind: rule.kind, ...told(rule) }))
  const sorted = sentences.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
  await expect(`${JSON.stringify(sorted, null, 2)}\n`).toMatchFileSnapshot(
    '../../golden/sentences/of-rule-kinds.json',
  )
})

test('of very many facts the ledger lists only the newest, and the sentence says so', () => {
  const count = rules.find(({ kind }) => kind === 'count')
  if (count === undefined) throw new TypeError('a rule that counts is shipped')
  expect(told(count, 200).zh).toContain('不少于200条')
  expect(told(count, 200).en).toContain('at least 200 records')
})
