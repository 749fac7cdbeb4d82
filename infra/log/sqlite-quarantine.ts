import type { FactId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type {
  GroupFilter,
  GroupPage,
  QuarantineGroup,
} from '@jianwei/events/ports/quarantine-groups.ts'
import type {
  NewOrder,
  OrderEnd,
  OrderOutcome,
  OrderResultFilter,
  OrderResultPage,
  QuarantineOrder,
} from '@jianwei/events/ports/quarantine-orders.ts'
import type {
  HeldRecord,
  HeldSummary,
  KeepOutcome,
  Quarantine,
  QuarantinedInput,
  QuarantineEntry,
  QuarantineFilter,
  QuarantinePage,
  RedriveAttempt,
  Redriving,
  RefusalQuota,
  RefusalTally,
  Settlement,
} from '@jianwei/events/ports/quarantine.ts'
import { RefusalNumbers } from '#/log/refusal-numbers.ts'
import { SqliteRedrivings } from '#/log/sqlite-redrivings.ts'
import { rowOf, rowsOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'
import { SqliteQuarantineGroups } from '#/log/sqlite-quarantine-groups.ts'
import { SqliteQuarantineOrders } from '#/log/sqlite-quarantine-orders.ts'
import { SqliteQuarantineRecords } from '#/log/sqlite-quarantine-records.ts'
import {
  ENTRY_COLUMNS as COLUMNS,
  entryOfRow,
  rowOfCursor,
  rowOfInput,
  rowOfState,
} from '#/log/sqlite-quarantine-rows.ts'

/** Entries of one page: their bytes come with them. */
const PAGE_ENTRIES_MAX = 1_000

const HAS_REASON =
  "EXISTS (SELECT 1 FROM json_each(quarantine.reasons) WHERE json_extract(value, '$.code') = ?)"

const IS_MEMBER =
  'EXISTS (SELECT 1 FROM quarantine_members AS m WHERE m.group_id = ? ' +
  'AND m.state = quarantine.state AND m.place = quarantine.place)'

/**
 * Refused inputs beside the events, in the same file. The database belongs to whoever opened it.
 */
export class SqliteQuarantine implements Quarantine {
  readonly #database: SqliteDatabase
  readonly #insert: SqlStatement
  readonly #numbers: RefusalNumbers
  readonly #redrivings: SqliteRedrivings
  readonly #groups: SqliteQuarantineGroups
  readonly #orders: SqliteQuarantineOrders
  readonly #records: SqliteQuarantineRecords
  readonly #selectState: SqlStatement
  readonly #selectOne: SqlStatement
  readonly #updateState: SqlStatement
  readonly #updateReasons: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#insert = database.prepare(`
      INSERT INTO quarantine (quarantine_id, source, state, origin, content_type, bytes, reasons,
        received_at)
      VALUES (?, ?, 'held', ?, ?, ?, ?, ?)
      ON CONFLICT (quarantine_id) DO NOTHING`)
    this.#numbers = new RefusalNumbers(database)
    this.#redrivings = new SqliteRedrivings(database)
    this.#groups = new SqliteQuarantineGroups(database)
    this.#orders = new SqliteQuarantineOrders(database)
    this.#records = new SqliteQuarantineRecords(database)
    this.#selectState = database.prepare('SELECT state FROM quarantine WHERE quarantine_id = ?')
    this.#selectOne = database.prepare(`SELECT ${COLUMNS} FROM quarantine WHERE quarantine_id = ?`)
    this.#updateState = database.prepare(
      'UPDATE quarantine SET state = ?, redriven_at = ?, event_ids = ?, order_id = ? ' +
        'WHERE quarantine_id = ?',
    )
    this.#updateReasons = database.prepare(
      'UPDATE quarantine SET reasons = ? WHERE quarantine_id = ?',
    )
  }

  async keep(
    inputs: readonly QuarantinedInput[],
    quota?: RefusalQuota,
  ): Promise<readonly KeepOutcome[]> {
    if (inputs.length === 0) return []
    return this.#database.write(() => inputs.map((input) => this.#kept(input, quota)))
  }

  async unreported(): Promise<readonly RefusalTally[]> {
    return this.#database.read(() => this.#numbers.unreported())
  }

  async markReported(tallyId: string, reported: number): Promise<void> {
    await this.#database.write(() => this.#numbers.markReported(tallyId, reported))
  }

  #kept(input: QuarantinedInput, quota: RefusalQuota | undefined): KeepOutcome {
    const known = this.#selectState.get(input.quarantine_id)
    if (known === undefined) {
      if (quota !== undefined && !this.#numbers.isKept(input, quota)) return 'counted'
      this.#insert.run(...rowOfInput(input))
      this.#records.name(input.quarantine_id, input.records ?? [])
      return 'kept'
    }
    if (rowOf(known)[0] !== 'superseded') return 'kept'
    this.#updateState.run(...rowOfState({ state: 'held' }), input.quarantine_id)
    return 'reopened'
  }

  async get(quarantineId: string): Promise<QuarantineEntry | undefined> {
    const row = this.#database.read(() => this.#selectOne.get(quarantineId))
    return row === undefined ? undefined : entryOfRow(rowOf(row))
  }

  async list(filter: QuarantineFilter): Promise<QuarantinePage> {
    const limit = Math.min(filter.limit, PAGE_ENTRIES_MAX)
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError('a page has at least one entry')
    const conditions = ['place > ?', ...(filter.source === undefined ? [] : ['source = ?'])]
    if (filter.state !== undefined) conditions.push('state = ?')
    if (filter.code !== undefined) conditions.push(HAS_REASON)
    if (filter.group_id !== undefined) conditions.push(IS_MEMBER)
    const group = filter.group_id === undefined ? undefined : Number(filter.group_id)
    const given = [filter.source, filter.state, filter.code, group].filter(
      (value) => value !== undefined,
    )
    const sql = `SELECT ${COLUMNS} FROM quarantine WHERE ${conditions.join(' AND ')} ORDER BY place
      LIMIT ?`
    const rows = this.#database.read(() =>
      rowsOf(this.#database.prepare(sql).all(rowOfCursor(filter.after), ...given, limit + 1)),
    )
    const page = rows.slice(0, limit)
    // One more than the page says that there is a next one.
    const next = rows.length > limit ? String(page.at(-1)?.[0]) : null
    return { entries: page.map(entryOfRow), next }
  }

  async settle(quarantineId: string, { state, reasons, ended }: Settlement): Promise<boolean> {
    return this.#database.write(() => {
      if (ended !== undefined && !this.#redrivings.end(quarantineId, ended.number, ended.result))
        return false
      // Refused again, it stays as somebody dismissed it meanwhile.
      const [before] = rowOf(this.#selectState.get(quarantineId) ?? [])
      if (state.state !== 'held' || before === 'redriven')
        this.#updateState.run(...rowOfState(state), quarantineId)
      if (reasons !== undefined) this.#updateReasons.run(JSON.stringify(reasons), quarantineId)
      return true
    })
  }

  async beginRedriving(quarantineId: string, attempt: RedriveAttempt): Promise<number | undefined> {
    return this.#database.write(() => this.#redrivings.begin(quarantineId, attempt))
  }

  async redrivings(
    quarantineIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Redriving[]>> {
    return this.#database.read(() => {
      const found = quarantineIds.map((id) => [id, this.#redrivings.of(id)] as const)
      return new Map(found.filter(([, redrivings]) => redrivings.length > 0))
    })
  }

  async repairedBytes(quarantineId: string, number: number): Promise<Uint8Array | undefined> {
    return this.#database.read(() => this.#redrivings.repaired(quarantineId, number))
  }

  async held(rowsMax: number): Promise<HeldSummary> {
    return this.#database.read(() => this.#redrivings.held(rowsMax))
  }

  async heldOf(records: readonly FactId[]): Promise<readonly HeldRecord[]> {
    return this.#database.read(() => this.#records.heldOf(records))
  }

  async supersede(
    ids: readonly string[],
    at: Instant,
    event_ids: readonly string[],
  ): Promise<readonly boolean[]> {
    return this.#database.write(() =>
      ids.map((id) => {
        const [state] = rowOf(this.#selectState.get(id) ?? [])
        if (state === 'held')
          this.#updateState.run(...rowOfState({ state: 'superseded', at, event_ids }), id)
        return state === 'held'
      }),
    )
  }

  async groups(filter: GroupFilter): Promise<GroupPage> {
    return this.#database.read(() => this.#groups.groups(filter))
  }

  async group(groupId: string): Promise<QuarantineGroup | undefined> {
    return this.#database.read(() => this.#groups.group(groupId))
  }

  async giveOrder(order: NewOrder): Promise<QuarantineOrder> {
    return this.#database.write(() => this.#orders.give(order))
  }

  async order(orderId: string): Promise<QuarantineOrder | undefined> {
    return this.#database.read(() => this.#orders.order(orderId))
  }

  async orders(limit: number): Promise<readonly QuarantineOrder[]> {
    return this.#database.read(() => this.#orders.orders(limit))
  }

  async openOrders(): Promise<readonly QuarantineOrder[]> {
    return this.#database.read(() => this.#orders.openOrders())
  }

  async pendingOf(orderId: string, limit: number): Promise<readonly string[]> {
    return this.#database.read(() => this.#orders.pendingOf(orderId, limit))
  }

  async carryOut(order: QuarantineOrder, ids: readonly string[], at: Instant): Promise<void> {
    await this.#database.write(() => this.#orders.carryOut(order, ids, at))
  }

  async noteOutcome(orderId: string, quarantineId: string, outcome: OrderOutcome): Promise<void> {
    await this.#database.write(() => this.#orders.note(orderId, quarantineId, outcome))
  }

  async stopOrder(orderId: string): Promise<boolean> {
    return this.#database.write(() => this.#orders.stop(orderId))
  }

  async endOrder(orderId: string, at: Instant, how: OrderEnd): Promise<void> {
    await this.#database.write(() => this.#orders.end(orderId, at, how))
  }

  async orderResults(orderId: string, filter: OrderResultFilter): Promise<OrderResultPage> {
    return this.#database.read(() => this.#orders.results(orderId, filter))
  }

  /** Nothing to give back: each write is complete when it resolves. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
