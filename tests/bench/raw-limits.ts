import { join } from 'node:path'
import type { Instant } from '@jianwei/events/instant.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { openStores, type Stores } from '@jianwei/services/all-in-one/stores.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { readEventBytes } from '@jianwei/services/intake/line-reading.ts'
import { runProjector } from '@jianwei/services/projector/projector.ts'
import { appendsOf } from '#/support/log/province-events.ts'
import { sql } from '@jianwei/projections/sql.ts'

/**
 * The engines without the pipeline around them, and the projector without the rest. All return
 * seconds.
 */

const TRANSACTION_EVENTS = 2_000
const INSERT_EVENTS = 40_000
const NOT_AFTER = '2299-01-01T00:00:00.000Z' as Instant

/** One table, no index beside the key, a commit each 2,000 rows, as durable as the log's. */
export async function bareSqliteSeconds(folder: string, lines: readonly string[]): Promise<number> {
  using database = SqliteDatabase.open(join(folder, 'bare.db'))
  await database.write(
    () =>
      void database.prepare('CREATE TABLE bare (position INTEGER PRIMARY KEY, body TEXT)').run(),
  )
  const insert = database.prepare('INSERT INTO bare (body) VALUES (?)')
  const started = performance.now()
  for (let from = 0; from < lines.length; from += TRANSACTION_EVENTS) {
    await database.write(() => {
      for (const line of lines.slice(from, from + TRANSACTION_EVENTS)) insert.run(line)
    })
  }
  return (performance.now() - started) / 1000
}

/** The lines as one column of a plain table, in inserts of 40,000. */
export async function bareChdbSeconds(folder: string, lines: readonly string[]): Promise<number> {
  await using stores = await openStores(readConfig({ JIANWEI_DATA: join(folder, 'data') }))
  const asks = { purpose: 'bench:bare' }
  await stores.warehouse.execute(
    sql`CREATE TABLE bare (line UInt64, body String) ENGINE = MergeTree ORDER BY line`,
    asks,
  )
  const bodies: string[] = []
  for (let from = 0; from < lines.length; from += INSERT_EVENTS) {
    const rows = lines.slice(from, from + INSERT_EVENTS)
    bodies.push(rows.map((line, index) => `${JSON.stringify([from + index, line])}\n`).join(''))
  }
  const started = performance.now()
  for (const [index, body] of bodies.entries()) {
    await stores.warehouse.insert({
      table: 'bare',
      columns: ['line', 'body'],
      body,
      token: `bare:${index}`,
    })
  }
  const spent = (performance.now() - started) / 1000
  await stores.warehouse.execute(sql`DROP TABLE bare`, asks)
  return spent
}

/** From a full log to a warehouse that holds all of it. */
export async function projectorSeconds(folder: string, lines: readonly string[]): Promise<number> {
  await using stores = await openStores(readConfig({ JIANWEI_DATA: join(folder, 'data') }))
  await fillLog(stores.log, lines)
  const started = performance.now()
  await projectAll(stores)
  return (performance.now() - started) / 1000
}

/** As intake reads the lines; those that it would refuse are left out. */
export async function fillLog(
  log: Pick<EventLog, 'append'>,
  lines: Iterable<string>,
): Promise<void> {
  let events: NewEvent[] = []
  const append = async (): Promise<void> => {
    await log.append(appendsOf(events))
    events = []
  }
  for (const line of lines) {
    const reading = readEventBytes(Buffer.from(line), NOT_AFTER)
    if (reading.ok) events.push(...reading.events)
    if (events.length >= TRANSACTION_EVENTS) await append()
  }
  await append()
}

/** Until all of the log is in the warehouse. */
export async function projectAll(stores: Stores): Promise<void> {
  await runProjector({
    ...stores,
    projections: allProjections,
    batch_events_max: INSERT_EVENTS,
    insert_interval_ms: 0,
    announce: () => {},
    signal: new AbortController().signal,
    until: 'head',
  })
}
