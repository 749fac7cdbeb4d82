import type { Instant } from '@jianwei/events/instant.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type {
  NewOrder,
  OrderEnd,
  OrderOutcome,
  QuarantineOrder,
} from '@jianwei/events/ports/quarantine-orders.ts'
import type {
  KeepOutcome,
  QuarantinedInput,
  RedriveAttempt,
  RefusalQuota,
  Settlement,
} from '@jianwei/events/ports/quarantine.ts'
import { bytesOf, type Base64 } from '#/log/change-bytes.ts'
import type { EarlierEntry, EarlierOrder, EarlierTally } from '#/log/earlier-refusals.ts'
import type { QuarantineTables } from '#/log/quarantine-tables.ts'

/*
 * What is done to a quarantine, as it is written down for all processes that keep it together. A
 * shape that was released is never changed: earlier programs wrote it.
 */

export type WrittenInput = Omit<QuarantinedInput, 'bytes'> & { readonly bytes: Base64 }
export type WrittenAttempt = Omit<RedriveAttempt, 'repaired'> & { readonly repaired: Base64 | null }

interface Changes {
  keep: {
    readonly inputs: readonly WrittenInput[]
    readonly quota: RefusalQuota | null
    /** What names of new numbers are made of. */
    readonly seed: string
  }
  mark_reported: { readonly tally_id: string; readonly reported: number }
  settle: { readonly quarantine_id: string; readonly settlement: Settlement }
  begin_redriving: { readonly quarantine_id: string; readonly attempt: WrittenAttempt }
  supersede: {
    readonly ids: readonly string[]
    readonly at: Instant
    readonly event_ids: readonly string[]
  }
  give_order: { readonly order: NewOrder }
  carry_out: {
    readonly order: Pick<QuarantineOrder, 'order_id' | 'kind'>
    readonly ids: readonly string[]
    readonly at: Instant
  }
  note_outcome: {
    readonly order_id: string
    readonly quarantine_id: string
    readonly outcome: OrderOutcome
  }
  stop_order: { readonly order_id: string }
  end_order: { readonly order_id: string; readonly at: Instant; readonly how: OrderEnd }
  adopt_entry: { readonly entry: EarlierEntry }
  adopt_order: { readonly order: EarlierOrder }
  adopt_tally: { readonly tally: EarlierTally }
}

/** What a change gives to whoever made it. */
interface Outcomes {
  keep: readonly KeepOutcome[]
  mark_reported: null
  settle: boolean
  begin_redriving: number | null
  supersede: readonly boolean[]
  give_order: QuarantineOrder
  carry_out: null
  note_outcome: null
  stop_order: boolean
  end_order: null
  adopt_entry: null
  adopt_order: null
  adopt_tally: null
}

export type ChangeKind = keyof Changes
export type ChangeOf<Kind extends ChangeKind> = { readonly kind: Kind } & Changes[Kind]
export type OutcomeOf<Kind extends ChangeKind> = Outcomes[Kind]
export type QuarantineChange = { [Kind in ChangeKind]: ChangeOf<Kind> }[ChangeKind]

const KINDS: ReadonlySet<string> = new Set<ChangeKind>([
  'keep',
  'mark_reported',
  'settle',
  'begin_redriving',
  'supersede',
  'give_order',
  'carry_out',
  'note_outcome',
  'stop_order',
  'end_order',
  'adopt_entry',
  'adopt_order',
  'adopt_tally',
])

/** Only this program writes the stream, so what has a kind has its shape. */
export function isQuarantineChange(change: unknown): change is QuarantineChange {
  return (
    typeof change === 'object' &&
    change !== null &&
    'kind' in change &&
    typeof change.kind === 'string' &&
    KINDS.has(change.kind)
  )
}

/** Carries it out, in a transaction of whoever calls: the same in each process. */
export function carriedOut(
  tables: QuarantineTables,
  change: QuarantineChange,
): OutcomeOf<ChangeKind> {
  switch (change.kind) {
    case 'keep': {
      let named = 0
      const new_id = (): string => derivedId('tally', change.seed, String((named += 1)))
      const inputs = change.inputs.map((input) => ({ ...input, bytes: bytesOf(input.bytes) }))
      return tables.keep(inputs, { quota: change.quota ?? undefined, new_id })
    }
    case 'mark_reported':
      return nothing(tables.markReported(change.tally_id, change.reported))
    case 'settle':
      return tables.settle(change.quarantine_id, change.settlement)
    case 'begin_redriving': {
      const { repaired } = change.attempt
      const attempt = { ...change.attempt, repaired: repaired === null ? null : bytesOf(repaired) }
      return tables.beginRedriving(change.quarantine_id, attempt) ?? null
    }
    case 'supersede':
      return tables.supersede(change.ids, change.at, change.event_ids)
    case 'give_order':
      return tables.giveOrder(change.order)
    case 'carry_out':
      return nothing(tables.carryOut(change.order, change.ids, change.at))
    case 'note_outcome':
      return nothing(tables.noteOutcome(change.order_id, change.quarantine_id, change.outcome))
    case 'stop_order':
      return tables.stopOrder(change.order_id)
    case 'end_order':
      return nothing(tables.endOrder(change.order_id, change.at, change.how))
    case 'adopt_entry':
      return nothing(tables.adopted.entry(change.entry))
    case 'adopt_order':
      return nothing(tables.adopted.order(change.order))
    case 'adopt_tally':
      return nothing(tables.adopted.tally(change.tally))
  }
}

function nothing(_done: void): null {
  return null
}
