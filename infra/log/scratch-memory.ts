import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import { rowOf, SqliteDatabase, type SqlStatement } from '#/log/sqlite-database.ts'

/** Beyond this the memory lies in a temporary file. */
const CACHE_KIB_MAX = 16_384

/** A memory that may grow as large as the disk, and holds little of the process's own. */
export class SqliteScratchMemory implements ScratchMemory {
  readonly #database: SqliteDatabase
  readonly #select: SqlStatement
  readonly #save: SqlStatement

  constructor() {
    const table = 'CREATE TABLE held (key INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT;'
    this.#database = SqliteDatabase.temporary(table, CACHE_KIB_MAX)
    this.#select = this.#database.prepare('SELECT value FROM held WHERE key = ?')
    this.#select.setReadBigInts(true)
    this.#save = this.#database.prepare(
      'INSERT INTO held VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    )
  }

  get(key: bigint): bigint | undefined {
    const row = this.#select.get(key)
    // An integer, as the table says, and as such the statement gives it.
    return row === undefined ? undefined : (rowOf(row)[0] as bigint)
  }

  set(key: bigint, value: bigint): void {
    this.#save.run(key, value)
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]()
  }
}
