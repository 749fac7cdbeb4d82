import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { systemClock, type Clock } from '@jianwei/infra/runtime/clock.ts'

/** An adapter over a connection of its own. Disposing of it closes both. */
export interface Opened<Port> extends AsyncDisposable {
  readonly port: Port
}

/**
 * Where the data of an adapter live. It can be opened again, as after a restart, and twice at a
 * time.
 */
export interface AdapterData<Port> extends AsyncDisposable {
  open(clock?: Clock): Promise<Opened<Port>>
  /** Arguments for a child process that opens the same data. */
  readonly address: readonly string[]
}

/** A file in a temporary folder of its own. */
export async function sqlitePlace<Port extends AsyncDisposable>(
  adapter: (database: SqliteDatabase, clock: Clock) => Port,
): Promise<AdapterData<Port>> {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-log-'))
  const file = join(folder, 'log.db')
  return {
    address: [file],
    async open(clock = systemClock()) {
      const database = SqliteDatabase.open(file)
      const port = adapter(database, clock)
      return {
        port,
        async [Symbol.asyncDispose]() {
          await port[Symbol.asyncDispose]()
          database[Symbol.dispose]()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** An event log as the program opens it. */
export function newSqliteLog(): Promise<AdapterData<SqliteEventLog>> {
  return sqlitePlace(
    (database, clock) => new SqliteEventLog(database, { clock, parse: parseRecorded }),
  )
}
