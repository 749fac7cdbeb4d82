import { describe, expect, test } from 'vitest'
import { statementTextIn } from '#/architecture/statement-text.ts'
import { filesEndingIn, isTestCode, readSource } from '#/support/source-tree.ts'

/** Where SQL is written: the questions, and the adapters to the engines. */
const MAY_HOLD_SQL = /^(?:projections|infra)\//

const files = filesEndingIn('.ts').filter((path) => !isTestCode(path))

test('all SQL lives under projections; infra holds that of its own engines', () => {
  const elsewhere = files
    .filter((path) => !MAY_HOLD_SQL.test(path))
    .flatMap((path) => statementTextIn(readSource(path).text).map((found) => `${path}: ${found}`))
  expect(elsewhere, 'make it a function in projections, and call that').toEqual([])
})

test('the only text that becomes SQL as it stands is that of table files', () => {
  const named = files.filter((path) => /\bsqlOfFile\b/.test(readSource(path).text))
  expect(named).toEqual(['infra/warehouse/table-statements.ts', 'projections/sql.ts'])
})

describe('the detector', () => {
  test('sees the statements where they do live', () => {
    const seen = files.filter(
      (path) => MAY_HOLD_SQL.test(path) && statementTextIn(readSource(path).text).length > 0,
    )
    // Every file of statements and queries, by its name.
    const named = files.filter((path) => /^projections\/.*(?:-sql|queries)\.ts$/.test(path))
    expect(seen.length).toBeGreaterThan(named.length / 2)
  })

  test.each([
    ["const sql = 'SELECT 1'"],
    ['return `SELECT ${columns} FROM events_v2`'],
    ['`SELECT\n  subject_id\n  FROM warnings_v1`'],
    ['await warehouse.execute(`INSERT INTO ${table} VALUES (1)`, asks)'],
    ["execute('CREATE TABLE notes (n UInt64) ENGINE = Memory')"],
    ['execute(`CREATE MATERIALIZED VIEW ${name} TO other`)'],
    ['`DROP TABLE IF EXISTS ${name}`'],
    ['`ALTER TABLE ${name} DELETE WHERE 1`'],
    ['`EXPLAIN indexes = 1 ${statement}`'],
    ['`${groups} UNION ALL ${others}`'],
    ['const range = `FROM ${table} WHERE key BETWEEN 1 AND 2`'],
    ['const one = `${statement} SETTINGS max_threads = 1`'],
    ["import { sql } from '@jianwei/projections/sql.ts'"],
    ["import { integer, type Sql } from '@jianwei/projections/sql.ts'"],
  ])('finds %j', (text) => {
    expect(statementTextIn(text)).not.toEqual([])
  })

  test.each([
    ['// SELECT 1 is what a comment may say'],
    ['/* INSERT INTO t */'],
    ["'select the rows where it holds'"],
    ["const purpose = 'SELECTED'"],
    ["import type { Sql } from '@jianwei/projections/sql.ts'"],
    ["import { type Sql } from '@jianwei/projections/sql.ts'"],
    ["import { warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'"],
  ])('leaves %j alone', (text) => {
    expect(statementTextIn(text)).toEqual([])
  })
})
