import type { Instant } from '@jianwei/events/instant.ts'
import type {
  HeldInputs,
  HeldSummary,
  RedriveAttempt,
  RedriveResult,
  Redriving,
} from '@jianwei/events/ports/quarantine.ts'
import { rowOf, rowsOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'

/**
 * What people did with refused inputs, and how many wait, in the quarantine's file. Writes belong
 * into a transaction of whoever calls.
 */
export class SqliteRedrivings {
  readonly #begin: SqlStatement
  readonly #end: SqlStatement
  readonly #select: SqlStatement
  readonly #selectRepaired: SqlStatement
  readonly #selectHeld: SqlStatement
  readonly #countHeld: SqlStatement
  readonly #selectOldest: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#begin = database.prepare(`
      INSERT INTO redrivings (quarantine_id, number, at, actor, reason, repaired)
      SELECT quarantine_id, (
        SELECT coalesce(max(number), 0) + 1 FROM redrivings WHERE quarantine_id = ?1
      ), ?2, ?3, ?4, ?5
      FROM quarantine WHERE quarantine_id = ?1 AND state = 'held'
        AND NOT EXISTS (SELECT 1 FROM redrivings WHERE quarantine_id = ?1 AND events IS NULL)
      RETURNING number`)
    this.#end = database.prepare(
      'UPDATE redrivings SET events = ?, reasons = ? WHERE quarantine_id = ? AND number = ? ' +
        'AND events IS NULL',
    )
    this.#select = database.prepare(`
      SELECT number, at, actor, reason, length(repaired), events, reasons FROM redrivings
      WHERE quarantine_id = ? ORDER BY number`)
    this.#selectRepaired = database.prepare(
      'SELECT repaired FROM redrivings WHERE quarantine_id = ? AND number = ?',
    )
    this.#selectHeld = database.prepare(
      'SELECT source, code, inputs FROM quarantine_held ORDER BY inputs DESC, source, code LIMIT ?',
    )
    this.#countHeld = database.prepare(
      "SELECT count(*), coalesce(sum(iif(code = '', inputs, 0)), 0) FROM quarantine_held",
    )
    this.#selectOldest = database.prepare(
      "SELECT received_at FROM quarantine WHERE state = 'held' ORDER BY place LIMIT 1",
    )
  }

  /** Undefined where one is open, or the entry not held. */
  begin(quarantineId: string, { at, actor, reason, repaired }: RedriveAttempt): number | undefined {
    // RETURNING gives the row that was written.
    const row = this.#begin.get(quarantineId, at, actor, reason, repaired)
    return row === undefined ? undefined : Number(rowOf(row)[0])
  }

  /** False where it has ended. */
  end(quarantineId: string, number: number, { events, reasons }: RedriveResult): boolean {
    const given = [JSON.stringify(events), JSON.stringify(reasons), quarantineId, number]
    return Number(this.#end.run(...given).changes) > 0
  }

  of(quarantineId: string): readonly Redriving[] {
    return rowsOf(this.#select.all(quarantineId)).map(redrivingOfRow)
  }

  repaired(quarantineId: string, number: number): Uint8Array | undefined {
    const row = this.#selectRepaired.get(quarantineId, number)
    const [bytes] = row === undefined ? [] : rowOf(row)
    return bytes instanceof Uint8Array ? bytes : undefined
  }

  held(rowsMax: number): HeldSummary {
    const listed = rowsOf(this.#selectHeld.all(rowsMax)).map(
      ([source, code, inputs]): HeldInputs => ({
        source: String(source),
        code: code === '' ? null : String(code),
        inputs: Number(inputs),
      }),
    )
    const [rows, inputs] = rowOf(this.#countHeld.get())
    const oldest = this.#selectOldest.get()
    return {
      inputs: Number(inputs),
      // The column holds what `rowOfInput` wrote.
      oldest_received_at: oldest === undefined ? null : (rowOf(oldest)[0] as Instant),
      listed,
      not_listed: Number(rows) - listed.length,
    }
  }
}

/** The columns hold what `begin` and `end` wrote. */
function redrivingOfRow(row: readonly unknown[]): Redriving {
  const [number, at, actor, reason, bytes, events, reasons] = row
  return {
    number: Number(number),
    at: at as Instant,
    actor: actor as string | null,
    reason: reason as string | null,
    repaired_bytes_count: bytes === null ? null : Number(bytes),
    result:
      events === null
        ? null
        : {
            events: JSON.parse(events as string) as RedriveResult['events'],
            reasons: JSON.parse(reasons as string) as RedriveResult['reasons'],
          },
  }
}
