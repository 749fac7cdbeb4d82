import { factsBySubject } from '@jianwei/projections/evaluation/facts-by-subject.ts'
import { fieldColumns } from '@jianwei/projections/rules/facts/fields/field-column.ts'
import { watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { FeedStatement } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { ClickHouseWarehouse } from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { statementsFor, tableStatements } from '@jianwei/infra/warehouse/table-statements.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { fingerprints } from '@jianwei/projections/fingerprint.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  ledgerOutcomesSql,
  ledgerSql,
  newlyDueSubjectsSql,
  notJudgedWarningsSql,
  outcomesSql,
  ruleFeedOutcomesSql,
  warningsSql,
} from '@jianwei/projections/rules/compiler/compile.ts'
import { WarehouseWithFields } from '@jianwei/projections/rules/facts/fields/with-fields.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import type { RuleScope } from '@jianwei/projections/rules/facts/versions-sql.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { consoleQuestions } from '#/support/warehouse/console-questions.ts'
import { formOf } from '#/support/rules/rule-form.ts'
import { sql } from '@jianwei/projections/sql.ts'

/*
 * Joins and listed subqueries between sharded tables are refused by the engine unless the settings
 * say how to run them. No shards that are machines can be had here, so each statement is sent to a
 * node whose two shards do not answer: it must be resolved and planned with the adapter's settings,
 * and fail only when it asks a shard. A statement that the engine refuses fails by another code,
 * before.
 */

const NOBODY_ANSWERS = 279
const cluster = { name: 'province', database: 'jianwei' }
const ask = { purpose: 'test:shards' }
const EXCEPTION = {
  title: { en: 'Excepted', zh: '例外' },
  reason: { en: 'For a test.', zh: '用于测试。' },
}
const READS_A_TABLE = /\bFROM \w+_v\d+\b/
const CLOCK = '2026-03-20T02:00:00.000Z' as Instant

let facade: ClickHouseFacade
let warehouse: Warehouse
beforeAll(async () => {
  facade = await ClickHouseFacade.start({ cluster: cluster.name, shards: 'away' })
  warehouse = new WarehouseWithFields(await ClickHouseWarehouse.open(facade.server))
  for (const { path } of allTableFiles) {
    const file = await readFile(
      new URL(import.meta.resolve(`@jianwei/projections/${path}`)),
      'utf8',
    )
    for (const statement of tableStatements(file)) {
      for (const sql of statementsFor(cluster, statement)) await warehouse.execute(sql, ask)
    }
  }
  await warehouse.execute(
    sql`CREATE TABLE scratch ENGINE = Memory AS SELECT 1::UInt64 AS subject_key`,
    ask,
  )
})
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]()
  await facade[Symbol.asyncDispose]()
})

/** Planned, and then nobody answered. */
async function reachesTheShards(name: string, asked: Promise<unknown>): Promise<void> {
  const outcome = await asked.catch((error: unknown) => error)
  expect({ name, outcome }).toMatchObject({
    name,
    outcome: { code: 'WAREHOUSE_ERROR', engineCode: NOBODY_ANSWERS },
  })
}

test('the engine refuses such a join without the settings of a cluster', async () => {
  const join = sql`
SELECT count() FROM events_v2 AS e JOIN fact_ends_v2 AS f ON e.fact_id = f.fact_id`
  const refused = warehouse.query(
    sql`${join} SETTINGS distributed_product_mode = 'deny', prefer_global_in_and_join = 0`,
    ask,
  )
  await expect(refused).rejects.toMatchObject({ engineCode: 288 })
  await reachesTheShards('join', warehouse.query(join, ask))
})

/** Speaks of the subject in its condition and in its exceptions. */
const ruleWithSubjects = ruleWith({
  kind: 'count',
  parameters: {
    of: {
      events: ['PenaltyDecided'],
      where: { field: 'subject.industry_code', starts_with: 'H62' },
    },
    at_least: 2,
    window: '365 days',
  },
  exceptions: [
    { ...EXCEPTION, name: 'gone', subject: { field: 'subject.registration', eq: 'deregistered' } },
    {
      ...EXCEPTION,
      name: 'seen',
      while: { of: { events: ['InspectionConducted'] }, within: '30 days' },
    },
  ],
})

test('every statement of every form of shipped rule can be planned over shards', async () => {
  const shipped = (await readRuleFiles(shippedRules())).map(({ rule }) => rule)
  const rules = [...Map.groupBy(shipped, formOf).values()].flatMap((alike) => alike.slice(0, 1))
  expect(new Set(rules.map(({ kind }) => kind))).toEqual(new Set(shipped.map(({ kind }) => kind)))
  expect(rules.length).toBeGreaterThan(10)
  const known: Known = { by: 'platform', until: { by: 'platform', position: 10 } }
  const scopes: readonly RuleScope[] = [
    { of: 'everything' },
    { of: 'subjects_in', table: sql`(SELECT subject_key FROM scratch)` },
  ]
  for (const [index, rule] of [ruleWithSubjects, ...rules].entries()) {
    // Each in one of the ways in which it is asked, by turns; SHARDS_KINDS=all asks each in both.
    const ways =
      process.env['SHARDS_KINDS'] === 'all'
        ? scopes
        : scopes.filter((_, way) => way === index % scopes.length)
    for (const scope of ways) {
      const view = { scope, known, statements: statementsAbout(rule), authorities: [], notices: [] }
      const statements = [
        warningsSql(rule, { ...view, clock: CLOCK }),
        ledgerSql(rule, view),
        outcomesSql(rule, { ...view, clock: CLOCK }),
        ruleFeedOutcomesSql(rule, { ...view, clock: CLOCK }),
        notJudgedWarningsSql(rule, { ...view, clock: CLOCK }),
        ledgerOutcomesSql(rule, view),
        newlyDueSubjectsSql(rule, view, { from: '2026-03-01T00:00:00.000Z' as Instant, to: CLOCK }),
      ]
      // What a rule has nothing to ask is a statement without tables.
      const asked = statements.flatMap((statement) =>
        statement !== null && READS_A_TABLE.test(statement.text) ? [statement] : [],
      )
      expect(asked.length).toBeGreaterThan(1)
      for (const statement of asked)
        await reachesTheShards(rule.id, warehouse.query(statement, ask))
    }
  }
})

/** So that duties are judged, and not judged. */
function statementsAbout(rule: Rule): readonly FeedStatement[] {
  const event_types = [...watchedTypes(rule)]
  const until = CLOCK
  const feeds = [{ event_types, departments: ['a'], regions: ['330200' as RegionId], until }]
  return [{ source: 'a', position: 1, feeds, never_feeds: [{ event_types }] }]
}

test('every question of the console can be planned over shards', async () => {
  const id = '00000000-0000-4000-8000-000000000000'
  const questions = consoleQuestions(warehouse, {
    subject_id: 'reg:a',
    event_type: 'PenaltyDecided',
    event_id: id,
    alert_id: id,
    warning_id: id,
    rule: { id: 'a', version: 1 },
    from: '2026-03-01',
    to: '2026-03-31',
    head: 10,
  })
  await reachesTheShards('fingerprints', fingerprints(warehouse))
  const facts = factsBySubject(warehouse, {
    scope: { of: 'everything' },
    known: { by: 'platform' },
    types: ['PenaltyDecided'],
    fields: [...fieldColumns().values()],
  })
  await reachesTheShards('facts by subject', Array.fromAsync(facts))
  for (const [name, question] of Object.entries(questions)) await reachesTheShards(name, question())
})
