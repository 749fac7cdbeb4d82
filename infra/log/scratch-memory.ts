import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'

/** Beyond this the memory lies in a temporary file, which the engine removes by itself, also after a kill. */
const CACHE_KIB_MAX = 16_384

/** A memory that may grow as large as the disk, and holds little of the process's own. */
export class SqliteScratchMemory implements ScratchMemory {
  readonly #database: DatabaseSync
  readonly #select: StatementSync
  readonly #save: StatementSync

  constructor() {
    // Without a name the database is a temporary file of its own.
    this.#database = new DatabaseSync('')
    this.#database.exec(`
      PRAGMA journal_mode = OFF;
      PRAGMA synchronous = OFF;
      PRAGMA cache_size = -${CACHE_KIB_MAX};
      CREATE TABLE held (key INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT;
      BEGIN;
    `)
    this.#select = this.#database.prepare('SELECT value FROM held WHERE key = ?')
    this.#select.setReadBigInts(true)
    this.#save = this.#database.prepare(
      'INSERT INTO held VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    )
  }

  get(key: bigint): bigint | undefined {
    // An integer, as the table says, and as such the statement gives it.
    return this.#select.get(key)?.['value'] as bigint | undefined
  }

  set(key: bigint, value: bigint): void {
    this.#save.run(key, value)
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
