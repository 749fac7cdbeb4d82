import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import { isGroupId } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type { RuleTest } from '@jianwei/projections/rules/language/rule-header.ts'
import {
  givenInOrder,
  RULE_TEST_SOURCE,
  runRuleTest,
  testedWarnings,
  versionsOfTest,
} from '@jianwei/projections/rules/evaluator/rule-test.ts'
import {
  dependsOnClock,
  isSnapshotRule,
  reachOf,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import type { ComputedWarning } from '@jianwei/projections/rules/statements/warning-sql.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { eventOfVersion } from '#/support/rules/events-of-versions.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

const rules = (await readRuleFiles(shippedRules())).map((file) => file.rule)
/**
 * Rules that are not shipped: of every kind, what a department might write, and those of the
 * reports over real data.
 */
const examples = (
  await Promise.all(['../../support/rules/examples', '../../../tools/reports/rules'].map(rulesIn))
).flat()
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
      expect(
        tests.some((one) => one.expect.length > 0) && tests.some((one) => one.expect.length === 0),
        id,
      ).toBe(true)
    }
  })

  test('cite a law and an article where they call themselves statutory', () => {
    const silent = rules.filter(
      (rule) => rule.class === 'statutory' && rule.legal_basis.length === 0,
    )
    expect(silent.map((rule) => rule.id)).toEqual([])
  })
})

describe('the rules that are examples', () => {
  test('have at least three tests each, of which one warns and one does not', () => {
    for (const { id, tests } of examples) {
      expect(tests.length, id).toBeGreaterThanOrEqual(3)
      expect(
        tests.some((one) => one.expect.length > 0) && tests.some((one) => one.expect.length === 0),
        id,
      ).toBe(true)
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
  // Each as subjects of its own in one log.
  let position = 0
  const numbered = cases
    .filter(({ rule }) => !isSnapshotRule(rule))
    .map((one, index) => {
      const versions = versionsOfTest(one.ruleTest).map((version): FactVersion => ({
        ...version,
        subject_id: inCase(index, version.subject_id),
        position: ++position as Position,
      }))
      return { ...one, index, versions }
    })

  beforeAll(() =>
    project(
      folder.warehouse,
      numbered.flatMap(({ ruleTest, versions }) =>
        versions.map((version, index) => eventOf(ruleTest, version, index)),
      ),
    ),
  )

  test.each([...rules, ...examples].filter((rule) => !isSnapshotRule(rule)))(
    '$id',
    async (rule) => {
      const ofRule = numbered.filter((one) => one.rule === rule)
      // Tests that can share a statement do: a statement costs far more than the few facts in it.
      // Facts of one group would meet in it.
      const statements = Map.groupBy(ofRule, ({ ruleTest, index }) => {
        if (reachOf(rule) !== 'subject') return index
        return dependsOnClock(rule) ? ruleTest.at : 'any'
      })
      for (const together of statements.values()) {
        const rows = await warnings(rule, together)
        for (const { ruleTest, name, index } of together) {
          const found = testedWarnings(
            ruleTest,
            rows.flatMap((row) => {
              const subject = outOfCase(index, row.subject_id)
              return subject === undefined ? [] : [{ ...row, subject }]
            }),
          )
          expect(found, name).toEqual(runRuleTest(rule, ruleTest).expected)
        }
      }
    },
  )

  test.each(cases.filter(({ rule }) => isSnapshotRule(rule)))(
    '$name, in a log of its own',
    async ({ rule, ruleTest }) => {
      await dropAll(folder.warehouse)
      await migrate(folder.warehouse, allTableFiles)
      const versions = versionsOfTest(ruleTest)
      await project(
        folder.warehouse,
        versions.map((version, index) => eventOf(ruleTest, version, index)),
      )
      const rows = await warnings(rule, [{ ruleTest, versions }])
      const found = testedWarnings(
        ruleTest,
        rows.map((row) => ({ ...row, subject: row.subject_id })),
      )
      expect(found).toEqual(runRuleTest(rule, ruleTest).expected)
    },
  )
})

async function rulesIn(folder: string): Promise<readonly Rule[]> {
  const files = await readRuleFiles(fileURLToPath(new URL(folder, import.meta.url)))
  return files.map((file) => file.rule)
}

function inCase(index: number, subject: string): string {
  return `case-${index}:${subject}`
}

/**
 * Undefined for a subject of another case. A group is named by its facts' values, which are the
 * same in every case.
 */
function outOfCase(index: number, subject: string): string | undefined {
  const own = inCase(index, '')
  if (isGroupId(subject)) return subject
  return subject.startsWith(own) ? subject.slice(own.length) : undefined
}

function eventOf(
  ruleTest: RuleTest,
  version: FactVersion,
  index: number,
): ReturnType<typeof eventOfVersion> {
  const given = givenInOrder(ruleTest)[index]
  if (given === undefined) throw new TypeError('every version is of a given event')
  const fact = { source: RULE_TEST_SOURCE, id: given.corrects ?? given.retracts ?? given.id }
  return eventOfVersion(version, { source_event_id: given.id, fact })
}

/**
 * Of the tests' facts, at the clock of the first: the others have the same, or the rule does not
 * look at it.
 */
function warnings(
  rule: Rule,
  tests: readonly { readonly ruleTest: RuleTest; readonly versions: readonly FactVersion[] }[],
): Promise<readonly ComputedWarning[]> {
  const [first] = tests
  if (first === undefined) throw new TypeError('a statement is about at least one test')
  const subject_ids = [
    ...new Set(tests.flatMap(({ versions }) => versions.map((version) => version.subject_id))),
  ]
  const view = {
    scope: { of: 'subjects', subject_ids },
    known: { by: 'platform' },
    clock: first.ruleTest.at,
    ...NOTHING_STATED,
  } as const
  return folder.warehouse.query<ComputedWarning>(warningsSql(rule, view), {
    purpose: 'test:rule-packs',
  })
}
