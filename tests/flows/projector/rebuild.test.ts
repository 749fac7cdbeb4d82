import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { streamOf } from '@jianwei/events/envelope.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { openStores, type Stores } from '@jianwei/services/all-in-one/stores.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { runWithLease } from '@jianwei/services/lifecycle/lease.ts'
import { runProjector } from '@jianwei/services/projector/projector.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { someEvent } from '#/support/log/events.ts'
import { logOfProcess } from '#/support/log/log-of-processes.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { sql } from '@jianwei/projections/sql.ts'

const EVENTS = 20
const ask = { purpose: 'test:rebuild' }

let facade: ClickHouseFacade
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let stores: Stores
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  facade = await ClickHouseFacade.start()
  folder = await temporaryFolder('rebuild')
  env = { JIANWEI_DATA: folder.path, WAREHOUSE_URL: facade.warehouseUrl }
  stores = await openStores(readConfig(env))
  for (let count = 0; count < EVENTS; count += 1) {
    const event = someEvent()
    await stores.log.append([
      { stream: streamOf('subject', event.subject_id), expected: 'any', events: [event] },
    ])
  }
  await runProjector({
    ...stores,
    projections: allProjections,
    batch_events_max: EVENTS,
    insert_interval_ms: 0,
    announce: () => {},
    signal: new AbortController().signal,
    until: 'head',
  })
})
afterAll(async () => {
  await stores[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
  await facade[Symbol.asyncDispose]()
})

test('a rebuild proves that every table came out the same', async () => {
  const run = rebuilding()
  expect(await run.code).toBe(0)
  expect(run.output()).toMatch(new RegExp(`^events_v2 +${EVENTS} rows .* same$`, 'm'))
  expect(run.output()).toContain(`Rebuilt from ${EVENTS.toLocaleString('en')} events in`)
  expect(await events()).toBe(EVENTS)
})

test('tables of another version of the program are dropped only when no projector works any more', async () => {
  await stores.warehouse.execute(
    sql`INSERT INTO table_files_v1 (name, version, checksum) SELECT 'of-tomorrow', 1, 'none'`,
    ask,
  )
  const projecting = Promise.withResolvers<void>()
  const working = Promise.withResolvers<void>()
  const projector = runWithLease(leaseOptions(), () => {
    working.resolve()
    return projecting.promise
  })
  await working.promise
  const run = rebuilding()
  await run.says('Waiting until the projector that runs elsewhere stops')
  expect(await events()).toBe(EVENTS)
  expect(await tableFiles()).toContain('of-tomorrow')
  projecting.resolve()
  await projector
  expect(await run.code).toBe(0)
  expect(run.output()).toContain('The warehouse was made by another version of the program')
  expect(await events()).toBe(EVENTS)
  expect(await tableFiles()).not.toContain('of-tomorrow')
})

function leaseOptions(): Parameters<typeof runWithLease>[0] {
  return {
    checkpoints: stores.checkpoints,
    name: 'projector',
    fenced: [],
    owner: 'test',
    signal: new AbortController().signal,
    onRole: () => {},
    onRecoverableError: () => {},
  }
}

async function events(): Promise<number> {
  const [row] = await stores.warehouse.query<{ n: number }>(
    sql`SELECT toUInt32(count()) AS n FROM events_v2`,
    ask,
  )
  return row?.n ?? 0
}

async function tableFiles(): Promise<readonly string[]> {
  return (
    await stores.warehouse.query<{ name: string }>(sql`SELECT name FROM table_files_v1`, ask)
  ).map(({ name }) => name)
}

interface Rebuilding {
  readonly code: Promise<number | null>
  readonly output: () => string
  /** Resolves when it has said so; rejects when it ends before. */
  says(text: string): Promise<void>
}

/** `npx jianwei rebuild` as a process. */
function rebuilding(): Rebuilding {
  const launcher = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))
  const child: ChildProcess = spawn('node', [launcher, 'rebuild'], {
    env: { PATH: process.env['PATH'], ...env, ...logOfProcess(env) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => (output += String(text)))
  const code = once(child, 'close').then(([status]) => status as number | null)
  return {
    code,
    output: () => output,
    async says(text) {
      while (!output.includes(text)) {
        const [ended] = await Promise.race([
          once(child.stdout ?? child, 'data').then(() => [false]),
          code.then(() => [!output.includes(text)]),
        ])
        if (ended === true) throw new Error(`it ended without saying "${text}":\n${output}`)
      }
    },
  }
}
