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
import { AdoptedEntries } from '#/log/earlier-refusals.ts'
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

/** What `keep` is told besides the inputs. */
export interface Keeping {
  readonly quota?: RefusalQuota | undefined
  /** A name for a number that is new, different each time. */
  readonly new_id: () => string
}

/**
 * The quarantine port as pieces of one transaction, which is that of whoever calls. The same calls
 * in the same order make the same rows.
 */
export class QuarantineTables {
  /** Takes over what another file held. */
  readonly adopted: AdoptedEntries
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
    this.adopted = new AdoptedEntries(database)
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

  keep(inputs: readonly QuarantinedInput[], keeping: Keeping): readonly KeepOutcome[] {
    return inputs.map((input) => this.#kept(input, keeping))
  }

  unreported(): readonly RefusalTally[] {
    return this.#numbers.unreported()
  }

  markReported(tallyId: string, reported: number): void {
    this.#numbers.markReported(tallyId, reported)
  }

  #kept(input: QuarantinedInput, { quota, new_id }: Keeping): KeepOutcome {
    const known = this.#selectState.get(input.quarantine_id)
    if (known === undefined) {
      if (quota !== undefined && !this.#numbers.isKept(input, quota, new_id)) return 'counted'
      this.#insert.run(...rowOfInput(input))
      this.#records.name(input.quarantine_id, input.records ?? [])
      return 'kept'
    }
    if (rowOf(known)[0] !== 'superseded') return 'kept'
    this.#updateState.run(...rowOfState({ state: 'held' }), input.quarantine_id)
    return 'reopened'
  }

  get(quarantineId: string): QuarantineEntry | undefined {
    const row = this.#selectOne.get(quarantineId)
    return row === undefined ? undefined : entryOfRow(rowOf(row))
  }

  list(filter: QuarantineFilter): QuarantinePage {
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
    const statement = this.#database.prepare(sql)
    const rows = rowsOf(statement.all(rowOfCursor(filter.after), ...given, limit + 1))
    const page = rows.slice(0, limit)
    // One more than the page says that there is a next one.
    const next = rows.length > limit ? String(page.at(-1)?.[0]) : null
    return { entries: page.map(entryOfRow), next }
  }

  settle(quarantineId: string, { state, reasons, ended }: Settlement): boolean {
    if (ended !== undefined && !this.#redrivings.end(quarantineId, ended.number, ended.result))
      return false
    // Refused again, it stays as somebody dismissed it meanwhile.
    const [before] = rowOf(this.#selectState.get(quarantineId) ?? [])
    if (state.state !== 'held' || before === 'redriven')
      this.#updateState.run(...rowOfState(state), quarantineId)
    if (reasons !== undefined) this.#updateReasons.run(JSON.stringify(reasons), quarantineId)
    return true
  }

  beginRedriving(quarantineId: string, attempt: RedriveAttempt): number | undefined {
    return this.#redrivings.begin(quarantineId, attempt)
  }

  redrivings(quarantineIds: readonly string[]): ReadonlyMap<string, readonly Redriving[]> {
    const found = quarantineIds.map((id) => [id, this.#redrivings.of(id)] as const)
    return new Map(found.filter(([, redrivings]) => redrivings.length > 0))
  }

  repairedBytes(quarantineId: string, number: number): Uint8Array | undefined {
    return this.#redrivings.repaired(quarantineId, number)
  }

  held(rowsMax: number): HeldSummary {
    return this.#redrivings.held(rowsMax)
  }

  heldOf(records: readonly FactId[]): readonly HeldRecord[] {
    return this.#records.heldOf(records)
  }

  supersede(ids: readonly string[], at: Instant, event_ids: readonly string[]): readonly boolean[] {
    return ids.map((id) => {
      const [state] = rowOf(this.#selectState.get(id) ?? [])
      if (state === 'held')
        this.#updateState.run(...rowOfState({ state: 'superseded', at, event_ids }), id)
      return state === 'held'
    })
  }

  groups(filter: GroupFilter): GroupPage {
    return this.#groups.groups(filter)
  }

  group(groupId: string): QuarantineGroup | undefined {
    return this.#groups.group(groupId)
  }

  giveOrder(order: NewOrder): QuarantineOrder {
    return this.#orders.give(order)
  }

  order(orderId: string): QuarantineOrder | undefined {
    return this.#orders.order(orderId)
  }

  orders(limit: number): readonly QuarantineOrder[] {
    return this.#orders.orders(limit)
  }

  openOrders(): readonly QuarantineOrder[] {
    return this.#orders.openOrders()
  }

  pendingOf(orderId: string, limit: number): readonly string[] {
    return this.#orders.pendingOf(orderId, limit)
  }

  carryOut(
    order: Pick<QuarantineOrder, 'order_id' | 'kind'>,
    ids: readonly string[],
    at: Instant,
  ): void {
    this.#orders.carryOut(order, ids, at)
  }

  noteOutcome(orderId: string, quarantineId: string, outcome: OrderOutcome): void {
    this.#orders.note(orderId, quarantineId, outcome)
  }

  stopOrder(orderId: string): boolean {
    return this.#orders.stop(orderId)
  }

  endOrder(orderId: string, at: Instant, how: OrderEnd): void {
    this.#orders.end(orderId, at, how)
  }

  orderResults(orderId: string, filter: OrderResultFilter): OrderResultPage {
    return this.#orders.results(orderId, filter)
  }
}
