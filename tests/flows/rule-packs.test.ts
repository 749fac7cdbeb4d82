import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { warningsSql } from '@jianwei/projections/rules/compile.ts'
import type { RuleTest } from '@jianwei/projections/rules/rule-header.ts'
import { RULE_TEST_SOURCE, runRuleTest, testedWarnings, versionsOfTest } from '@jianwei/projections/rules/rule-test.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/sentinel/rule-files.ts'
import { eventOfVersion } from '#/support/rules/events-of-versions.ts'
import { openWarehouse, project } from '#/support/warehouse-in-folder.ts'

const rules = (await readRuleFiles(shippedRules())).map((file) => file.rule)
/** Rules that are not shipped: of every kind, what a department might write, and those of the reports over real data. */
const examples = (await Promise.all(['../support/rules/examples', '../reports/rules'].map(rulesIn))).flat()
const cases = [...rules, ...examples].flatMap((rule) =>
  rule.tests.map((ruleTest) => ({ rule, ruleTest, name: `${rule.id}: ${ruleTest.name}` })),
)

const folder = await openWarehouse()
afterAll(() => folder[Symbol.asyncDispose]())

describe('the rules that are shipped', () => {
  test('are some, each with at least three tests, of which one warns and one does not', () => {
    expect(rules.length).toBeGreaterThanOrEqual(6)
    for (const { id, tests } of rules) {
      expect(tests.length, id).toBeGreaterThanOrEqual(3)
      expect(tests.some((one) => one.expect.length > 0) && tests.some((one) => one.expect.length === 0), id).toBe(true)
    }
  })

  test('cite a law and an article where they call themselves statutory', () => {
    const silent = rules.filter((rule) => rule.class === 'statutory' && rule.legal_basis.length === 0)
    expect(silent.map((rule) => rule.id)).toEqual([])
  })
})

describe('the rules that are examples', () => {
  test('have at least three tests each, of which one warns and one does not', () => {
    for (const { id, tests } of examples) {
      expect(tests.length, id).toBeGreaterThanOrEqual(3)
      expect(tests.some((one) => one.expect.length > 0) && tests.some((one) => one.expect.length === 0), id).toBe(true)
    }
  })
})

describe('the tests that rules carry hold in the reference evaluator', () => {
  test.each(cases)('$name', ({ rule, ruleTest }) => {
    const { expected, found } = runRuleTest(rule, ruleTest)
    expect(found).toEqual(expected)
  })
})

describe('the tests that rules carry hold in SQL', () => {
  test('all of them, each as a subject of its own in one log', async () => {
    let position = 0
    const numbered = cases.map((one, index) => {
      const versions = versionsOfTest(one.ruleTest).map((version): FactVersion => ({
        ...version,
        subject_id: inCase(index, version.subject_id),
        position: ++position as Position,
      }))
      return { ...one, index, versions }
    })
    await project(
      folder.warehouse,
      numbered.flatMap(({ ruleTest, versions }) => versions.map((version, place) => eventOf(ruleTest, version, place))),
    )
    for (const { rule, ruleTest, name, index, versions } of numbered) {
      const subject_ids = [...new Set(versions.map((version) => version.subject_id))]
      const rows = await warnings(rule, ruleTest, subject_ids)
      const found = testedWarnings(
        ruleTest,
        rows.map((row) => ({ ...row, subject: row.subject_id.slice(inCase(index, '').length) })),
      )
      expect(found, name).toEqual(runRuleTest(rule, ruleTest).expected)
    }
  })
})

async function rulesIn(folder: string): Promise<readonly Rule[]> {
  const files = await readRuleFiles(fileURLToPath(new URL(folder, import.meta.url)))
  return files.map((file) => file.rule)
}

function inCase(index: number, subject: string): string {
  return `case-${index}:${subject}`
}

function eventOf(ruleTest: RuleTest, version: FactVersion, place: number): ReturnType<typeof eventOfVersion> {
  const given = ruleTest.given[place]
  if (given === undefined) throw new TypeError('every version is of a given event')
  const fact = { source: RULE_TEST_SOURCE, id: given.corrects ?? given.retracts ?? given.id }
  return eventOfVersion(version, { source_event_id: given.id, fact })
}

function warnings(rule: Rule, ruleTest: RuleTest, subject_ids: readonly string[]): Promise<readonly WarningRow[]> {
  const view = { scope: { of: 'subjects', subject_ids }, known: { by: 'platform' }, clock: ruleTest.at } as const
  return folder.warehouse.query<WarningRow>(warningsSql(rule, view), { purpose: 'test:rule-packs' })
}
