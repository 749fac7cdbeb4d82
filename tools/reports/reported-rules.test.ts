import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { runRuleTest } from '@jianwei/projections/rules/evaluator/rule-test.ts'
import { readRuleFiles } from '@jianwei/services/rules/rule-files.ts'
import { DATA_SETS } from '#/reports/data-sets.ts'
import { testOutcome } from '@jianwei/tests/support/backtest/backtest-of.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const rules = (await readRuleFiles(`${folder}rules`)).map((file) => file.rule)

test('every rule of the reports is a template with at least three tests, and they hold', () => {
  expect(rules.length).toBeGreaterThanOrEqual(5)
  for (const rule of rules) {
    expect(rule.class, rule.id).toBe('template')
    expect(rule.tests.length, rule.id).toBeGreaterThanOrEqual(3)
    for (const one of rule.tests) {
      const { expected, found } = runRuleTest(rule, one)
      expect(found, `${rule.id}: ${one.name}`).toEqual(expected)
    }
  }
})

test('every report names rules and outcomes that are there, and was written', () => {
  for (const { name, rules: reported } of DATA_SETS) {
    expect(existsSync(`${folder}${name}.md`), name).toBe(true)
    for (const { rule, outcome } of reported) {
      expect(rules.map(({ id }) => id)).toContain(rule)
      expect(testOutcome(parse(readFileSync(`${folder}outcomes/${outcome}.yaml`, 'utf8'))).id).toBe(
        outcome,
      )
    }
  }
})
