import { randomUUID } from 'node:crypto'
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
import { QuarantineTables } from '#/log/quarantine-tables.ts'
import type { SqliteDatabase } from '#/log/sqlite-database.ts'

/**
 * Refused inputs beside the events, in the same file. The database belongs to whoever opened it.
 */
export class SqliteQuarantine implements Quarantine {
  readonly #database: SqliteDatabase
  readonly #tables: QuarantineTables

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#tables = new QuarantineTables(database)
  }

  async keep(
    inputs: readonly QuarantinedInput[],
    quota?: RefusalQuota,
  ): Promise<readonly KeepOutcome[]> {
    if (inputs.length === 0) return []
    const keeping = { quota, new_id: randomUUID }
    return this.#database.write(() => this.#tables.keep(inputs, keeping))
  }

  async unreported(): Promise<readonly RefusalTally[]> {
    return this.#database.read(() => this.#tables.unreported())
  }

  async markReported(tallyId: string, reported: number): Promise<void> {
    await this.#database.write(() => this.#tables.markReported(tallyId, reported))
  }

  async get(quarantineId: string): Promise<QuarantineEntry | undefined> {
    return this.#database.read(() => this.#tables.get(quarantineId))
  }

  async list(filter: QuarantineFilter): Promise<QuarantinePage> {
    return this.#database.read(() => this.#tables.list(filter))
  }

  async settle(quarantineId: string, settlement: Settlement): Promise<boolean> {
    return this.#database.write(() => this.#tables.settle(quarantineId, settlement))
  }

  async beginRedriving(quarantineId: string, attempt: RedriveAttempt): Promise<number | undefined> {
    return this.#database.write(() => this.#tables.beginRedriving(quarantineId, attempt))
  }

  async redrivings(
    quarantineIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Redriving[]>> {
    return this.#database.read(() => this.#tables.redrivings(quarantineIds))
  }

  async repairedBytes(quarantineId: string, number: number): Promise<Uint8Array | undefined> {
    return this.#database.read(() => this.#tables.repairedBytes(quarantineId, number))
  }

  async held(rowsMax: number): Promise<HeldSummary> {
    return this.#database.read(() => this.#tables.held(rowsMax))
  }

  /** Whatever is kept is in the file at once. */
  async lookAhead(): Promise<void> {}

  async heldOf(records: readonly FactId[]): Promise<readonly HeldRecord[]> {
    return this.#database.read(() => this.#tables.heldOf(records))
  }

  async supersede(
    ids: readonly string[],
    at: Instant,
    event_ids: readonly string[],
  ): Promise<readonly boolean[]> {
    return this.#database.write(() => this.#tables.supersede(ids, at, event_ids))
  }

  async groups(filter: GroupFilter): Promise<GroupPage> {
    return this.#database.read(() => this.#tables.groups(filter))
  }

  async group(groupId: string): Promise<QuarantineGroup | undefined> {
    return this.#database.read(() => this.#tables.group(groupId))
  }

  async giveOrder(order: NewOrder): Promise<QuarantineOrder> {
    return this.#database.write(() => this.#tables.giveOrder(order))
  }

  async order(orderId: string): Promise<QuarantineOrder | undefined> {
    return this.#database.read(() => this.#tables.order(orderId))
  }

  async orders(limit: number): Promise<readonly QuarantineOrder[]> {
    return this.#database.read(() => this.#tables.orders(limit))
  }

  async openOrders(): Promise<readonly QuarantineOrder[]> {
    return this.#database.read(() => this.#tables.openOrders())
  }

  async pendingOf(orderId: string, limit: number): Promise<readonly string[]> {
    return this.#database.read(() => this.#tables.pendingOf(orderId, limit))
  }

  async carryOut(order: QuarantineOrder, ids: readonly string[], at: Instant): Promise<void> {
    await this.#database.write(() => this.#tables.carryOut(order, ids, at))
  }

  async noteOutcome(orderId: string, quarantineId: string, outcome: OrderOutcome): Promise<void> {
    await this.#database.write(() => this.#tables.noteOutcome(orderId, quarantineId, outcome))
  }

  async stopOrder(orderId: string): Promise<boolean> {
    return this.#database.write(() => this.#tables.stopOrder(orderId))
  }

  async endOrder(orderId: string, at: Instant, how: OrderEnd): Promise<void> {
    await this.#database.write(() => this.#tables.endOrder(orderId, at, how))
  }

  async orderResults(orderId: string, filter: OrderResultFilter): Promise<OrderResultPage> {
    return this.#database.read(() => this.#tables.orderResults(orderId, filter))
  }

  /** Nothing to give back: each write is complete when it resolves. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
