import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { streamOf } from '@jianwei/events/envelope.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { BacktestJobs, BACKTESTS_WAITING_MAX } from '@jianwei/services/backtest/backtest-jobs.ts'
import { apiSchemas, type ApiSchemas } from '#/support/server/api-document.ts'
import { recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { emptyLog, serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'
import { sql } from '@jianwei/projections/sql.ts'

const RULE_TEXT = (version: number, at_least: number): string => `
id: penalties
version: ${version}
title: { en: Penalties, zh: 处罚 }
text: { en: Only for tests., zh: 仅用于测试。 }
level: yellow
class: template
jurisdiction: tests
owner: tests
review_by: '2027-12-31'
false_positives: { en: None known., zh: 暂无。 }
playbook: { en: Look., zh: 核对。 }
legal_basis: []
kind: count
parameters: { of: { events: [PenaltyDecided] }, at_least: ${at_least}, window: 30 days }
tests: []
`
const SURGE_TEXT = RULE_TEXT(1, 2)
  .replace('kind: count', 'kind: surge')
  .replace(
    /parameters: .*/,
    'parameters: { of: { events: [PenaltyDecided] }, group_by: [region], window: 7 days, ' +
      'baseline: 28 days, at_least: 5, chance_at_most: 0.001 }',
  )
const SUBJECTS = 25
const facts: readonly TestEvent[] = Array.from({ length: SUBJECTS * 2 }, (_, index) => ({
  id: `p${index}`,
  type: 'PenaltyDecided',
  subject_id: `test:${String(Math.floor(index / 2)).padStart(2, '0')}`,
  occurred_at: instantFromMs(Date.parse('2026-01-05T00:00:00.000Z') + index * 3_600_000),
  reported_at: instantFromMs(Date.parse('2026-01-05T00:00:00.000Z') + index * 3_600_000),
  data: { penalty_types: ['02'] },
}))
const log = recordedLog(facts)
const published = recordedLog([
  {
    id: 'rule-1',
    type: 'RulePublished',
    subject_id: 'rule:penalties',
    occurred_at: '2026-06-01T00:00:00.000Z',
    data: {
      rule_id: 'penalties',
      rule_version: 1,
      content_hash: 'h',
      title: { en: 'Penalties', zh: '处罚' },
      text: RULE_TEXT(1, 3),
    },
  },
])

let opened: WarehouseInFolder
let database: SqliteDatabase
let jobs: BacktestJobs
let app: FastifyInstance
let schemas: ApiSchemas

beforeEach(async () => {
  database = SqliteDatabase.open(':memory:')
  opened = await openWarehouse()
  await project(opened.warehouse, log)
  jobs = new BacktestJobs({
    warehouse: opened.warehouse,
    log: {
      ...emptyLog,
      async *read(stream) {
        if (stream === streamOf('rule', 'penalties')) yield* published
      },
    },
    checkpoints: new SqliteCheckpointStore(database),
    owner: 'this',
    is_alone: true,
    head: async () => log.length,
    newId: randomUUID,
    now: () => '2026-03-20T02:00:00.000Z' as Instant,
    onError: (error) => expect.unreachable(String(error)),
  })
  app = serverWithoutData({ warehouse: opened.warehouse, backtests: jobs })
  schemas = apiSchemas((await app.inject('/openapi.json')).json())
})

afterEach(async () => {
  await app.close()
  await jobs[Symbol.asyncDispose]()
  const left = await opened.warehouse.query<{ name: string }>(
    sql`SELECT name FROM system.tables WHERE startsWith(name, 'backtest_')`,
    { purpose: 'test' },
  )
  expect(left, 'scratch tables are dropped').toEqual([])
  await opened[Symbol.asyncDispose]()
  database[Symbol.dispose]()
})

const post = (payload: object) => app.inject({ method: 'POST', url: '/v1/backtests', payload })
const ask = async (path: string, id: string, query = '') => {
  const answer = await app.inject(path.replace('{backtest_id}', id) + query)
  expect(schemas.misfitsOf(path, answer)).toEqual([])
  return answer
}

async function ended(id: string): Promise<{ state: string; progress: number }> {
  for (;;) {
    const job = (await ask('/v1/backtests/{backtest_id}', id)).json()
    if (job.state !== 'queued' && job.state !== 'running') return job
    await sleep(20)
  }
}

test('a backtest is taken, runs, and has a result and pages of warnings', async () => {
  const taken = await post({
    rule: RULE_TEXT(2, 2),
    against: 1,
    outcome: { events: ['PenaltyDecided'], within: '1 day' },
    by: 'source',
  })
  expect(taken.statusCode).toBe(202)
  const { backtest_id: id } = taken.json()
  expect(taken.headers['location']).toBe(`/v1/backtests/${id}`)
  expect(await ended(id)).toMatchObject({
    state: 'done',
    progress: 1,
    rule_id: 'penalties',
    rule_version: 2,
    error: null,
  })

  const answer = await ask('/v1/backtests/{backtest_id}/result', id)
  const result = answer.json()
  expect(answer.body).toBe(canonicalJson(result))
  expect(result).toMatchObject({
    volume: { warnings: SUBJECTS, subjects: SUBJECTS },
    against: { rule: { rule_version: 1 }, volume: { warnings: 0 } },
    inputs: { by: 'source', head_position: log.length, against: { version: 1 } },
  })

  const seen: string[] = []
  let query = '?limit=10'
  for (let pages = 0; pages < 3; pages += 1) {
    const page = (await ask('/v1/backtests/{backtest_id}/warnings', id, query)).json()
    seen.push(...page.items.map((warning: { subject_id: string }) => warning.subject_id))
    query = `?limit=10&cursor=${page.next}`
    expect(page.next === null).toBe(pages === 2)
  }
  expect(seen).toEqual(
    Array.from({ length: SUBJECTS }, (_, index) => `test:${String(index).padStart(2, '0')}`),
  )
})

test('the same request gives the same bytes, whatever its id', async () => {
  const bodies: string[] = []
  for (let round = 0; round < 2; round += 1) {
    const { backtest_id: id } = (await post({ rule: RULE_TEXT(2, 2), by: 'source' })).json()
    await ended(id)
    bodies.push((await ask('/v1/backtests/{backtest_id}/result', id)).body)
  }
  expect(bodies[1]).toBe(bodies[0])
})

test('who asked for backtests finds them again, and nobody else in their place', async () => {
  let actor = 'chen'
  const own = serverWithoutData({
    warehouse: opened.warehouse,
    backtests: jobs,
    authenticate: async () => ({ ...LOCAL_ADMINISTRATOR, actor }),
  })
  const ask = async (rule: string): Promise<string> =>
    (await own.inject({ method: 'POST', url: '/v1/backtests', payload: { rule } })).json()
      .backtest_id
  const listed = async () => (await own.inject('/v1/backtests')).json().items
  const [first, second] = [await ask(RULE_TEXT(2, 2)), await ask(RULE_TEXT(3, 2))]
  await own.inject({ method: 'POST', url: `/v1/backtests/${second}/cancel` })
  await ended(first)
  const answer = await own.inject('/v1/backtests')
  expect(schemas.misfitsOf('/v1/backtests', answer)).toEqual([])
  expect(answer.json().items).toMatchObject([
    { backtest_id: second, rule_version: 3, state: 'cancelled', asked_by: 'chen' },
    { backtest_id: first, state: 'done', progress: 1, asked_at: '2026-03-20T02:00:00.000Z' },
  ])
  actor = 'li'
  expect(await listed()).toEqual([])
  await own.close()
})

test('a backtest that waits or runs can be cancelled, and the next one runs', async () => {
  const [first, second, third] = await Promise.all(
    Array.from(
      { length: 3 },
      async () => (await post({ rule: RULE_TEXT(2, 2), by: 'source' })).json().backtest_id,
    ),
  )
  const cancel = (id: string) => app.inject({ method: 'POST', url: `/v1/backtests/${id}/cancel` })
  expect((await cancel(second)).json()).toMatchObject({ state: 'cancelled' })
  expect((await cancel(first)).json()).toMatchObject({ state: 'cancelled' })
  expect(await ended(third)).toMatchObject({ state: 'done' })
  expect((await cancel(third)).json()).toMatchObject({ state: 'done' })
  const refused = await ask('/v1/backtests/{backtest_id}/result', first)
  expect(refused.json()).toMatchObject({ status: 409, code: 'BACKTEST_NOT_DONE' })
})

test('while one runs the server answers, and one more than may wait is refused', async () => {
  const taken = []
  for (let index = 0; index <= BACKTESTS_WAITING_MAX; index += 1)
    taken.push(await post({ rule: RULE_TEXT(2, 2) }))
  expect(taken.every(({ statusCode }) => statusCode === 202)).toBe(true)
  const refused = await post({ rule: RULE_TEXT(2, 2) })
  expect(refused.json()).toMatchObject({ status: 503, code: 'BACKTESTS_BUSY' })
  expect(refused.headers['retry-after']).toBeDefined()
  expect((await app.inject('/v1/subjects?limit=1')).statusCode).toBe(200)
})

describe('what cannot be run is refused with its paths', () => {
  test.each([
    ['no YAML', { rule: 'a: [' }, 422, 'RULE_REFUSED', ['rule']],
    [
      'a rule that does not load',
      { rule: RULE_TEXT(1, 0) },
      422,
      'RULE_REFUSED',
      ['rule.parameters.at_least'],
    ],
    [
      'a version that is not there',
      { rule: { rule_id: 'penalties', version: 9 } },
      404,
      'RULE_VERSION_UNKNOWN',
      ['rule'],
    ],
    [
      'the same, to compare with',
      { rule: RULE_TEXT(2, 2), against: 9 },
      404,
      'RULE_VERSION_UNKNOWN',
      ['against'],
    ],
    [
      'an outcome of an unknown type',
      { rule: RULE_TEXT(2, 2), outcome: { events: ['Earthquake'], within: '1 day' } },
      422,
      'OUTCOME_REFUSED',
      ['outcome.events[0]'],
    ],
    [
      'an outcome that no one named',
      { rule: RULE_TEXT(2, 2), outcome: '../secret' },
      422,
      'OUTCOME_REFUSED',
      ['outcome'],
    ],
    [
      'an outcome for a rule about groups',
      { rule: SURGE_TEXT, outcome: 'penalty-within-180-days' },
      422,
      'OUTCOME_REFUSED',
      ['outcome'],
    ],
    [
      'a day that is none',
      { rule: RULE_TEXT(2, 2), from: 'yesterday' },
      422,
      'PERIOD_REFUSED',
      ['from'],
    ],
    [
      'a field that is none',
      { rule: RULE_TEXT(2, 2), colour: 'red' },
      400,
      'VALIDATION_FAILED',
      ['body.colour'],
    ],
  ])('%s', async (_, payload, status, code, paths) => {
    const answer = await post(payload)
    expect(answer.json()).toMatchObject({ status, code })
    expect(answer.json().reasons.map(({ path }: { path: string }) => path)).toEqual(paths)
  })

  test('and what is found only by running it is told by the job', async () => {
    const { backtest_id: id } = (
      await post({ rule: RULE_TEXT(2, 2), from: '2026-02-01', to: '2026-01-01' })
    ).json()
    expect(await ended(id)).toMatchObject({ state: 'failed', error: { code: 'PERIOD_REFUSED' } })
  })

  test('no such backtest', async () => {
    const answer = await ask('/v1/backtests/{backtest_id}', randomUUID())
    expect(answer.json()).toMatchObject({ status: 404, code: 'BACKTEST_UNKNOWN' })
  })
})

test.each([
  ['an alias that names nothing', '*x'],
  ['keys that are lists', '? '.repeat(500)],
  ['dates', '%YAML 1.1\n---\na: 2026-03-01\n'],
])('a rule or an outcome that is YAML with %s is refused with its line', async (_what, yaml) => {
  const rule = await post({ rule: yaml })
  expect([rule.statusCode, rule.json().code, rule.json().reasons[0].path]).toEqual([
    422,
    'RULE_REFUSED',
    'rule',
  ])
  const outcome = await post({ rule: RULE_TEXT(1, 2), outcome: yaml })
  expect([outcome.statusCode, outcome.json().code]).toEqual([422, 'OUTCOME_REFUSED'])
})

test('an outcome that is nested without end is refused', async () => {
  const outcome = `${'{"next":'.repeat(20_000)}{}${'}'.repeat(20_000)}`
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/backtests',
    headers: { 'content-type': 'application/json' },
    payload: `{"rule": ${JSON.stringify(RULE_TEXT(1, 2))}, "outcome": ${outcome}}`,
  })
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'BODY_UNREADABLE'])
})
