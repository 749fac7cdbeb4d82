import { existsSync } from 'node:fs'
import { base64Of, bytesOf, type Base64 } from '#/log/change-bytes.ts'
import { rowsOf, SqliteDatabase, type SqlStatement, type SqlValue } from '#/log/sqlite-database.ts'

/*
 * Before processes kept their quarantine together, each intake beside a log on a server had a file
 * of its own. What it holds goes into the one that all keep; the file stays as it is, with a mark.
 */

type Row = readonly (string | number | null)[]

/** Without its place, which is another in each file. */
export interface EarlierEntry {
  /** In the order of `ENTRY`, without the bytes. */
  readonly row: Row
  readonly bytes: Base64
  /** Of which records it is. */
  readonly records: readonly string[]
  /** In the order of `REDRIVING`, without the bytes. */
  readonly redrivings: readonly { readonly row: Row; readonly repaired: Base64 | null }[]
}

export interface EarlierOrder {
  /** In the order of `ORDER`. */
  readonly row: Row
  /** Source, mapping, code and path of the group that it is for, where it is for one. */
  readonly group: Row | null
  readonly entries: readonly { readonly quarantine_id: string; readonly outcome: string | null }[]
}

/** Numbers of which the log was not told everything, in the order of `TALLY`. */
export interface EarlierTally {
  readonly row: Row
}

const ENTRY =
  'quarantine_id, source, state, origin, content_type, reasons, received_at, redriven_at, ' +
  'event_ids, order_id'
const REDRIVING = 'quarantine_id, number, at, actor, reason, events, reasons'
const ORDER = 'order_id, kind, selection, at, actor, reason, mapping, stopping, ended_at, how'
const TALLY = 'day, channel, source, code, tally_id, inputs, samples, reported'
/** The mark, among the checkpoints of the file, of which there are no others. */
const MARK = 'kept-together'

export interface Adopting {
  entry(entry: EarlierEntry): Promise<unknown>
  order(order: EarlierOrder): Promise<unknown>
  tally(tally: EarlierTally): Promise<unknown>
}

/** Hands on what the file holds, once; nothing where there is no such file. */
export async function adoptEarlier(path: string, to: Adopting): Promise<void> {
  if (!existsSync(path)) return
  using database = SqliteDatabase.open(path)
  const marked = database.prepare('SELECT 1 FROM checkpoints WHERE name = ?').get(MARK)
  if (marked !== undefined) return
  const all = (sql: string, ...given: SqlValue[]): readonly (readonly unknown[])[] =>
    rowsOf(database.prepare(sql).all(...given))
  let place = 0
  for (;;) {
    const sql = `SELECT place, bytes, ${ENTRY} FROM quarantine
      WHERE place > ? ORDER BY place LIMIT 1`
    const [found] = all(sql, place)
    if (found === undefined) break
    const [at, bytes, ...row] = found
    place = Number(at)
    const redrivings = all(
      `SELECT repaired, ${REDRIVING} FROM redrivings WHERE quarantine_id = ? ORDER BY number`,
      String(row[0]),
    ).map(([repaired, ...one]) => ({
      row: one as Row,
      repaired: repaired instanceof Uint8Array ? base64Of(repaired) : null,
    }))
    const records = all('SELECT record_id FROM quarantine_records WHERE place = ?', place)
    await to.entry({
      // The columns of a strict table.
      row: row as Row,
      bytes: base64Of(bytes as Uint8Array),
      records: records.map(([record]) => String(record)),
      redrivings,
    })
  }
  for (const row of all(`SELECT ${ORDER} FROM quarantine_orders ORDER BY number`)) {
    const entries = all(
      `SELECT quarantine_id, outcome FROM quarantine_order_entries AS e
      JOIN quarantine AS q ON q.place = e.place WHERE e.order_id = ? ORDER BY e.place`,
      String(row[0]),
    )
    const [group] = all(
      'SELECT source, mapping, code, path FROM quarantine_groups WHERE group_id = ?',
      groupIdOf(String(row[2])) ?? -1,
    )
    await to.order({
      row: row as Row,
      group: (group as Row | undefined) ?? null,
      entries: entries.map(([id, outcome]) => ({
        quarantine_id: String(id),
        outcome: outcome as string | null,
      })),
    })
  }
  for (const row of all(`SELECT ${TALLY} FROM refusals_counted WHERE reported < inputs`))
    await to.tally({ row: row as Row })
  const mark = database.prepare("INSERT INTO checkpoints VALUES (?, '', 1) ON CONFLICT DO NOTHING")
  await database.write(() => mark.run(MARK))
}

/** Takes over what another file held. Writes belong into a transaction of whoever calls. */
export class AdoptedEntries {
  readonly #entry: SqlStatement
  readonly #record: SqlStatement
  readonly #redriving: SqlStatement
  readonly #order: SqlStatement
  readonly #ofOrder: SqlStatement
  readonly #group: SqlStatement
  readonly #tally: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#entry = database.prepare(
      `INSERT INTO quarantine (bytes, ${ENTRY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`,
    )
    this.#record = database.prepare(
      `INSERT INTO quarantine_records SELECT ?, place FROM quarantine WHERE quarantine_id = ?
      ON CONFLICT DO NOTHING`,
    )
    this.#redriving = database.prepare(
      `INSERT INTO redrivings (repaired, ${REDRIVING}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`,
    )
    this.#order = database.prepare(
      `INSERT INTO quarantine_orders (${ORDER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`,
    )
    this.#ofOrder = database.prepare(
      `INSERT INTO quarantine_order_entries SELECT ?, place, ? FROM quarantine
      WHERE quarantine_id = ? ON CONFLICT DO NOTHING`,
    )
    this.#group = database.prepare(
      `SELECT group_id FROM quarantine_groups
      WHERE source = ? AND mapping = ? AND code = ? AND path = ?`,
    )
    this.#tally = database.prepare(
      `INSERT INTO refusals_counted (${TALLY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (day, channel, source, code) DO UPDATE SET
        inputs = inputs + excluded.inputs - excluded.reported,
        samples = samples + excluded.samples
      ON CONFLICT (tally_id) DO NOTHING`,
    )
  }

  /** What is there already stays as it is. */
  entry({ row, bytes, records, redrivings }: EarlierEntry): void {
    if (this.#entry.run(bytesOf(bytes), ...row).changes === 0) return
    const id = String(row[0])
    for (const record of records) this.#record.run(record, id)
    for (const one of redrivings)
      this.#redriving.run(one.repaired === null ? null : bytesOf(one.repaired), ...one.row)
  }

  order({ row, group, entries }: EarlierOrder): void {
    const [id, kind, selection, ...more] = row
    const found = group === null ? undefined : this.#group.get(...group)
    const [groupId] = (found as unknown as Row | undefined) ?? []
    const now = groupId === undefined ? selection : JSON.stringify({ group_id: String(groupId) })
    if (this.#order.run(id ?? null, kind ?? null, now ?? null, ...more).changes === 0) return
    for (const { quarantine_id, outcome } of entries)
      this.#ofOrder.run(id ?? null, outcome, quarantine_id)
  }

  tally({ row }: EarlierTally): void {
    this.#tally.run(...row)
  }
}

function groupIdOf(selection: string): number | undefined {
  const { group_id } = JSON.parse(selection) as { readonly group_id?: string }
  return group_id === undefined ? undefined : Number(group_id)
}
