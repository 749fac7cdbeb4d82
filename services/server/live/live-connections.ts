import { Counter, Gauge, type Registry } from 'prom-client'
import type { EndReason, EventStream } from '#/server/live/event-stream.ts'

/** How often something is sent at least, so that proxies keep the connection. */
const HEARTBEAT_MS = 15_000
/** How often it is asked again who listens: how long somebody whose session ended hears more. */
const ASK_AGAIN_MS = 30_000
const CONNECTIONS_MAX = 2_000
/** A browser needs one for all its windows; a service account may have some processes. */
const OF_ONE_ACTOR_MAX = 20
/** Readers that are told of what lies far back at the same time; the others wait for their turn. */
const CATCHING_UP_MAX = 4

export interface LiveLimits {
  readonly heartbeat_ms?: number
  readonly ask_again_ms?: number
  readonly connections_max?: number
  readonly of_one_actor_max?: number
}

/** One who listens. */
export interface Listener {
  readonly actor: string
  readonly stream: EventStream
  /** Up to where all was told; undefined while the past is told. */
  readonly seen: () => number | undefined
  /** Asks again who listens; rejects when nobody may any more. */
  readonly askAgain: () => Promise<void>
}

/** All who listen in this process. */
export class LiveConnections {
  readonly #limits: Required<LiveLimits>
  readonly #open = new Set<Listener>()
  readonly #ended: Counter<'reason'>
  readonly #waiting: (() => void)[] = []
  #catchingUp = 0
  #timers: readonly NodeJS.Timeout[] = []
  #isClosing = false

  constructor(metrics: Registry, limits: LiveLimits = {}) {
    this.#limits = {
      heartbeat_ms: HEARTBEAT_MS,
      ask_again_ms: ASK_AGAIN_MS,
      connections_max: CONNECTIONS_MAX,
      of_one_actor_max: OF_ONE_ACTOR_MAX,
      ...limits,
    }
    const open = this.#open
    const gauge = new Gauge({
      name: 'jianwei_streams_open',
      help: 'Connections that listen to alerts',
      registers: [],
      collect() {
        this.set(open.size)
      },
    })
    metrics.registerMetric(gauge)
    this.#ended = new Counter({
      name: 'jianwei_streams_ended_total',
      help: 'Connections that listened to alerts and ended, by reason',
      labelNames: ['reason'],
      registers: [metrics],
    })
  }

  /** Why nobody more can listen; undefined where there is room for the actor. */
  refusalFor(actor: string): string | undefined {
    if (this.#isClosing) return 'the server stops'
    if (this.#open.size >= this.#limits.connections_max)
      return `${this.#limits.connections_max} streams are open`
    const same = [...this.#open].filter((listener) => listener.actor === actor).length
    return same >= this.#limits.of_one_actor_max
      ? `${same} streams of this account are open; one is enough for a browser`
      : undefined
  }

  /** Until the signal, which has not aborted, says that it is gone. */
  add(listener: Listener, gone: AbortSignal): void {
    this.#open.add(listener)
    if (this.#timers.length === 0) {
      this.#timers = [
        setInterval(() => this.#beat(), this.#limits.heartbeat_ms).unref(),
        setInterval(() => void this.#askAgain(), this.#limits.ask_again_ms).unref(),
      ]
    }
    gone.addEventListener('abort', () => {
      this.#open.delete(listener)
      this.#ended.inc({ reason: listener.stream.ended ?? 'GONE' })
      if (this.#open.size === 0) this.#stopTimers()
    })
  }

  /** Runs what reads the past, a few at a time. */
  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#catchingUp >= CATCHING_UP_MAX)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#catchingUp += 1
    try {
      return await work()
    } finally {
      // Whoever waits longest takes the place over.
      const next = this.#waiting.shift()
      if (next === undefined) this.#catchingUp -= 1
      else next()
    }
  }

  endAll(reason: EndReason): void {
    this.#isClosing = true
    for (const { stream } of this.#open) stream.end(reason)
    this.#stopTimers()
  }

  #beat(): void {
    for (const { stream, seen } of this.#open) stream.here(seen())
  }

  async #askAgain(): Promise<void> {
    await Promise.all(
      [...this.#open].map(({ stream, askAgain }) =>
        askAgain().catch(() => stream.end('SESSION_ENDED')),
      ),
    )
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
  }
}
