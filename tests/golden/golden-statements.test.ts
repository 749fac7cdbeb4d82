import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { RULE_QUESTIONS, type Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ruleStatement } from '@jianwei/projections/rule-statements/rule-statement.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { ALL_KINDS } from '@jianwei/projections/rules/kinds/all-kinds.ts'
import {
  GOLDEN_FOLDER,
  goldenStatements,
  type GoldenStatement,
} from '#/golden/golden-statements.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'

const HOW = 'if the change was meant, run `npm run golden:sql` and look at the difference'

let statements: readonly GoldenStatement[]
let asked: ReadonlySet<string>
beforeAll(async () => {
  await using opened = await openWarehouse()
  statements = await goldenStatements(opened.warehouse)
  asked = await questionsShown(opened.warehouse)
})

/** The questions of which some rule of the packs has a statement to show. */
async function questionsShown(warehouse: Warehouse): Promise<ReadonlySet<string>> {
  const rules = (await readRuleFiles(shippedRules())).map(({ rule }) => rule)
  const shown = new Set<string>()
  for (const question of RULE_QUESTIONS)
    for (const rule of rules) {
      if ((await ruleStatement(warehouse, rule, question, false)) === null) continue
      shown.add(question)
      break
    }
  return shown
}

test('every question that is measured can be shown under its name', () => {
  expect([...asked]).toEqual([...RULE_QUESTIONS])
})

test('the statements of every kind are those that were reviewed', () => {
  const files = readdirSync(GOLDEN_FOLDER).sort()
  expect(statements.map(({ file }) => file).sort(), HOW).toEqual(files)
  for (const { file, text } of statements)
    expect(text, `${file}: ${HOW}`).toBe(readFileSync(join(GOLDEN_FOLDER, file), 'utf8'))
})

test('there is one for the warnings, the live evaluation and the ledger of each kind', () => {
  const files = new Set(statements.map(({ file }) => file))
  for (const { name } of ALL_KINDS)
    for (const question of ['warnings', 'live', 'ledger'])
      expect(files).toContain(`${name}.${question}.sql`)
})

test('of each kind that cannot judge everything there is what it could not judge', () => {
  const files = new Set(statements.map(({ file }) => file))
  for (const { name, outcomesSql } of ALL_KINDS)
    if (outcomesSql !== null) expect(files).toContain(`${name}.outcomes.sql`)
})

test('each begins with what it answers and what each of its steps does', () => {
  for (const { file, text } of statements) {
    const [head = '', body = ''] = text.split('\n\n')
    expect(head, file).toMatch(/^-- \S+@\d+, a rule of the kind\s(?:-- )?\w+: /)
    const explained = [...head.matchAll(/^-- - ([^:]+): /gm)].map(([, name]) => name)
    const begun = [...body.matchAll(/^ *-- (.+)$/gm)].map(([, name]) => name)
    expect(explained.length, file).toBeGreaterThan(1)
    expect(new Set(explained).size, `${file}: a name has one meaning`).toBe(explained.length)
    expect(new Set(begun), file).toEqual(new Set(explained))
  }
})
