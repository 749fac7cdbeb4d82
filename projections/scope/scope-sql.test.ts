import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isWithin, type ScopeAlternative } from '@jianwei/events/access/scope.ts'
import {
  openWarehouse,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { withinScopeSql } from '#/scope/scope-sql.ts'
import { integer, joined, sql } from '#/sql.ts'

const RULES: Readonly<Record<string, readonly string[]>> = {
  commerce: ['a', 'b'],
  transport: ['c'],
  empty: [],
}
const DOMAIN_OF_RULE: Readonly<Record<string, string>> = {
  a: 'commerce',
  b: 'commerce',
  c: 'transport',
}
const ROWS_MAX = 40

const limit = fc.constantFrom(
  null,
  '330000',
  '330200',
  '330203',
  '330203001',
  '3302',
  '100000',
  'grid:330203001001001',
  'tw-epa:north',
)
const alternative: fc.Arbitrary<ScopeAlternative> = fc.record({
  region: limit,
  domain: fc.constantFrom(null, null, 'commerce', 'transport', 'empty', 'unheard'),
  department: fc.constantFrom(null, null, '市场监管局', "it's \\ a bureau"),
})
const row = fc.record({
  region: fc.constantFrom(
    null,
    '330000',
    '330200',
    '330203',
    '330203001',
    '330300',
    '110101',
    '100000',
    'grid:330203001001001',
    'grid:110101001001001',
    'tw-epa:north',
    'tw-epa:south',
  ),
  department: fc.constantFrom(null, '市场监管局', "it's \\ a bureau", '城管局'),
  rule_id: fc.constantFrom('a', 'b', 'c', 'd'),
  unit: fc.constantFrom('', '市场监管局', '城管局'),
})

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
})
afterAll(async () => opened[Symbol.asyncDispose]())

test('a scope takes the same rows in SQL as in memory, of rules and of facts', async () => {
  const seed = Number(process.env['SCOPE_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`SCOPE_SEED=${seed}`)
  const ruled = fc.boolean()
  const cases = fc.tuple(
    fc.array(alternative, { maxLength: 4 }),
    fc.array(row, { minLength: 1, maxLength: ROWS_MAX }),
    ruled,
  )
  const check = async ([scope, rows, ofRules]: [ScopeAlternative[], Row[], boolean]) => {
    const columns = {
      region: sql`region`,
      department: sql`department`,
      ...(ofRules ? { rule_id: sql`rule_id`, addressees: sql`[unit]` } : {}),
    }
    const condition = withinScopeSql(scope, columns, (domain) => RULES[domain] ?? [])
    const found = await opened.warehouse.query<{ at: number }>(
      sql`
SELECT at FROM (
  SELECT cell.1 AS at, cell.2 AS region, cell.3 AS department, cell.4 AS rule_id,
    cell.5 AS unit
  FROM (SELECT arrayJoin([${joined(rows.map(tupleSql))}]) AS cell)
)
WHERE ${condition}`,
      { purpose: 'test:scope' },
    )
    const expected = rows.flatMap(({ region, department, rule_id, unit }, index) => {
      const domain = DOMAIN_OF_RULE[rule_id] ?? null
      const ofRule = ofRules ? { domain, addressees: [unit] } : {}
      return isWithin(scope, { region, department, ...ofRule }) ? [index] : []
    })
    expect(found.map((one) => one.at).toSorted((a, b) => a - b)).toEqual(expected)
  }
  await fc.assert(fc.asyncProperty(cases, check), { seed, numRuns: 150 })
})

type Row = typeof row extends fc.Arbitrary<infer One> ? One : never

function tupleSql({ region, department, rule_id, unit }: Row, index: number) {
  return sql`(${integer(index)}, ${region ?? ''}, ${department ?? ''}, ${rule_id}, ${unit})`
}
