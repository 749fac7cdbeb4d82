import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs'
import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { amendedFactPrefix } from '#/log/amended-fact.ts'
import { refusalColumn } from '#/log/refusal-column.ts'
import { LogFileRefused, isSqliteBusy, translated } from '#/log/sqlite-error.ts'
import { SCHEMA_STEPS } from '#/log/sqlite-schema.ts'
import { cutWal, walOf } from '#/log/wal-check.ts'

/**
 * The one file that knows the driver. A database is one file, shared by the adapters of this folder
 * and by other processes. The driver is synchronous, so a transaction is one piece of synchronous
 * work and two of them never interleave here.
 */

export type SqlStatement = StatementSync
export type SqlValue = SQLInputValue

/**
 * What a file holds, and how its header marks it as ours. A step that was released is never
 * changed.
 */
export interface FileSchema {
  readonly application_id: number
  /** Step n brings version n to version n + 1. */
  readonly steps: readonly string[]
}

/** Marked "JIAN". */
const LOG_SCHEMA: FileSchema = { application_id: 0x4a49414e, steps: SCHEMA_STEPS }
/**
 * Between commits the write-ahead log grows by this many pages of 4 KiB before it is copied into
 * the file.
 */
const WAL_PAGES_MAX = 4_096
/** More than a file can have. */
const ALL_PAGES = 2 ** 31 - 1
const CACHE_KIB_MAX = 65_536
/** How long reads, and opening, stand still for another process. */
const READ_BUSY_MS_MAX = 5_000
/** The engine does not wait by itself where two processes make one new file. */
const OPEN_RETRY_MS = 5
/** How long a writer waits for the writers of other processes before it gives up. */
const WRITE_BUSY_MS_MAX = 15_000
const WRITE_RETRY_MS_MIN = 1
const WRITE_RETRY_MS_MAX = 16

export interface OpenOptions {
  /**
   * What to do about a damaged write-ahead log: whoever accepts its loss reads as far as it goes.
   */
  readonly cut_wal?: 'refuse' | 'accept'
}

export class SqliteDatabase implements Disposable {
  readonly #database: DatabaseSync

  private constructor(database: DatabaseSync) {
    this.#database = database
  }

  /**
   * Creates the file when it is absent. Throws LogFileRefused when it holds something else, is one
   * of a newer program, or when its write-ahead log is damaged, which the engine would cut off
   * without a word.
   */
  static open(
    path: string,
    schema: FileSchema = LOG_SCHEMA,
    { cut_wal = 'refuse' }: OpenOptions = {},
  ): SqliteDatabase {
    let database: DatabaseSync | undefined
    try {
      if (cut_wal === 'refuse') refuseCutWal(path)
      database = new DatabaseSync(path, {
        timeout: READ_BUSY_MS_MAX,
        enableForeignKeyConstraints: true,
      })
      database.function('amended_fact_prefix', { deterministic: true }, amendedFactPrefix)
      database.function('refusal_column', { deterministic: true }, refusalColumn)
      prepareFile(database, path, schema)
      return new SqliteDatabase(database)
    } catch (error) {
      database?.close()
      throw translated(error, path)
    }
  }

  /**
   * A file of its own, which nobody else sees and the engine removes by itself, also after a kill:
   * for what a piece of work remembers. Writing to it is never durable.
   */
  static temporary(tables: string, cacheKib: number): SqliteDatabase {
    const database = new DatabaseSync('')
    database.exec(`
      PRAGMA journal_mode = OFF;
      PRAGMA synchronous = OFF;
      PRAGMA cache_size = -${cacheKib};
      ${tables}
      BEGIN;
    `)
    return new SqliteDatabase(database)
  }

  /**
   * Takes the file, which holds nothing, until it is disposed of or the process ends, however it
   * ends; undefined while somebody else has it.
   */
  static takenAlone(path: string): Disposable | undefined {
    const database = new DatabaseSync(path, { timeout: 0 })
    try {
      database.exec('BEGIN EXCLUSIVE')
      return new SqliteDatabase(database)
    } catch (error) {
      database.close()
      if (isSqliteBusy(error)) return undefined
      throw translated(error, path)
    }
  }

  /** Removes a file that nobody has open, with what the engine keeps beside it. */
  static remove(path: string): void {
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
  }

