import { expect, test } from 'vitest'
import type { EndedStatement } from '@jianwei/projections/ports/warehouse.ts'
import type { EngineConnection } from '#/warehouse/engine-connection.ts'
import { LaneStatements, type LaneEngine } from '#/warehouse/lane-statements.ts'
import { sql } from '@jianwei/projections/sql.ts'

const ask = { purpose: 'lanes:test' }

/** An engine that answers KILL and nothing else, until it is closed. */
function silentEngine(limits: Pick<LaneEngine, 'grace_ms' | 'stop_ms_max'>) {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  silence.catch(() => {})
  const told: string[] = []
  const connection: EngineConnection = {
    query: () => silence,
    execute: async (statement) => void told.push(statement.text),
    insert: () => silence,
    async *stream() {
      yield await silence
    },
    async *blocks() {
      yield new Uint8Array()
    },
    async *file() {
      yield new Uint8Array()
    },
    discardLeftovers: async () => {},
  }
  const close = async (): Promise<void> => reject(new Error('closed'))
  const lane = [connection]
  const lanes = { ingest: lane, rules: lane, backtests: lane, interactive: lane, control: lane }
  return { statements: new LaneStatements(lanes, { ...limits, close }), told }
}

test('disposal stops what runs, and leaves an engine that does not answer any more', async () => {
  const { statements, told } = silentEngine({ grace_ms: 10, stop_ms_max: 30 })
  const asked = statements.query(sql`SELECT 1`, ask).catch((error: unknown) => error)
  const inserted = statements
    .insert({ table: 't', columns: ['n'], body: '[1]\n', token: 'a' })
    .catch((error: unknown) => error)
  await statements[Symbol.asyncDispose]()
  expect(await asked).toMatchObject({ code: 'WAREHOUSE_ERROR', retryable: false })
  expect(await inserted).toMatchObject({ code: 'WAREHOUSE_ERROR' })
  expect(told[0]).toMatch(
    /^KILL QUERY\nWHERE position\(query, '\/\* lanes:test q:\w+\.1 \*\/'\) > 0/,
  )
})

test('the tags of two processes on one engine differ', async () => {
  const tagsOf = async (): Promise<readonly string[]> => {
    const { statements, told } = silentEngine({ grace_ms: 1, stop_ms_max: 10 })
    statements.query(sql`SELECT 1`, ask).catch(() => {})
    await statements[Symbol.asyncDispose]()
    return told
  }
  const [[one], [other]] = [await tagsOf(), await tagsOf()]
  expect(one).not.toBe(other)
})

test('who listens is told of each statement by its name, and of its waiting apart', async () => {
  const ended: EndedStatement[] = []
  const { promise: asked, resolve: answer } = Promise.withResolvers<string>()
  const connection: EngineConnection = {
    query: () => asked,
    execute: () => Promise.reject(new Error('no such table')),
    insert: async () => {},
    async *stream() {
      yield '{"n":1}\n'
    },
    async *blocks() {
      yield new Uint8Array()
    },
    async *file() {
      yield new Uint8Array()
    },
    discardLeftovers: async () => {},
  }
  const lane = [connection]
  const lanes = { ingest: lane, rules: lane, backtests: lane, interactive: lane, control: lane }
  const engine = { grace_ms: 10, stop_ms_max: 10, close: async () => {} }
  await using statements = new LaneStatements(lanes, {
    ...engine,
    onEnded: (one) => void ended.push(one),
  })
  const about = { rule: 'r@1', question: 'warnings' } as const
  const first = statements.query(sql`SELECT secret`, { purpose: 'first', about })
  const second = statements.execute(sql`DROP TABLE t`, { purpose: 'second' })
  expect(ended).toEqual([])
  answer('')
  await first
  await second.catch(() => {})
  for await (const _ of statements.stream(sql`SELECT 1`, { purpose: 'third' }));
  await statements.insert({ table: 't', columns: ['n'], body: '[1]\n', token: 'a' })
  expect(ended.map(({ purpose, failed }) => [purpose, failed])).toEqual([
    ['first', false],
    ['second', true],
    ['third', false],
    ['insert:t', false],
  ])
  expect(ended[0]).toMatchObject({ about })
  expect(ended[1]).not.toHaveProperty('about')
  expect(ended.every(({ waited_ms, ran_ms }) => waited_ms >= 0 && ran_ms >= 0)).toBe(true)
  expect(JSON.stringify(ended)).not.toContain('secret')
})
