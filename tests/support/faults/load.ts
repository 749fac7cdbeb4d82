import { setTimeout as sleep } from 'node:timers/promises'
import type { MessageBus } from '@jianwei/events/ports/message-bus.ts'
import { randomOf } from '@jianwei/tools/simulation/random.ts'
import { hashOf, isAnswered, messageOf } from './report-ways.ts'
import { provinceReports, type Report } from './reports.ts'

/*
 * Departments that report at a steady rate, over the bus and over HTTP, and send again whatever was
 * not acknowledged. They repeat some events, let some come late, and send what cannot be taken.
 */

const TICK_MS = 100
const SHARE_HTTP = 0.3
const SHARE_LATE = 0.03
const SHARE_REPEATED = 0.03
const LATE_TICKS_MAX = 60
const BATCH_MAX = 300
/** What waits for a way that is closed. Beyond it nothing new is reported. */
const WAITING_MAX = 3_000
const RETRY_MS = 250

export interface LoadOptions {
  readonly bus: MessageBus
  readonly http: string
  readonly seed: number
  readonly events_per_second: number
  /** How much is made at most. */
  readonly events_max: number
  readonly signal: AbortSignal
}

/** Everything that departments have had acknowledged. */
export interface Sent {
  /** `source id` of every event that must be in the log. */
  readonly occurrences: Set<string>
  /**
   * Hashes of the different bytes that were refused over HTTP. Over the bus, the topics themselves
   * tell.
   */
  readonly refused_over_http: Set<string>
  repeated: number
  late: number
  over_http: number
  over_bus: number
  /** Sent again because there was no acknowledgement. */
  retried: number
}

export interface Load {
  readonly sent: Sent
  /** How many reports wait, by way. */
  waiting(): Readonly<Record<'bus' | 'http', number>>
  /** Reports nothing new and resolves when everything reported is acknowledged. */
  finish(): Promise<void>
}

interface Ways {
  readonly bus: Report[]
  readonly http: Report[]
}

export function startLoad(options: LoadOptions): Load {
  const sent: Sent = {
    occurrences: new Set(),
    refused_over_http: new Set(),
    repeated: 0,
    late: 0,
    over_http: 0,
    over_bus: 0,
    retried: 0,
  }
  const ways: Ways = { bus: [], http: [] }
  const ending = new AbortController()
  const reported = new AbortController()
  const reporting = report(options, ways, sent, ending.signal).finally(() => reported.abort())
  const lane = (waiting: Report[], send: Send): Promise<void> =>
    sendAll(waiting, send, { sent, reported: reported.signal, signal: options.signal })
  const done = Promise.all([
    reporting,
    lane(ways.bus, (batch) => sendOverBus(options, batch, sent)),
    lane(ways.http, (batch) => sendOverHttp(options, batch, sent)),
  ])
  // Seen by who finishes.
  done.catch(() => {})
  return {
    sent,
    waiting: () => ({ bus: ways.bus.length, http: ways.http.length }),
    async finish() {
      ending.abort()
      await done
      options.signal.throwIfAborted()
    },
  }
}

/** Fills the ways, tick by tick, until `ending` aborts; then with what was still to come. */
async function report(
  options: LoadOptions,
  ways: Ways,
  sent: Sent,
  ending: AbortSignal,
): Promise<void> {
  const random = randomOf(options.seed, 'departments')
  const reports = provinceReports(options, random)
  const perTick = Math.ceil((options.events_per_second * TICK_MS) / 1000)
  let [made, due] = [0, 0]
  // However long a run takes on this machine, something is left to say: a fault that meets no load
  // proves nothing.
  const next = (): number => {
    due += perTick * Math.min(1, (2 * (options.events_max - made)) / options.events_max)
    const count = Math.floor(due)
    due -= count
    made += count
    return count
  }
  const dispatch = (one: Report): void => {
    const way = one.topic === undefined || random.chance(SHARE_HTTP) ? ways.http : ways.bus
    way.push(one)
  }
  let held: readonly { readonly tick: number; readonly one: Report }[] = []
  for (let tick = 0; !ending.aborted && !options.signal.aborted; tick += 1) {
    for (const { one } of held.filter((each) => each.tick <= tick)) dispatch(one)
    const waiting = held.filter((each) => each.tick > tick)
    for (const one of reports.take(ways.bus.length + ways.http.length < WAITING_MAX ? next() : 0)) {
      const isLate = random.chance(SHARE_LATE)
      const isRepeated = !isLate && one.occurrence !== null && random.chance(SHARE_REPEATED)
      if (!isLate) dispatch(one)
      if (isLate || isRepeated) waiting.push({ tick: tick + 1 + random.below(LATE_TICKS_MAX), one })
      if (isLate) sent.late += 1
      if (isRepeated) sent.repeated += 1
    }
    held = waiting
    await sleep(TICK_MS)
  }
  for (const { one } of held) dispatch(one)
}

/** False when there was no acknowledgement. */
type Send = (batch: readonly Report[]) => Promise<boolean>

interface Lane {
  readonly sent: Sent
  /** Aborts when nothing more will wait. */
  readonly reported: AbortSignal
  readonly signal: AbortSignal
}

async function sendAll(
  waiting: Report[],
  send: Send,
  { sent, reported, signal }: Lane,
): Promise<void> {
  while (!signal.aborted && !(reported.aborted && waiting.length === 0)) {
    const batch = waiting.splice(0, BATCH_MAX)
    if (batch.length === 0) {
      await sleep(TICK_MS)
      continue
    }
    while (!signal.aborted && !(await send(batch))) {
      sent.retried += batch.length
      await sleep(RETRY_MS)
    }
    for (const { occurrence } of batch) if (occurrence !== null) sent.occurrences.add(occurrence)
  }
}

async function sendOverBus(
  { bus }: LoadOptions,
  batch: readonly Report[],
  sent: Sent,
): Promise<boolean> {
  const acknowledged = await bus.publish(batch.map(messageOf)).then(
    () => true,
    () => false,
  )
  if (acknowledged) sent.over_bus += batch.length
  return acknowledged
}

async function sendOverHttp(
  options: LoadOptions,
  batch: readonly Report[],
  sent: Sent,
): Promise<boolean> {
  if (!(await isAnswered(options, batch))) return false
  sent.over_http += batch.length
  for (const { occurrence, bytes } of batch)
    if (occurrence === null) sent.refused_over_http.add(hashOf(bytes))
  return true
}
