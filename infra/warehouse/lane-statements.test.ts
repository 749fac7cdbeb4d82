import { expect, test } from 'vitest'
import type { EngineConnection } from '#/warehouse/engine-connection.ts'
import { LaneStatements, type LaneEngine } from '#/warehouse/lane-statements.ts'

const ask = { purpose: 'lanes:test' }

/** An engine that answers KILL and nothing else, until it is closed. */
function silentEngine(limits: Pick<LaneEngine, 'grace_ms' | 'stop_ms_max'>) {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  silence.catch(() => {})
  const told: string[] = []
  const connection: EngineConnection = {
    query: () => silence,
    execute: async (sql) => void told.push(sql),
    insert: () => silence,
    async *stream() {
      yield await silence
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
  const asked = statements.query('SELECT 1', ask).catch((error: unknown) => error)
  const inserted = statements
    .insert({ table: 't', columns: ['n'], body: '[1]\n', token: 'a' })
    .catch((error: unknown) => error)
  await statements[Symbol.asyncDispose]()
  expect(await asked).toMatchObject({ code: 'WAREHOUSE_ERROR', retryable: false })
  expect(await inserted).toMatchObject({ code: 'WAREHOUSE_ERROR' })
  expect(told[0]).toMatch(/^KILL QUERY WHERE position\(query, '\/\* lanes:test q:\w+\.1 \*\/'\) > 0/)
})

test('the tags of two processes on one engine differ', async () => {
  const tagsOf = async (): Promise<readonly string[]> => {
    const { statements, told } = silentEngine({ grace_ms: 1, stop_ms_max: 10 })
    statements.query('SELECT 1', ask).catch(() => {})
    await statements[Symbol.asyncDispose]()
    return told
  }
  const [[one], [other]] = [await tagsOf(), await tagsOf()]
  expect(one).not.toBe(other)
})
