import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant } from '@jianwei/events/instant.ts'
import type { BusMessage, MessageBus } from '@jianwei/events/ports/message-bus.ts'
import { deadLetterTopicOf } from '@jianwei/events/topics.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { originalOfDeadLetter } from '#/intake/dead-letter.ts'
import { intakeOfTopic, topicsOf, type BoundPrefix } from '#/intake/department-topics.ts'
import { countsOf, type Intake } from '#/intake/intake.ts'
import { messageInput } from '#/intake/kept-message.ts'
import { quarantineId } from '#/intake/quarantined-input.ts'
import type { Redrive, RedriveOrder } from '#/intake/redrive.ts'

export const REDRIVE_GROUP = 'jianwei-redrive'
const SLICE_MESSAGES_MAX = 100
const POLL_MS = 250

export interface DeadLetterParts {
  readonly bus: MessageBus
  readonly intake: Intake
  readonly redrive: Redrive
  readonly now: () => Instant
  readonly signal: AbortSignal
  /** Departments that have topics of their own. Default: none. */
  readonly bound?: readonly BoundPrefix[]
}

/** `foreign`: messages that no intake put among the dead letters; they are passed over. */
export interface DeadLetterCounts {
  taken: number
  refused: number
  settled: number
  foreign: number
}

/**
 * Sends every dead letter since the last such run through intake again, and ends where the dead
 * letters end. Each is the same entry as in the quarantine and is settled there; what is refused
 * again stays there and makes no new dead letter.
 */
export async function redriveDeadLetters(
  parts: DeadLetterParts,
  order: RedriveOrder,
): Promise<DeadLetterCounts> {
  const counts: DeadLetterCounts = { taken: 0, refused: 0, settled: 0, foreign: 0 }
  const topics = topicsOf(parts.bound ?? []).map(deadLetterTopicOf)
  const read = new AbortController()
  const signal = AbortSignal.any([parts.signal, read.signal])
  const consuming = parts.bus.consume({
    group: REDRIVE_GROUP,
    topics,
    slice_messages_max: SLICE_MESSAGES_MAX,
    signal,
    async handle(slice) {
      for (const letter of slice) counts[await redriveLetter(parts, order, letter)] += 1
      return 'taken'
    },
  })
  await Promise.race([consuming, allRead(parts.bus, topics, signal)]).finally(() => read.abort())
  await consuming
  return counts
}

async function redriveLetter(
  { intake, redrive, now, bound = [] }: DeadLetterParts,
  order: RedriveOrder,
  letter: BusMessage,
): Promise<keyof DeadLetterCounts> {
  const original = originalOfDeadLetter(letter)
  if (original === undefined) return 'foreign'
  const input = messageInput(original, futureBound(now()))
  const { outcome } = await redrive(quarantineId(input), order)
  // Somebody has decided about it.
  if (outcome === 'dismissed') return 'settled'
  if (outcome !== 'unknown') return outcome
  // The quarantine that held it is gone; the dead letter is all that is left.
  const own = intakeOfTopic(intake, original.topic, bound)
  const { quarantined, counted } = countsOf(await own.take([input]))
  return quarantined + counted > 0 ? 'refused' : 'taken'
}

async function allRead(
  bus: MessageBus,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const lags = await bus.lag(REDRIVE_GROUP, topics)
    if (lags.every(({ lag_messages }) => lag_messages === 0)) return
    await sleep(POLL_MS, undefined, { signal }).catch(() => {})
  }
}
