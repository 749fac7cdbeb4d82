import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { join } from 'node:path'
import { streamOf } from '@jianwei/events/envelope.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { openSqliteLog } from '@jianwei/services/composition/open-log.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { someEvent } from '#/support/log/events.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { sql } from '@jianwei/projections/sql.ts'

/*
 * `npm run bench:promises`: what the program promises in seconds, measured on this machine. Tests
 * wait for what happens and measure nothing, so this is where a promise is seen to be kept. It ends
 * with 1 when one is not.
 */

interface Promised {
  readonly what: string
  readonly within_ms: number
  readonly took_ms: number
}

readCommandLine({
  call: 'npm run bench:promises --',
  does: 'Measures what is promised in seconds, and ends with 1 where a promise is not kept.',
})

const APPENDS = 200
const ABORTS = 10

const found: Promised[] = [...(await wakeUps()), ...(await aborts()), await takeover()]
console.table(
  found.map(({ what, within_ms, took_ms }) => ({
    promise: what,
    'at most, ms': within_ms,
    'measured, ms': Number(took_ms.toFixed(1)),
    kept: took_ms <= within_ms,
  })),
)
if (found.some(({ within_ms, took_ms }) => took_ms > within_ms)) process.exitCode = 1

/** A follower that waits at the end of the log. */
async function wakeUps(): Promise<readonly Promised[]> {
  await using folder = await temporaryFolder('promises')
  const path = join(folder.path, 'log.db')
  await using own = openSqliteLog(path, { clock: systemClock() })
  await using other = openSqliteLog(path, { clock: systemClock() })
  const median = async (writer: EventLog): Promise<number> => {
    const stop = new AbortController()
    const batches = own.log.follow((await lastPlace(own.log)) ?? 'start', {
      signal: stop.signal,
      batch_events_max: 100,
    })
    const follower = batches[Symbol.asyncIterator]()
    const took: number[] = []
    for (let at = 0; at < APPENDS; at += 1) {
      const next = follower.next()
      const id = `${writer === own.log ? 'own' : 'other'}-${at}`
      await appendOne(writer, streamOf('subject', 'test:promises'), 'any', [someEvent({ id })])
      const written = performance.now()
      await next
      took.push(performance.now() - written)
    }
    stop.abort()
    return medianOf(took)
  }
  return [
    {
      what: 'an append wakes a follower in the same process (median)',
      within_ms: 20,
      took_ms: await median(own.log),
    },
    {
      what: 'an append through another connection wakes a follower (median)',
      within_ms: 1_000,
      took_ms: await median(other.log),
    },
  ]
}

async function lastPlace(log: EventLog) {
  const { signal } = new AbortController()
  const batches = await Array.fromAsync(
    log.follow('start', { signal, batch_events_max: 10_000, until: 'head' }),
  )
  return batches.at(-1)?.checkpoint
}

/** A query that would never end, stopped. */
async function aborts(): Promise<readonly Promised[]> {
  await using folder = await temporaryFolder('promises')
  await using warehouse = await ChdbWarehouse.open({ folder: folder.path })
  const endless = sql`SELECT sum(sipHash64(number)) FROM numbers(10000000000000)`
  const rejected: number[] = []
  const again: number[] = []
  for (let at = 0; at < ABORTS; at += 1) {
    const stop = new AbortController()
    const asked = warehouse.query(endless, {
      purpose: 'bench:endless',
      lane: 'rules',
      signal: stop.signal,
    })
    // Something else is answered meanwhile, so the endless one has begun.
    await warehouse.query(sql`SELECT sleep(0.2)`, { purpose: 'bench:wait', lane: 'control' })
    const aborted = performance.now()
    stop.abort()
    await asked.catch(() => {})
    rejected.push(performance.now() - aborted)
    await warehouse.query(sql`SELECT 1`, { purpose: 'bench:again', lane: 'rules' })
    again.push(performance.now() - aborted)
  }
  return [
    { what: 'an abort rejects its query (median)', within_ms: 100, took_ms: medianOf(rejected) },
    { what: 'and the lane answers again (median)', within_ms: 2_000, took_ms: medianOf(again) },
  ]
}

/** Two projectors, of which the one at work is killed. */
async function takeover(): Promise<Promised> {
  await using folder = await temporaryFolder('promises')
  await using facade = await ClickHouseFacade.start()
  const env = { JIANWEI_DATA: folder.path, WAREHOUSE_URL: facade.warehouseUrl }
  await using one = new ServiceProcess('projector', env)
  await one.until(() => (one.role === 'active' ? true : undefined))
  await using other = new ServiceProcess('projector', env)
  await other.until(() => (other.role === 'standby' ? true : undefined))
  const killed = performance.now()
  await one.end('SIGKILL')
  await other.until(() => (other.role === 'active' ? true : undefined))
  return {
    what: 'a standby takes over from one that was killed',
    within_ms: 10_000,
    took_ms: performance.now() - killed,
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
