import type { FactId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { HeldRecord } from '@jianwei/events/ports/quarantine.ts'
import { rowsOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'

/** Of which records refused inputs are. Writes belong into a transaction of whoever calls. */
export class SqliteQuarantineRecords {
  readonly #insert: SqlStatement
  readonly #hasAny: SqlStatement
  readonly #selectHeld: SqlStatement
  readonly #selectRecords: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#insert = database.prepare(`
      INSERT INTO quarantine_records
      SELECT ?, place FROM quarantine WHERE quarantine_id = ? ON CONFLICT DO NOTHING`)
    this.#hasAny = database.prepare('SELECT 1 FROM quarantine_records LIMIT 1')
    this.#selectHeld = database.prepare(`
      SELECT DISTINCT q.place, q.quarantine_id, q.received_at
      FROM json_each(?) AS named
      JOIN quarantine_records AS r ON r.record_id = named.value
      JOIN quarantine AS q ON q.place = r.place
      WHERE q.state = 'held' ORDER BY q.place`)
    this.#selectRecords = database.prepare(
      'SELECT record_id FROM quarantine_records WHERE place = ?',
    )
  }

  name(quarantineId: string, records: readonly FactId[]): void {
    for (const id of records) this.#insert.run(id, quarantineId)
  }

  heldOf(records: readonly FactId[]): readonly HeldRecord[] {
    if (this.#hasAny.get() === undefined) return []
    return rowsOf(this.#selectHeld.all(JSON.stringify(records))).map(([place, id, receivedAt]) => ({
      quarantine_id: String(id),
      place: Number(place),
      received_at: receivedAt as Instant,
      // What `name` wrote.
      records: rowsOf(this.#selectRecords.all(Number(place))).map(([record]) => record as FactId),
    }))
  }
}
