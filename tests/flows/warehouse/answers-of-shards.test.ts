import { warningsInProcess } from '@jianwei/projections/evaluation/warnings-in-process.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  clickHouseCapabilities,
  ClickHouseWarehouse,
} from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { WarehouseWithFields } from '@jianwei/projections/rules/facts/fields/with-fields.ts'
import {
  ledgerOutcomesSql,
  ledgerSql,
  newlyDueSubjectsSql,
  outcomesSql,
  ruleFeedOutcomesSql,
  warningsSql,
} from '@jianwei/projections/rules/compiler/compile.ts'
import { touchedGroupsSql } from '@jianwei/projections/rules/compiler/touched-groups-sql.ts'
import { isSnapshotRule, reachOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { RuleScope } from '@jianwei/projections/rules/facts/versions-sql.ts'
import { scratchTable } from '@jianwei/services/evaluation/scratch-tables.ts'
import { ClickHouseFacade, type FacadeOptions } from '#/support/warehouse/clickhouse-facade.ts'
import { anyLog } from '#/support/rules/random-log.ts'
import { rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import { project } from '#/support/warehouse/warehouse-in-folder.ts'
import { sql, type Sql } from '@jianwei/projections/sql.ts'

/*
 * What a rule finds must not depend on where the rows lie. Facts of one subject lie on one shard,
 * those of groups and peers on all of them; so every kind of rule is asked in every way in which it
 * is asked, of one node and of two shards that each see their own rows only
 * (tests/support/warehouse/two-shard-cluster.ts). Each run takes every third kind, by its seed;
 * SHARDS_KINDS=all takes all of them. SHARDS_SEED repeats a run.
 */

const SEED = Number(process.env['SHARDS_SEED'] ?? Date.now() % 1_000_000)
const SUBJECTS = 20
const RULES_OF_A_KIND = 1
const ALL_KINDS = process.env['SHARDS_KINDS'] === 'all'
/**
 * Two answers of nothing agree as well. So many must have rows, and the next seeds are tried where
 * fewer have.
 */
const ANSWERS_MIN = 3
const SEEDS_MAX = 5

type Rows = readonly string[]
type Answers = Readonly<Record<string, Rows>>

test(`rules of every kind find the same on two shards as on one node (SHARDS_SEED=${SEED})`, async () => {
  for (let seed = SEED; seed < SEED + SEEDS_MAX; seed++) {
    const { rules, events } = sampled(seed)
    const alone = await answersOn({}, rules, events)
    if (Object.values(alone).filter((rows) => rows.length > 0).length < ANSWERS_MIN) continue
    expect(await answersOn({ cluster: 'province', shards: 'two' }, rules, events)).toEqual(alone)
    return
  }
  expect.fail(`hardly a rule of ${SEEDS_MAX} samples found anything`)
})

function sampled(seed: number): {
  readonly rules: readonly Rule[]
  readonly events: readonly RecordedEvent[]
} {
  const [log] = fc.sample(anyLog(SUBJECTS), { seed, numRuns: 1 })
  const [rules = []] = fc.sample(rulesOfAllKinds(RULES_OF_A_KIND), { seed, numRuns: 1 })
  return {
    rules: rules.filter((_, index) => ALL_KINDS || (index + seed) % 3 === 0),
    events: log?.events ?? [],
  }
}

async function answersOn(
  options: FacadeOptions,
  rules: readonly Rule[],
  events: readonly RecordedEvent[],
) {
  await using facade = await ClickHouseFacade.start(options)
  await using warehouse = new WarehouseWithFields(await ClickHouseWarehouse.open(facade.server))
  await migrate(warehouse, allTableFiles, clickHouseCapabilities(facade.server))
  await project(warehouse, events)
  if (options.shards === 'two') await expectBothShardsHold(warehouse)
  const answers: Record<string, Rows> = {}
  for (const rule of rules) Object.assign(answers, await answersOf(warehouse, rule, events))
  return answers
}

async function expectBothShardsHold(warehouse: Warehouse): Promise<void> {
  const shards = await warehouse.query<{ shard: number; n: number }>(
    sql`
SELECT _shard_num AS shard, toUInt32(count()) AS n
FROM events_v2
GROUP BY shard
ORDER BY shard`,
    { purpose: 'test:shards' },
  )
  expect(shards.map(({ shard }) => shard)).toEqual([1, 2])
}

async function answersOf(
  warehouse: Warehouse,
  rule: Rule,
  events: readonly RecordedEvent[],
): Promise<Answers> {
  const last = events.at(-1)
  const clock = last?.recorded_at ?? ('2026-01-01T00:00:00.000Z' as Instant)
  const head = last?.position ?? 0
  const known = { by: 'platform' } as const
  const everything: RuleScope = { of: 'everything' }
  const stated = await everStated(warehouse)
  const view = { scope: everything, known, ...stated }
  const answers: Record<string, Rows> = {}
  const ask = async (question: string, asked: Sql | null): Promise<void> => {
    if (asked === null) return
    const rows = await warehouse.query<object>(asked, { purpose: `test:${rule.id}`, lane: 'rules' })
    answers[`${rule.kind} ${rule.id}: ${question}`] = rows
      .map((row) => JSON.stringify(row, withoutSample))
      .toSorted()
  }
  await ask('warnings', warningsSql(rule, { ...view, clock }))
  await ask('ledger', ledgerSql(rule, view))
  await ask(
    'ledger by source',
    ledgerSql(rule, { scope: everything, known: { by: 'source' }, ...stated }),
  )
  await ask('outcomes', outcomesSql(rule, { ...view, clock }))
  await ask('outcomes of feeds', ruleFeedOutcomesSql(rule, { ...view, clock }))
  await ask('outcomes of the ledger', ledgerOutcomesSql(rule, view))
  await ask(
    'newly due',
    newlyDueSubjectsSql(rule, view, { from: '2000-01-01T00:00:00.000Z' as Instant, to: clock }),
  )
  // As the sentinel asks: of those whom new events touched.
  const touched = sql`SELECT DISTINCT subject_key FROM events_v2 WHERE position % 2 = 0`
  switch (reachOf(rule)) {
    case 'snapshot':
      break
    case 'subject': {
      await using subjects = await scratchTable(warehouse, 'touched', { rows: touched })
      const scope = {
        of: 'subjects_in',
        table: sql`(SELECT subject_key FROM ${subjects.name})`,
      } as const
      await ask('warnings of subjects', warningsSql(rule, { scope, known, clock, ...stated }))
      if (isSnapshotRule(rule)) break
      const found = await warningsInProcess(warehouse, [rule], { scope, known, clock }, stated)
      answers[`${rule.kind} ${rule.id}: warnings in the process`] = [
        ...(found.get(rule)?.found ?? []),
      ]
        .map((warning) => JSON.stringify(warning))
        .toSorted()
      break
    }
    case 'group': {
      const groups = touchedGroupsSql(rule, { after: Math.floor(head / 2), up_to: head })
      await using named = await scratchTable(warehouse, 'groups', { rows: groups })
      const scope = { of: 'groups_in', table: sql`(SELECT group_key FROM ${named.name})` } as const
      await ask('warnings of groups', warningsSql(rule, { scope, known, clock, ...stated }))
      break
    }
  }
  return answers
}

/** Which facts stand for those that could not be judged is not said. */
function withoutSample(key: string, value: unknown): unknown {
  return key === 'sample' ? undefined : value
}
