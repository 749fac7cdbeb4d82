import { setTimeout as sleep } from 'node:timers/promises'
import { eventIdOf, type EventId } from '@jianwei/events/identity.ts'
import type { MessageBus, OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { messageOf } from '#/support/faults/report-ways.ts'
import { provinceReports } from '#/support/faults/reports.ts'
import { randomOf } from '@jianwei/tools/simulation/random.ts'

const BATCHES_PER_SECOND = 20

export interface SentBatch {
  /** When the producer was called, in milliseconds of the monotonic clock. */
  readonly at: number
  readonly event_ids: readonly EventId[]
}

/** Of a province's stream: no two are the same event, and all are taken. */
export function differentMessages(count: number, seed: number): readonly OutgoingMessage[] {
  const messages = new Map<string, OutgoingMessage>()
  const reports = provinceReports({ seed, events_max: count }, randomOf(seed, 'bench'))
  for (const report of reports.take(count * 2)) {
    if (report.occurrence === null || report.topic === undefined || messages.has(report.occurrence))
      continue
    messages.set(report.occurrence, messageOf(report))
    if (messages.size === count) return [...messages.values()]
  }
  throw new RangeError(`the simulation gave ${messages.size} messages, not ${count}`)
}

/**
 * Publishes structured CloudEvents at so many a second, in small batches that do not wait for time
 * lost.
 */
export async function publishSteadily(
  bus: MessageBus,
  messages: readonly OutgoingMessage[],
  rate: number,
  onSent: (batch: SentBatch) => void,
): Promise<void> {
  const size = Math.ceil(rate / BATCHES_PER_SECOND)
  const started = performance.now()
  for (let from = 0; from < messages.length; from += size) {
    await sleep(Math.max(0, started + (from / rate) * 1000 - performance.now()))
    const batch = messages.slice(from, from + size)
    const at = performance.now()
    onSent({ at, event_ids: batch.map(eventIdIn) })
    await bus.publish(batch)
  }
}

function eventIdIn({ value }: OutgoingMessage): EventId {
  // Structured CloudEvents, as the simulation wrote them.
  const { source, id } = JSON.parse(Buffer.from(value ?? []).toString()) as {
    source: string
    id: string
  }
  return eventIdOf(source, id)
}
