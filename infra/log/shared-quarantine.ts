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
import { ChangeFold } from '#/log/change-fold.ts'
import { base64Of } from '#/log/change-bytes.ts'
import type { ChangeStream } from '#/log/change-stream.ts'
import { adoptEarlier } from '#/log/earlier-refusals.ts'
import { FoldedFile } from '#/log/folded-file.ts'
import {
  carriedOut,
  isQuarantineChange,
  type ChangeKind,
  type ChangeOf,
  type OutcomeOf,
  type QuarantineChange,
} from '#/log/quarantine-changes.ts'
import { QuarantineTables } from '#/log/quarantine-tables.ts'

/** Refused input as bytes that are written together, each a third larger as JSON. */
const KEPT_BYTES_TOGETHER = 200_000

/** Each input that is taken asks what waits for it: the server is not asked for each. */
const HELD_FRESH_MS = 500
const NEVER_ASKED = { at: Number.NEGATIVE_INFINITY, done: Promise.resolve() }

export interface SharedQuarantineOptions {
  readonly stream: ChangeStream
  /** The copy of this process: it may be deleted. */
  readonly file: string
  /** What this process kept for itself before, which goes into the one that all keep. */
  readonly earlier_file?: string
  /** Changes that cannot be read, or that the server no longer has. */
  readonly onLost: (lost: { readonly changes: number; readonly why: 'unreadable' | 'gone' }) => void
}

/**
 * The quarantine that all processes of a log on a server keep together: whichever is asked, it
 * answers what was done by any. Each has a copy with the bytes, so that reading asks the server
 * only whether there is more.
 */
export class SharedQuarantine implements Quarantine {
  readonly #fold: ChangeFold<QuarantineChange, OutcomeOf<ChangeKind>>
  readonly #file: FoldedFile
  readonly #tables: QuarantineTables
  readonly #earlierFile: string | undefined
  #adopted: Promise<void> | undefined
  #asked = NEVER_ASKED

