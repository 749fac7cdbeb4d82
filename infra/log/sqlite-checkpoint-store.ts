import { CheckpointConflict } from '@jianwei/events/errors.ts'
import type { CheckpointStore, StoredCheckpoint } from '@jianwei/events/ports/checkpoint-store.ts'
import { rowOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'

/** Checkpoints beside the events, in the same file. The database belongs to whoever opened it. */
export class SqliteCheckpointStore implements CheckpointStore {
  readonly #database: SqliteDatabase
  readonly #select: SqlStatement
  readonly #upsert: SqlStatement
  readonly #delete: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#select = database.prepare('SELECT value, version FROM checkpoints WHERE name = ?')
    this.#upsert = database.prepare(`
      INSERT INTO checkpoints (name, value, version) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET value = excluded.value, version = excluded.version`)
    this.#delete = database.prepare('DELETE FROM checkpoints WHERE name = ?')
  }

  async load(name: string): Promise<StoredCheckpoint | undefined> {
    return this.#database.read(() => this.#loadNow(name))
  }

  async save(name: string, value: string, expected: number | 'absent'): Promise<number> {
    return this.#database.write(() => {
      const actual = this.#loadNow(name)?.version ?? 'absent'
      if (actual !== expected)
        throw new CheckpointConflict(name, { expected: String(expected), actual: String(actual) })
      const version = actual === 'absent' ? 1 : actual + 1
      this.#upsert.run(name, value, version)
      return version
    })
  }

  async remove(name: string): Promise<void> {
    await this.#database.write(() => this.#delete.run(name))
  }

  /** Nothing to give back: each save is complete when it resolves. */
  async [Symbol.asyncDispose](): Promise<void> {}

  #loadNow(name: string): StoredCheckpoint | undefined {
    const row = this.#select.get(name)
    if (row === undefined) return undefined
    const [value, version] = rowOf(row)
    return { value: String(value), version: Number(version) }
  }
}
