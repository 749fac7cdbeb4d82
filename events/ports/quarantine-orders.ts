import type { Instant } from '#/instant.ts'

/**
 * What somebody wants done with several entries. The entries are fixed when the order is given;
 * whoever carries it out may stop half-way, and the next one goes on.
 */

export const ORDER_KINDS = ['redrive', 'dismiss', 'restore'] as const
/** `restore`: what was dismissed is held again. */
export type OrderKind = (typeof ORDER_KINDS)[number]

/** Which entries: one, those of a group, or those that a dismissal dismissed. */
export type OrderSelection =
  | { readonly quarantine_id: string }
  | { readonly group_id: string }
  | { readonly dismissal_id: string }

export interface NewOrder {
  readonly order_id: string
  readonly kind: OrderKind
  readonly selection: OrderSelection
  readonly at: Instant
  /** Null where nobody said. */
  readonly actor: string | null
  readonly reason: string | null
  /** The text of the mapping by which rows are read; null for the one of their name. */
  readonly mapping: string | null
}

export const ORDER_OUTCOMES = [
  'accepted',
  'corrected',
  'duplicate',
  'skipped',
  'refused',
  'dismissed',
  'restored',
  'gone',
] as const
/**
 * What an order did with an entry. `skipped`: its mapping passes over it. `gone`: it was in another
 * state already when its turn came.
 */
export type OrderOutcome = (typeof ORDER_OUTCOMES)[number]

export type OrderEnd = 'complete' | 'stopped' | 'failed'

export interface QuarantineOrder extends NewOrder {
  /** Entries that it is for. */
  readonly inputs: number
  /** How many of them have an outcome, by it. The others wait, or were left when it ended. */
  readonly outcomes: Readonly<Partial<Record<OrderOutcome, number>>>
  readonly is_stopping: boolean
  readonly end: { readonly at: Instant; readonly how: OrderEnd } | null
}

export interface OrderResult {
  readonly quarantine_id: string
  /** Null where it has none yet. */
  readonly outcome: OrderOutcome | null
}

export interface OrderResultFilter {
  readonly outcome?: OrderOutcome
  readonly after?: string
  readonly limit: number
}

export interface OrderResultPage {
  /** In the order in which the entries were received. */
  readonly results: readonly OrderResult[]
  readonly next: string | null
}

export interface QuarantineOrders {
  /**
   * Fixes its entries: those that are held, for a restoring those that are dismissed. Durable when
   * it resolves. The same id again is the same order.
   */
  giveOrder(order: NewOrder): Promise<QuarantineOrder>
  order(orderId: string): Promise<QuarantineOrder | undefined>
  /** The newest first. */
  orders(limit: number): Promise<readonly QuarantineOrder[]>
  /** Those without an end, the oldest first. */
  openOrders(): Promise<readonly QuarantineOrder[]>
  /** Entries without an outcome, the oldest first. */
  pendingOf(orderId: string, limit: number): Promise<readonly string[]>
  /** In one: the states of the entries and what became of each. For orders that change states. */
  carryOut(order: QuarantineOrder, ids: readonly string[], at: Instant): Promise<void>
  /** The first outcome of an entry stands. */
  noteOutcome(orderId: string, quarantineId: string, outcome: OrderOutcome): Promise<void>
  /** Whoever carries it out ends it before the next entry. False where it has ended. */
  stopOrder(orderId: string): Promise<boolean>
  /** The first end stands. */
  endOrder(orderId: string, at: Instant, how: OrderEnd): Promise<void>
  orderResults(orderId: string, filter: OrderResultFilter): Promise<OrderResultPage>
}
