import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type {
  AppendOutcome,
  Checkpoint,
  EventLog,
  LogBatch,
} from '@jianwei/events/ports/event-log.ts'

/**
 * A log whose positions have gaps, as one whose positions count 1, 2, 3 …: each position is
 * replaced by its rank among all events. For contract cases that name positions; everything else
 * goes to the log as it is.
 */
export function rankedLog(log: EventLog): EventLog {
  const ranks = new Map<Position, Position>()
  let seen: Checkpoint | 'start' = 'start'
  let reading: Promise<void> = Promise.resolve()

  async function readOn(): Promise<void> {
    const { signal } = new AbortController()
    for await (const batch of log.follow(seen, {
      signal,
      batch_events_max: 10_000,
      until: 'head',
    })) {
      for (const { position } of batch.events) ranks.set(position, (ranks.size + 1) as Position)
      seen = batch.checkpoint
    }
  }

  async function ranked(position: Position): Promise<Position> {
    if (!ranks.has(position)) {
      reading = reading.then(() => (ranks.has(position) ? undefined : readOn()))
      await reading
    }
    const rank = ranks.get(position)
    if (rank === undefined) throw new Error(`the log does not show position ${position}`)
    return rank
  }

  async function rankedEvent(event: RecordedEvent): Promise<RecordedEvent> {
    return { ...event, position: await ranked(event.position) }
  }

  async function rankedOutcome(outcome: AppendOutcome): Promise<AppendOutcome> {
    if (outcome.outcome === 'conflict') return outcome
    const events = outcome.events.map(async (event) => ({
      ...event,
      position: await ranked(event.position),
    }))
    return { outcome: 'appended', events: await Promise.all(events) }
  }

  async function* rankedBatches(
    batches: AsyncIterable<LogBatch>,
    until: number,
  ): AsyncGenerator<LogBatch> {
    for await (const batch of batches) {
      const events = (await Promise.all(batch.events.map(rankedEvent))).filter(
        ({ position }) => position <= until,
      )
      // Empty where only some types were asked for, and it says how far there is none of them.
      const isEmpty = batch.events.length === 0
      if (events.length > 0 || isEmpty) yield { ...batch, events }
      if (!isEmpty && (events.at(-1)?.position ?? until) >= until) return
    }
  }

  return {
    append: async (appends) => Promise.all((await log.append(appends)).map(rankedOutcome)),
    async *read(stream) {
      for await (const event of log.read(stream)) yield await rankedEvent(event)
    },
    find: async (ids) => Promise.all((await log.find(ids)).map(rankedEvent)),
    amendmentsOf: async (ids) => Promise.all((await log.amendmentsOf(ids)).map(rankedEvent)),
    follow(after, { until, ...options }) {
      const rank = typeof until === 'number' ? until : Number.POSITIVE_INFINITY
      return rankedBatches(
        log.follow(after, until === 'head' ? { ...options, until } : options),
        rank,
      )
    },
    async head() {
      const head = await log.head()
      return head === 0 ? head : ranked(head)
    },
    async placesAt(asked) {
      reading = reading.then(readOn)
      await reading
      if (asked.length > 1_000) return log.placesAt(asked)
      const positions = new Map([...ranks].map(([position, rank]) => [rank, position]))
      const inLog = asked
        .map((rank) => positions.get(rank))
        .filter((position) => position !== undefined)
      const places = await log.placesAt(inLog)
      return new Map(
        asked.flatMap((rank) => {
          const place = places.get(positions.get(rank) ?? rank)
          return place === undefined ? [] : [[rank, place] as const]
        }),
      )
    },
    async checkpointAt(rank) {
      reading = reading.then(readOn)
      await reading
      const [position] = [...ranks].find(([, of]) => of === rank) ?? []
      if (rank === 0) return log.checkpointAt(rank)
      // A rank that no event has is no position that the log under it knows.
      return position === undefined ? undefined : log.checkpointAt(position)
    },
    async newest() {
      const newest = await log.newest()
      return newest && { ...newest, position: await ranked(newest.position) }
    },
    [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
  }
}
