import { dirname } from 'node:path'
import { NO_CHANGE, type StoredChange } from '#/log/change-stream.ts'
import {
  rowOf,
  rowsOf,
  SqliteDatabase,
  type FileSchema,
  type SqlStatement,
} from '#/log/sqlite-database.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { makeFolder } from '#/runtime/make-folder.ts'

/** Processes that keep their copies in one folder. */
const SLOTS_MAX = 64

/** What came of a change: the same in each process that carries it out. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: unknown }

export interface FoldedTo {
  readonly revision: number
  /** Of the change there. */
  readonly id: string
}

// https://www.sqlite.org/rescode.html
const CONSTRAINT = 19

/** Up to which change the file is. */
const TABLE = `
  CREATE TABLE IF NOT EXISTS folded_to (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    revision INTEGER NOT NULL,
    id       TEXT    NOT NULL
  ) STRICT`

/**
 * A copy of what the changes of a stream made, in a file of this process alone: it may be deleted,
 * and is made again from the changes. Each change is carried out once, in a transaction that notes
 * how far the file is.
 */
export class FoldedFile implements Disposable {
  readonly database: SqliteDatabase
  readonly #lock: Disposable
  readonly #select: SqlStatement
  readonly #save: SqlStatement

  private constructor(database: SqliteDatabase, lock: Disposable) {
    this.database = database
    this.#lock = lock
    // Where the power fails, what was carried out last is carried out again.
    database.prepare('PRAGMA synchronous = NORMAL').run()
    database.prepare(TABLE).run()
    this.#select = database.prepare('SELECT revision, id FROM folded_to')
    this.#save = database.prepare(
      'INSERT INTO folded_to VALUES (1, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET revision = excluded.revision, id = excluded.id',
    )
  }

  /**
   * The first of `<path>`, `<path>-2`, … that no other process has. Throws RangeError where all are
   * taken.
   */
  static open(path: string, schema?: FileSchema): FoldedFile {
    makeFolder(dirname(path))
    for (let slot = 1; slot <= SLOTS_MAX; slot += 1) {
      const file = slot === 1 ? path : `${path}-${slot}`
      const lock = SqliteDatabase.takenAlone(`${file}.lock`)
      if (lock === undefined) continue
      try {
        return new FoldedFile(SqliteDatabase.open(file, schema, { cut_wal: 'accept' }), lock)
      } catch (error) {
        // A copy: what cannot be read is made again.
        if (!(error instanceof DomainError) || error.retryable) {
          lock[Symbol.dispose]()
          throw error
        }
        SqliteDatabase.remove(file)
        return new FoldedFile(SqliteDatabase.open(file, schema), lock)
      }
    }
    throw new RangeError(`${SLOTS_MAX} processes have their copies at ${path}`)
  }

  last(): FoldedTo {
    const row = this.database.read(() => this.#select.get())
    if (row === undefined) return { revision: NO_CHANGE, id: '' }
    const [revision, id] = rowOf(row)
    return { revision: Number(revision), id: String(id) }
  }

  /** Carries out what lies behind `last`. An outcome for each. */
  async apply<Value>(
    changes: readonly StoredChange[],
    carryOut: (change: unknown) => Value,
  ): Promise<readonly Outcome<Value>[]> {
    const newest = changes.at(-1)
    if (newest === undefined) return []
    const savepoint = this.database.prepare('SAVEPOINT one')
    const back = this.database.prepare('ROLLBACK TO one')
    const release = this.database.prepare('RELEASE one')
    return this.database.write(() => {
      const outcomes = changes.map(({ change }): Outcome<Value> => {
        savepoint.run()
        const outcome = outcomeOf(() => carryOut(change))
        if (!outcome.ok) back.run()
        release.run()
        return outcome
      })
      this.#save.run(newest.revision, newest.id)
      return outcomes
    })
  }

  /** As a new one. */
  async clear(): Promise<void> {
    await this.database.write(() => {
      const names = rowsOf(
        this.database
          .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
          )
          .all(),
      )
      for (const [name] of names) this.database.prepare(`DELETE FROM ${String(name)}`).run()
      const counted = "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'"
      if (this.database.prepare(counted).get() !== undefined)
        this.database.prepare('DELETE FROM sqlite_sequence').run()
    })
  }

  [Symbol.dispose](): void {
    this.database[Symbol.dispose]()
    this.#lock[Symbol.dispose]()
  }
}

/** A disk that is full says nothing about a change: such a failure is thrown. */
function outcomeOf<Value>(work: () => Value): Outcome<Value> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    if (isOfMachine(error)) throw error
    return { ok: false, error }
  }
}

/** Anything but a constraint that does not hold. */
function isOfMachine(error: unknown): boolean {
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) !== CONSTRAINT
  )
}
