import { createHash } from 'node:crypto'
import { recordEvent, streamOf, type EventData } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { OrderedSelection } from '@jianwei/events/intake/ending-events.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import type {
  OrderEnd,
  OrderOutcome,
  OrderSelection,
  QuarantineOrder,
} from '@jianwei/events/ports/quarantine-orders.ts'
import { loggedReasons } from '#/intake/logged-reasons.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { MappingRefused, readMapping } from '#/intake/mapping/read-mapping.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'
import {
  createRedrive,
  type Redrive,
  type RedriveOutcome,
  type RedriveParts,
} from '#/intake/redrive.ts'
import { repeat } from '#/lifecycle/repeat.ts'

/*
 * Orders for several refused inputs are carried out beside everything else. What an order is for
 * was fixed when it was given, and each outcome is noted, so whoever finds an order without an end
 * goes on with it: a process that was killed, or one that waits for its turn. Two that carry out
 * the same order do nothing twice.
 */

const PAGE_ENTRIES = 200
/** Sent again one by one: after so many it is looked whether somebody stopped the order. */
const REDRIVEN_AT_ONCE = 20
const LOOK_MS = 1_000

export type OrderParts = RedriveParts

/** Carries out what is ordered, until the signal aborts. */
export async function keepCarryingOut(parts: OrderParts, signal: AbortSignal): Promise<void> {
  await repeat(LOOK_MS, signal, () => carryOutOrders(parts, signal))
}

/** Goes on with every order that has no end, the oldest first. */
export async function carryOutOrders(parts: OrderParts, signal: AbortSignal): Promise<void> {
  for (const { order_id } of await parts.quarantine.openOrders()) {
    if (signal.aborted) return
    await carryOutOrder(parts, order_id, signal)
  }
}

/** Returns when the order has ended, or when the signal aborts. */
export async function carryOutOrder(
  parts: OrderParts,
  orderId: string,
  signal: AbortSignal,
): Promise<void> {
  const { quarantine } = parts
  const given = await quarantine.order(orderId)
  if (given === undefined || given.end !== null) return
  const mapping = mappingOf(given)
  if (mapping === 'unreadable') return endOrder(parts, given, 'failed')
  if (given.kind === 'redrive') await tellStarted(parts, given)
  const redrive = createRedrive({
    ...parts,
    mappingNamed: (name) => (name === mapping?.mapping ? mapping : parts.mappingNamed(name)),
  })
  while (!signal.aborted) {
    const order = await quarantine.order(orderId)
    if (order === undefined || order.end !== null) return
    if (order.is_stopping) return endOrder(parts, order, 'stopped')
    const many = order.kind === 'redrive' ? REDRIVEN_AT_ONCE : PAGE_ENTRIES
    const ids = await quarantine.pendingOf(orderId, many)
    if (ids.length === 0) return endOrder(parts, order, 'complete')
    if (order.kind !== 'redrive') {
      await quarantine.carryOut(order, ids, parts.now())
      continue
    }
    for (const id of ids) {
      if (signal.aborted) return
      await quarantine.noteOutcome(orderId, id, await redriven(parts, redrive, order, id))
    }
  }
}

/** A mapping of another program's version may not be readable here. */
function mappingOf({ mapping }: QuarantineOrder): Mapping | undefined | 'unreadable' {
  if (mapping === null) return undefined
  try {
    return readMapping(mapping, 'the mapping of the order')
  } catch (error) {
    if (error instanceof MappingRefused) return 'unreadable'
    throw error
  }
}

async function redriven(
  parts: OrderParts,
  redrive: Redrive,
  order: QuarantineOrder,
  id: string,
): Promise<OrderOutcome> {
  const { actor, reason } = order
  const outcome = await redrive(id, {
    ...(actor === null ? {} : { actor }),
    ...(reason === null ? {} : { reason }),
  })
  return outcome.outcome === 'settled' ? outcomeBefore(parts, order, id) : outcomeOfRedrive(outcome)
}

