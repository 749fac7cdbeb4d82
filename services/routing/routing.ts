import { z } from 'zod'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import type { Directory } from '@jianwei/events/organisation/directory.ts'
import { ORGANISATION_EVENT_TYPES } from '@jianwei/events/organisation/events.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'
import type { DomainOf } from '#/alert-changes/alert-changes.ts'
import { LOG_START, readPages } from '#/commands/reaction.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { directoryOf } from '#/organisations/directory-aggregate.ts'
import { routeAlerts, type RoutingState } from '#/routing/route-alerts.ts'
import { publishedTables } from '#/routing/routing-table.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'

/*
 * Follows the log and puts alerts into queues of units:
 *
 *  - a new alert by the table that holds, with its version and why;
 *  - one that was returned into the default queue;
 *  - those that are in no queue when a table is published: the first one, as a rule. No other alert
 *    moves because the table changed;
 *  - those of a unit that has ended to whoever has its work, on the first day without it.
 *
 * The state of an alert comes from its stream, so whoever hears an event twice says nothing twice.
 * What is kept is how far the log was followed and up to which day units had ended: without it,
 * all of it is looked at again. Before a table is published, nothing is routed.
 */

export const ROUTING_CHECKPOINT = 'routing'

const BATCH_EVENTS_MAX = 500
/** Batches without anything to do before the checkpoint is saved all the same. */
const UNSAVED_BATCHES_MAX = 50

const OF_ALERTS = ['AlertRaised', 'AlertReturned', 'AlertReopened', 'AlertTransferred']
const IN_QUEUE = ['AlertRouted', 'AlertTransferred']
const OF_UNITS: ReadonlySet<string> = new Set(ORGANISATION_EVENT_TYPES)
const TYPES = [
  ...OF_ALERTS,
  ...ORGANISATION_EVENT_TYPES,
  'RoutingTablePublished',
  // A day passes also while nothing else happens.
  'ClockAdvanced',
]

export interface RoutingOptions {
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  readonly domainOf: DomainOf
  readonly signal: AbortSignal
  /** Ends at the log's end instead of following for ever. */
  readonly until?: 'head'
}

const Stored = z.strictObject({ followed: z.string(), ended_until: z.string() })

/** Runs until the signal aborts. Throws CheckpointConflict when another has taken over. */
export async function runRouting(options: RoutingOptions): Promise<void> {
  const { log, checkpoints, signal, until } = options
  const what = 'the routing checkpoint'
  const stored = await storedRecord(checkpoints, ROUTING_CHECKPOINT, Stored, what)
  const routing = new Routing(options, stored?.value.ended_until ?? '')
  let version: number | 'absent' = stored?.version ?? 'absent'
  let unsaved = 0
  const follow = { types: TYPES, signal, batch_events_max: BATCH_EVENTS_MAX }
  // The store returns what was saved: a checkpoint of this log.
  const from = (stored?.value.followed as Checkpoint | undefined) ?? 'start'
  for await (const { events, checkpoint } of log.follow(from, {
    ...follow,
    ...(until === undefined ? {} : { until }),
  })) {
    const appended = await routing.take(events)
    unsaved += 1
    if (appended === 0 && unsaved < UNSAVED_BATCHES_MAX && events.length === 0) continue
    const value = JSON.stringify({ followed: checkpoint, ended_until: routing.ended_until })
    version = await checkpoints.save(ROUTING_CHECKPOINT, value, version)
    unsaved = 0
  }
}

class Routing {
  /** Alerts of units that ended up to this day have been looked at. */
  ended_until: string
  readonly #options: RoutingOptions
  #directory: Directory | undefined

  constructor(options: RoutingOptions, endedUntil: string) {
    this.#options = options
    this.ended_until = endedUntil
  }

  /** Gives how many events were appended. */
  async take(events: readonly RecordedEvent[]): Promise<number> {
    const { log } = this.#options
    const newest = await log.newest()
    const table = (await publishedTables(log)).at(-1)
    if (newest === undefined || table === undefined) return 0
    if (events.some(({ type }) => OF_UNITS.has(type))) this.#directory = undefined
    this.#directory ??= await directoryOf(log)
    const day = dayInChina(newest.recorded_at)
    const state = { table, directory: this.#directory, day }
    const alerts = events.flatMap((event) =>
      OF_ALERTS.includes(event.type) ? [{ alert_id: alertIdIn(event), cause: event }] : [],
    )
    let appended = await routeAlerts(this.#options, state, alerts)
    const published = events.findLast(({ type }) => type === 'RoutingTablePublished')
    if (published !== undefined) appended += await this.#routeWaiting(state, published)
    return appended + (await this.#leaveEnded(state, events, newest.recorded_at))
  }

  /** Alerts that were raised before there was a table. */
  async #routeWaiting(state: RoutingState, cause: RecordedEvent): Promise<number> {
    const waiting = new Set<string>()
    await this.#eachPast(['AlertRaised', ...IN_QUEUE], (event) => {
      if (event.type === 'AlertRaised') waiting.add(alertIdIn(event))
      else waiting.delete(alertIdIn(event))
    })
    return routeAlerts(
      this.#options,
      state,
      [...waiting].map((alert_id) => ({ alert_id, cause })),
    )
  }

  /** Alerts in queues of units that have ended by now: it happens at `recorded_at`. */
  async #leaveEnded(
    state: RoutingState,
    events: readonly RecordedEvent[],
    recorded_at: Instant,
  ): Promise<number> {
    const said = new Set(events.map(({ data }) => data['unit_id']))
    const gone = new Set<string>()
    for (const { unit_id, end } of state.directory.units.values()) {
      if (end === null || end.on > state.day) continue
      if (end.on > this.ended_until || said.has(unit_id)) gone.add(unit_id)
    }
    this.ended_until = laterOf(this.ended_until, state.day)
    if (gone.size === 0) return 0
    const causes = new Map<string, RecordedEvent>()
    await this.#eachPast(IN_QUEUE, (event) => {
      const { unit } = event.data
      if (typeof unit === 'string' && gone.has(unit)) causes.set(alertIdIn(event), event)
    })
    return routeAlerts(
      this.#options,
      state,
      [...causes].map(([alert_id, cause]) => ({ alert_id, cause: { ...cause, recorded_at } })),
    )
  }

  async #eachPast(types: readonly string[], see: (event: RecordedEvent) => void): Promise<void> {
    const { log, signal } = this.#options
    const up_to = await log.head()
    await readPages(log, { types, after: LOG_START, up_to, signal }, async (page) => {
      for (const event of page) see(event)
    })
  }
}

function alertIdIn({ data }: RecordedEvent): string {
  // Every event of an alert has it, and the catalogue parsed the event.
  return String(data['alert_id'])
}

function laterOf(one: string, other: CivilDate): string {
  return one > other ? one : other
}
