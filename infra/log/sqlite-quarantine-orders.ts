import type { Instant } from '@jianwei/events/instant.ts'
import type {
  NewOrder,
  OrderEnd,
  OrderKind,
  OrderOutcome,
  OrderResultFilter,
  OrderResultPage,
  OrderSelection,
  QuarantineOrder,
} from '@jianwei/events/ports/quarantine-orders.ts'
import { rowOfCursor, rowOfState } from '#/log/sqlite-quarantine-rows.ts'
import {
  rowOf,
  rowsOf,
  type SqlStatement,
  type SqlValue,
  type SqliteDatabase,
} from '#/log/sqlite-database.ts'

const COLUMNS = 'order_id, kind, selection, at, actor, reason, mapping, stopping, ended_at, how'

/** What people ordered for refused inputs. Writes belong into a transaction of whoever calls. */
export class SqliteQuarantineOrders {
  readonly #database: SqliteDatabase
  readonly #insert: SqlStatement
  readonly #select: SqlStatement
  readonly #outcomes: SqlStatement
  readonly #pending: SqlStatement
  readonly #change: SqlStatement
  readonly #note: SqlStatement
  readonly #stop: SqlStatement
  readonly #end: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#insert = database.prepare(`
      INSERT INTO quarantine_orders (order_id, kind, selection, at, actor, reason, mapping)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.#select = database.prepare(`SELECT ${COLUMNS} FROM quarantine_orders WHERE order_id = ?`)
    this.#outcomes = database.prepare(
      'SELECT outcome, count(*) FROM quarantine_order_entries WHERE order_id = ? GROUP BY outcome',
    )
    this.#pending = database.prepare(`
      SELECT quarantine_id FROM quarantine_order_entries AS e JOIN quarantine AS q
        ON q.place = e.place
      WHERE e.order_id = ? AND e.outcome IS NULL ORDER BY e.place LIMIT ?`)
    this.#change = database.prepare(`
      UPDATE quarantine SET state = ?, redriven_at = ?, event_ids = ?, order_id = ?
      WHERE quarantine_id = ? AND state = ?`)
    this.#note = database.prepare(`
      UPDATE quarantine_order_entries SET outcome = ? WHERE order_id = ? AND outcome IS NULL
        AND place = (SELECT place FROM quarantine WHERE quarantine_id = ?)`)
    this.#stop = database.prepare(
      'UPDATE quarantine_orders SET stopping = 1 WHERE order_id = ? AND ended_at IS NULL',
    )
    this.#end = database.prepare(
      'UPDATE quarantine_orders SET ended_at = ?, how = ? WHERE order_id = ? AND ended_at IS NULL',
    )
  }

  give(order: NewOrder): QuarantineOrder {
    const { order_id, kind, selection, at, actor, reason, mapping } = order
    const told = JSON.stringify(selection)
    const isNew = this.#insert.run(order_id, kind, told, at, actor, reason, mapping).changes > 0
    if (isNew) {
      const [from, condition, given] = placesOf(selection, kind)
      const entries = `SELECT ?, place, NULL FROM ${from} WHERE ${condition}`
      this.#database
        .prepare(`INSERT INTO quarantine_order_entries ${entries}`)
        .run(order_id, ...given)
    }
    // Written here or by whoever gave it first.
    return this.order(order_id)!
  }

  order(orderId: string): QuarantineOrder | undefined {
    const row = this.#select.get(orderId)
    return row === undefined ? undefined : this.#orderOfRow(rowOf(row))
  }

  orders(limit: number): readonly QuarantineOrder[] {
    return this.#listed('ORDER BY number DESC LIMIT ?', limit)
  }

  openOrders(): readonly QuarantineOrder[] {
    return this.#listed('WHERE ended_at IS NULL ORDER BY number')
  }

  pendingOf(orderId: string, limit: number): readonly string[] {
    return rowsOf(this.#pending.all(orderId, limit)).map(([id]) => String(id))
  }

  carryOut(
    { order_id, kind }: Pick<QuarantineOrder, 'order_id' | 'kind'>,
    ids: readonly string[],
    at: Instant,
  ): void {
    const [to, before, outcome] =
      kind === 'dismiss'
        ? ([{ state: 'dismissed', at, order_id }, 'held', 'dismissed'] as const)
        : ([{ state: 'held' }, 'dismissed', 'restored'] as const)
    for (const id of ids) {
      const isChanged = this.#change.run(...rowOfState(to), id, before).changes > 0
      this.note(order_id, id, isChanged ? outcome : 'gone')
    }
  }

  note(orderId: string, quarantineId: string, outcome: OrderOutcome): void {
    this.#note.run(outcome, orderId, quarantineId)
  }

  stop(orderId: string): boolean {
    return this.#stop.run(orderId).changes > 0
  }

  end(orderId: string, at: Instant, how: OrderEnd): void {
    this.#end.run(at, how, orderId)
  }

  results(orderId: string, { outcome, after, limit }: OrderResultFilter): OrderResultPage {
    const narrowed = outcome === undefined ? '' : 'AND e.outcome = ?'
    const given = outcome === undefined ? [] : [outcome]
    const rows = rowsOf(
      this.#database
        .prepare(
          `SELECT e.place, quarantine_id, outcome FROM quarantine_order_entries AS e
          JOIN quarantine AS q ON q.place = e.place
          WHERE e.order_id = ? ${narrowed} AND e.place > ? ORDER BY e.place LIMIT ?`,
        )
        .all(orderId, ...given, rowOfCursor(after), limit + 1),
    )
    const page = rows.slice(0, limit)
    return {
      results: page.map(([, id, known]) => ({
        quarantine_id: String(id),
        outcome: known as OrderOutcome | null,
      })),
      next: rows.length > limit ? String(page.at(-1)?.[0]) : null,
    }
  }

  #listed(rest: string, ...given: readonly SqlValue[]): readonly QuarantineOrder[] {
    const sql = `SELECT ${COLUMNS} FROM quarantine_orders ${rest}`
    return rowsOf(this.#database.prepare(sql).all(...given)).map((row) => this.#orderOfRow(row))
  }

  /** The columns hold what `give`, `stop` and `end` wrote. */
  #orderOfRow(row: readonly unknown[]): QuarantineOrder {
    const [id, kind, selection, at, actor, reason, mapping, stopping, endedAt, how] = row
    const outcomes: Partial<Record<OrderOutcome, number>> = {}
    let inputs = 0
    for (const [outcome, count] of rowsOf(this.#outcomes.all(String(id)))) {
      inputs += Number(count)
      if (outcome !== null) outcomes[outcome as OrderOutcome] = Number(count)
    }
    return {
      order_id: String(id),
      kind: kind as OrderKind,
      selection: JSON.parse(String(selection)) as OrderSelection,
      at: at as Instant,
      actor: actor as string | null,
      reason: reason as string | null,
      mapping: mapping as string | null,
      inputs,
      outcomes,
      is_stopping: stopping === 1,
      end: endedAt === null ? null : { at: endedAt as Instant, how: how as OrderEnd },
    }
  }
}

/** Where the entries of a selection stand, and by which condition. */
function placesOf(
  selection: OrderSelection,
  kind: OrderKind,
): readonly [from: string, condition: string, given: readonly SqlValue[]] {
  const state = kind === 'restore' ? 'dismissed' : 'held'
  if ('group_id' in selection)
    return ['quarantine_members', 'group_id = ? AND state = ?', [Number(selection.group_id), state]]
  if ('quarantine_id' in selection)
    return ['quarantine', 'quarantine_id = ? AND state = ?', [selection.quarantine_id, state]]
  const ofDismissal =
    'state = ? AND order_id = ? AND place IN ' +
    '(SELECT place FROM quarantine_order_entries WHERE order_id = ?)'
  const { dismissal_id } = selection
  return ['quarantine', ofDismissal, [state, dismissal_id, dismissal_id]]
}