/** Of what an entry became, in one word. */
function outcomeOfRedrive(outcome: RedriveOutcome): OrderOutcome {
  switch (outcome.outcome) {
    case 'taken':
      return outcomeOfEvents(outcome.events)
    case 'refused':
      return 'refused'
    case 'settled':
    case 'dismissed':
    case 'unknown':
      return 'gone'
  }
}

/** Of what the events of one input became, in one word. */
export function outcomeOfEvents(
  events: readonly { readonly status: 'accepted' | 'corrected' | 'duplicate' }[],
): OrderOutcome {
  if (events.length === 0) return 'skipped'
  if (events.some(({ status }) => status === 'corrected')) return 'corrected'
  return events.every(({ status }) => status === 'duplicate') ? 'duplicate' : 'accepted'
}

/** It was taken already: by this order, before it was stopped half-way, or by somebody else. */
async function outcomeBefore(
  { quarantine }: OrderParts,
  { at, actor, reason }: QuarantineOrder,
  id: string,
): Promise<OrderOutcome> {
  const attempts = (await quarantine.redrivings([id])).get(id) ?? []
  const own = attempts.findLast(
    (one) => one.at >= at && one.actor === actor && one.reason === reason,
  )
  return own?.result?.reasons.length === 0 ? outcomeOfEvents(own.result.events) : 'gone'
}

/** The log first: an order that ends twice says so once. */
async function endOrder(parts: OrderParts, order: QuarantineOrder, how: OrderEnd): Promise<void> {
  const at = parts.now()
  const { order_id, kind, inputs, outcomes } = order
  const { refused = 0, gone = 0, dismissed = 0, restored = 0 } = outcomes
  const done = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  if (kind === 'redrive') {
    const taken = done - refused - gone
    const counts = { taken, refused, gone, left: inputs - done }
    await tell(parts, order, 'RedriveEnded', { order_id, how, ...counts }, at)
  } else {
    const type = kind === 'dismiss' ? 'RefusedInputDismissed' : 'RefusedInputRestored'
    const data = { ...(await askedIn(parts, order)), count: dismissed + restored }
    await tell(parts, order, type, data, at)
  }
  await parts.quarantine.endOrder(order_id, at, how)
}

async function tellStarted(parts: OrderParts, order: QuarantineOrder): Promise<void> {
  const { mapping, inputs, at } = order
  const data = {
    ...(await askedIn(parts, order)),
    count: inputs,
    ...(mapping === null
      ? {}
      : { mapping_hash: createHash('sha256').update(mapping).digest('hex') }),
  }
  await tell(parts, order, 'RedriveStarted', data, at)
}

async function askedIn(
  parts: OrderParts,
  { order_id, actor, reason, selection }: QuarantineOrder,
): Promise<EventData> {
  return {
    order_id,
    ...(actor === null ? {} : { actor }),
    ...(reason === null ? {} : { reason }),
    selection: await selectionLogged(parts, selection),
  }
}

async function selectionLogged(
  { quarantine }: OrderParts,
  selection: OrderSelection,
): Promise<OrderedSelection> {
  if (!('group_id' in selection)) return selection
  const group = await quarantine.group(selection.group_id)
  if (group === undefined) return {}
  const { source, mapping, code, path } = group
  const [known] = loggedReasons([{ code, path: path.replaceAll('[]', ''), message: '' }])
  const isChannel = ['http', 'file', 'kafka'].includes(source)
  return {
    ...(isChannel ? {} : { of_source: source }),
    ...(mapping === null ? {} : { mapping }),
    code,
    ...(known === undefined || known.path === '' ? {} : { path: known.path }),
  }
}

async function tell(
  { log }: OrderParts,
  { order_id }: QuarantineOrder,
  type: string,
  data: EventData,
  at: Instant,
): Promise<void> {
  const event = recordEvent({
    type,
    schema_version: 1,
    source: INTAKE_SOURCE,
    id: `order:${order_id}:${type}`,
    subject_id: platformSubject('quarantine', order_id),
    region: null,
    occurred_at: at,
    causation_id: null,
    data,
  })
  await appendOne(log, streamOf('quarantine', order_id), 'any', [event])
}