  /**
   * Copies a file as it is at one moment into a new one, while other processes go on reading and
   * writing. The copy is on the disk when it resolves. Throws LogUnavailable, and LogFileRefused
   * for what is no database.
   */
  static async copy(path: string, copy: string): Promise<void> {
    let database: DatabaseSync | undefined
    try {
      database = new DatabaseSync(path, { readOnly: true })
      // All pages in one step: a writer in between would make it begin again, for as long as
      // somebody writes.
      await backup(database, copy, { rate: ALL_PAGES })
    } catch (error) {
      throw translated(error, path)
    } finally {
      database?.close()
    }
    const file = openSync(copy, 'r')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  /** Rows come as arrays, in the order of the columns: half the cost of objects. */
  prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql, { returnArrays: true })
  }

  /** Synchronous reading, with the driver's failures translated. */
  read<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw translated(error)
    }
  }

  /**
   * Runs `work` in a transaction that has the right to write, durable when it resolves. When `work`
   * throws, nothing is written and the error is passed on. `work` is synchronous. While another
   * process writes, this one goes on with other things.
   */
  async write<T>(work: () => T): Promise<T> {
    const givesUpAt = performance.now() + WRITE_BUSY_MS_MAX
    for (
      let pauseMs = WRITE_RETRY_MS_MIN;
      !this.#begin();
      pauseMs = Math.min(pauseMs * 2, WRITE_RETRY_MS_MAX)
    ) {
      if (performance.now() > givesUpAt)
        throw new LogUnavailable('another process has been writing for too long')
      await sleep(pauseMs)
    }
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      // Some failures, such as a full disk, have rolled back by themselves.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw translated(error)
    }
  }

  /**
   * What does not fit together in the file's pages, in the engine's words; undefined when all does.
   * Reads the whole file.
   */
  damage(): string | undefined {
    const found = this.read(() => String(rowOf(this.prepare('PRAGMA quick_check(1)').get())[0]))
    return found === 'ok' ? undefined : found
  }

  /** Of the file, without what is only in its write-ahead log. */
  bytes(): number {
    const [pages, size] = ['page_count', 'page_size'].map(
      (name) => rowOf(this.prepare(`PRAGMA ${name}`).get())[0],
    )
    return Number(pages) * Number(size)
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #begin(): boolean {
    try {
      // Waiting inside the driver would stop the whole process, so the wait is outside.
      this.#database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE')
      return true
    } catch (error) {
      if (isSqliteBusy(error)) return false
      throw translated(error)
    } finally {
      this.#database.exec(`PRAGMA busy_timeout = ${READ_BUSY_MS_MAX}`)
    }
  }
}

/**
 * A row of a statement made by `SqliteDatabase.prepare`, which the driver's types describe as an
 * object.
 */
export function rowOf(row: unknown): readonly unknown[] {
  return row as readonly unknown[]
}

export function rowsOf(rows: unknown): readonly (readonly unknown[])[] {
  return rows as readonly (readonly unknown[])[]
}

function refuseCutWal(path: string): void {
  const wal = walOf(path)
  // In this order: another process may be making both right now, the file first.
  const hasWal = (statSync(wal, { throwIfNoEntry: false })?.size ?? 0) > 0
  if (hasWal && !existsSync(path))
    throw new LogFileRefused(
      path,
      `it is gone, and ${wal} is still there, which holds what was written last: put it back`,
    )
  const cut = cutWal(wal)
  if (cut === undefined) return
  const where = cut.frame === 0 ? 'in its header' : `at frame ${cut.frame}`
  throw new LogFileRefused(
    path,
    `${wal} is damaged ${where}, and ${cut.transactions} transactions behind that would ` +
      'be lost without a word. ' +
      'Put a whole copy of both files in their place, or go on without them: npx jianwei log ' +
      'accept-loss --actor WHO --reason WHY',
  )
}

function prepareFile(database: DatabaseSync, path: string, schema: FileSchema): void {
  refuseForeignFile(database, path, schema)
  keepWal(database)
  database.exec(`
    -- An answer means durable, also when the power fails.
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${WAL_PAGES_MAX};
    PRAGMA cache_size = -${CACHE_KIB_MAX};
  `)
  migrate(database, path, schema)
}

/**
 * A new file changes to a write-ahead log once. While another process is about to do the same, the
 * engine refuses at once instead of waiting as long as it was told to, because two that each hold
 * a read lock would wait for each other for ever.
 */
function keepWal(database: DatabaseSync): void {
  const givesUpAt = performance.now() + READ_BUSY_MS_MAX
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isSqliteBusy(error) || performance.now() > givesUpAt) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, OPEN_RETRY_MS)
    }
  }
}

function refuseForeignFile(database: DatabaseSync, path: string, schema: FileSchema): void {
  // One transaction: another process may be making the tables of a new file.
  database.exec('BEGIN')
  const owner = pragma(database, 'application_id')
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'])
  database.exec('COMMIT')
  if (owner === schema.application_id) return
  if (owner !== 0 || tables > 0)
    throw new LogFileRefused(path, 'it is a database of another program')
}

function migrate(
  database: DatabaseSync,
  path: string,
  { application_id, steps }: FileSchema,
): void {
  if (pragma(database, 'user_version') === steps.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    // Read again: another process may have migrated while this one waited.
    const version = pragma(database, 'user_version')
    if (version > steps.length) {
      throw new LogFileRefused(
        path,
        `its version ${version} is newer than this program's ${steps.length}`,
      )
    }
    for (const step of steps.slice(version)) database.exec(step)
    database.exec(
      `PRAGMA application_id = ${application_id}; PRAGMA user_version = ${steps.length}; COMMIT`,
    )
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