  constructor({ stream, file, earlier_file, onLost }: SharedQuarantineOptions) {
    this.#file = FoldedFile.open(file)
    this.#tables = new QuarantineTables(this.#file.database)
    this.#earlierFile = earlier_file
    this.#fold = new ChangeFold<QuarantineChange, OutcomeOf<ChangeKind>>({
      stream,
      file: this.#file,
      isChange: isQuarantineChange,
      carryOut: (change) => carriedOut(this.#tables, change),
      onLost,
    })
  }

  async keep(
    inputs: readonly QuarantinedInput[],
    quota?: RefusalQuota,
  ): Promise<readonly KeepOutcome[]> {
    const outcomes = dividedBy(inputs, KEPT_BYTES_TOGETHER).map((together) =>
      this.#change({
        kind: 'keep',
        inputs: together.map((input) => ({ ...input, bytes: base64Of(input.bytes) })),
        quota: quota ?? null,
        seed: randomUUID(),
      }),
    )
    return (await Promise.all(outcomes)).flat()
  }

  async unreported(): Promise<readonly RefusalTally[]> {
    return this.#read(() => this.#tables.unreported())
  }

  async markReported(tallyId: string, reported: number): Promise<void> {
    await this.#change({ kind: 'mark_reported', tally_id: tallyId, reported })
  }

  async get(quarantineId: string): Promise<QuarantineEntry | undefined> {
    return this.#read(() => this.#tables.get(quarantineId))
  }

  async list(filter: QuarantineFilter): Promise<QuarantinePage> {
    return this.#read(() => this.#tables.list(filter))
  }

  async settle(quarantineId: string, settlement: Settlement): Promise<boolean> {
    return this.#change({ kind: 'settle', quarantine_id: quarantineId, settlement })
  }

  async beginRedriving(quarantineId: string, attempt: RedriveAttempt): Promise<number | undefined> {
    const { repaired } = attempt
    const written = { ...attempt, repaired: repaired === null ? null : base64Of(repaired) }
    const number = await this.#change({
      kind: 'begin_redriving',
      quarantine_id: quarantineId,
      attempt: written,
    })
    return number ?? undefined
  }

  async redrivings(
    quarantineIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Redriving[]>> {
    return this.#read(() => this.#tables.redrivings(quarantineIds))
  }

  async repairedBytes(quarantineId: string, number: number): Promise<Uint8Array | undefined> {
    return this.#read(() => this.#tables.repairedBytes(quarantineId, number))
  }

  async held(rowsMax: number): Promise<HeldSummary> {
    return this.#read(() => this.#tables.held(rowsMax))
  }

  async lookAhead(): Promise<void> {
    await this.#adopt()
    const now = performance.now()
    if (now - this.#asked.at > HELD_FRESH_MS) this.#asked = { at: now, done: this.#fold.caughtUp() }
    await this.#asked.done.catch((error: unknown) => {
      this.#asked = NEVER_ASKED
      throw error
    })
  }

  /** What another process kept within the last half second may be missing. */
  async heldOf(records: readonly FactId[]): Promise<readonly HeldRecord[]> {
    await this.lookAhead()
    return this.#file.database.read(() => this.#tables.heldOf(records))
  }

  async supersede(
    ids: readonly string[],
    at: Instant,
    event_ids: readonly string[],
  ): Promise<readonly boolean[]> {
    return this.#change({ kind: 'supersede', ids, at, event_ids })
  }

  async groups(filter: GroupFilter): Promise<GroupPage> {
    return this.#read(() => this.#tables.groups(filter))
  }

  async group(groupId: string): Promise<QuarantineGroup | undefined> {
    return this.#read(() => this.#tables.group(groupId))
  }

  async giveOrder(order: NewOrder): Promise<QuarantineOrder> {
    return this.#change({ kind: 'give_order', order })
  }

  async order(orderId: string): Promise<QuarantineOrder | undefined> {
    return this.#read(() => this.#tables.order(orderId))
  }

  async orders(limit: number): Promise<readonly QuarantineOrder[]> {
    return this.#read(() => this.#tables.orders(limit))
  }

  async openOrders(): Promise<readonly QuarantineOrder[]> {
    return this.#read(() => this.#tables.openOrders())
  }

  async pendingOf(orderId: string, limit: number): Promise<readonly string[]> {
    return this.#read(() => this.#tables.pendingOf(orderId, limit))
  }

  async carryOut(order: QuarantineOrder, ids: readonly string[], at: Instant): Promise<void> {
    const { order_id, kind } = order
    await this.#change({ kind: 'carry_out', order: { order_id, kind }, ids, at })
  }

  async noteOutcome(orderId: string, quarantineId: string, outcome: OrderOutcome): Promise<void> {
    await this.#change({
      kind: 'note_outcome',
      order_id: orderId,
      quarantine_id: quarantineId,
      outcome,
    })
  }

  async stopOrder(orderId: string): Promise<boolean> {
    return this.#change({ kind: 'stop_order', order_id: orderId })
  }

  async endOrder(orderId: string, at: Instant, how: OrderEnd): Promise<void> {
    await this.#change({ kind: 'end_order', order_id: orderId, at, how })
  }

  async orderResults(orderId: string, filter: OrderResultFilter): Promise<OrderResultPage> {
    return this.#read(() => this.#tables.orderResults(orderId, filter))
  }

  /** When it resolves, whatever was begun is done. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#adopted?.catch(() => {})
    await this.#fold[Symbol.asyncDispose]()
  }

  async #read<T>(work: () => T): Promise<T> {
    await this.#adopt()
    await this.#fold.caughtUp()
    return this.#file.database.read(work)
  }

  async #change<Kind extends ChangeKind>(change: ChangeOf<Kind>): Promise<OutcomeOf<Kind>> {
    await this.#adopt()
    return this.#written(change)
  }

  async #written<Kind extends ChangeKind>(change: ChangeOf<Kind>): Promise<OutcomeOf<Kind>> {
    // `carriedOut` gives for each kind what the table of outcomes says.
    return (await this.#fold.change(change as QuarantineChange)) as OutcomeOf<Kind>
  }

  /** Before anything else; again where it failed half-way. */
  #adopt(): Promise<void> {
    if (this.#earlierFile === undefined) return Promise.resolve()
    this.#adopted ??= adoptEarlier(this.#earlierFile, {
      entry: (entry) => this.#written({ kind: 'adopt_entry', entry }),
      order: (order) => this.#written({ kind: 'adopt_order', order }),
      tally: (tally) => this.#written({ kind: 'adopt_tally', tally }),
    }).catch((error: unknown) => {
      this.#adopted = undefined
      throw error
    })
    return this.#adopted
  }
}

/** Neighbours, as many as fit; one that is larger stands alone. */
function dividedBy(
  inputs: readonly QuarantinedInput[],
  bytesMax: number,
): readonly (readonly QuarantinedInput[])[] {
  const divided: QuarantinedInput[][] = []
  let [open, bytes]: [QuarantinedInput[], number] = [[], 0]
  for (const input of inputs) {
    if (open.length === 0 || bytes + input.bytes.length > bytesMax) {
      open = []
      bytes = 0
      divided.push(open)
    }
    open.push(input)
    bytes += input.bytes.length
  }
  return divided
}
