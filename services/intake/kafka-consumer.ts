import { DomainError } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  BusRefused,
  type BusMessage,
  type MessageBus,
  type OutgoingMessage,
  type SliceOutcome,
} from '@jianwei/events/ports/message-bus.ts'
import {
  inSpan,
  linksTo,
  NO_TRACING,
  type SpanStart,
  type Tracing,
} from '@jianwei/events/ports/tracing.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import { deadLetter } from '#/intake/dead-letter.ts'
import { intakeOfTopic, topicsOf, type BoundPrefix } from '#/intake/department-topics.ts'
import type { Intake, IntakeResult } from '#/intake/intake.ts'
import { messageInput } from '#/intake/kept-message.ts'
import type { IntakeInput } from '#/intake/reading.ts'

/*
 * Takes what departments send over the bus. For each slice of a partition:
 *
 *  1. intake makes every message durable: in the log, or in quarantine with the reasons;
 *  2. refused ones are copied to the topic's dead letters, where their sender can see them;
 *  3. the bus commits the slice. A slice that comes again, because a process died in between, finds
 *     duplicates.
 *
 * No message holds up its partition. What does is our own trouble, such as a log that is away: then
 * nothing is taken and the partition rests.
 */

/** Members with this name share the partitions. */
export const INTAKE_GROUP = 'jianwei-intake'
/**
 * One transaction of the log, and the work that is done again when a process dies. About what one
 * fetch brings of a partition: a transaction waits for the disk however large it is, so half as
 * many took a quarter more events in the same time.
 */
export const SLICE_MESSAGES_MAX = 2_500

export interface KafkaIntakeParts {
  readonly bus: Pick<MessageBus, 'consume' | 'publish'>
  readonly intake: Intake
  readonly now: () => Instant
  readonly signal: AbortSignal
  /** What is read; all of it is there. Default: the topics that departments share. */
  readonly topics?: readonly string[]
  /** Departments that have topics of their own, as it is now. Default: none. */
  readonly bound?: () => readonly BoundPrefix[]
  /** False while what follows is too far behind: nothing is taken then. */
  readonly hasRoom?: () => boolean
  /** A failure that passes: the slice is offered again. */
  readonly onRecoverableError?: (error: DomainError) => void
  /**
   * A message that the dead letters cannot hold, for its size for example. The quarantine holds it.
   */
  readonly onDeadLetterRefused?: (letter: OutgoingMessage, error: BusRefused) => void
  readonly group?: string
  /** Where slices are spans. Default: nowhere. */
  readonly tracing?: Tracing
}

/** Runs until the signal aborts. Throws what will not pass by itself. */
export async function runKafkaIntake(parts: KafkaIntakeParts): Promise<void> {
  await parts.bus.consume({
    group: parts.group ?? INTAKE_GROUP,
    topics: parts.topics ?? topicsOf([]),
    slice_messages_max: SLICE_MESSAGES_MAX,
    handle: (slice) => takeOrRest(parts, slice),
    signal: parts.signal,
  })
}

async function takeOrRest(
  parts: KafkaIntakeParts,
  slice: readonly BusMessage[],
): Promise<SliceOutcome> {
  if (parts.hasRoom?.() === false) return 'full'
  try {
    await takeSlice(parts, slice)
    return 'taken'
  } catch (error) {
    if (!(error instanceof DomainError) || !error.retryable) throw error
    parts.onRecoverableError?.(error)
    return 'full'
  }
}

async function takeSlice(parts: KafkaIntakeParts, slice: readonly BusMessage[]): Promise<void> {
  const notAfter = futureBound(parts.now())
  const [first] = slice
  if (first === undefined) return
  // A slice is of one partition, so of one topic.
  const intake = intakeOfTopic(parts.intake, first.topic, parts.bound?.() ?? [])
  const inputs = slice.map((message) => messageInput(message, notAfter))
  await inSpan(parts.tracing ?? NO_TRACING, spanOfSlice(slice, inputs), async () => {
    const results = await intake.take(inputs)
    const letters = slice.flatMap((message, at) => deadLettersOf(message, results[at] ?? []))
    if (letters.length > 0) await sendDeadLetters(parts, letters)
  })
}

/** By the conventions for messages: the slice has a trace of its own, linked with its senders'. */
function spanOfSlice(slice: readonly BusMessage[], inputs: readonly IntakeInput[]): SpanStart {
  const [first] = slice
  const senders = linksTo(
    inputs.flatMap(({ reading }) => (reading.ok ? reading.events.map(({ trace }) => trace) : [])),
  )
  return {
    name: `process ${first?.topic ?? ''}`,
    kind: 'consumer',
    parent: 'none',
    links: senders?.links ?? [],
    attributes: {
      'messaging.system': 'kafka',
      'messaging.destination.name': first?.topic ?? '',
      'messaging.destination.partition.id': String(first?.partition ?? ''),
      'messaging.batch.message_count': slice.length,
      ...senders?.attributes,
    },
  }
}

function deadLettersOf(message: BusMessage, results: readonly IntakeResult[]): OutgoingMessage[] {
  return results.flatMap((result) =>
    result.status === 'quarantined' ? [deadLetter(message, result.reasons)] : [],
  )
}

async function sendDeadLetters(
  parts: KafkaIntakeParts,
  letters: readonly OutgoingMessage[],
): Promise<void> {
  try {
    await parts.bus.publish(letters)
  } catch (error) {
    if (!(error instanceof BusRefused)) throw error
    const [letter] = letters
    if (letters.length === 1 && letter !== undefined) parts.onDeadLetterRefused?.(letter, error)
    // One that is refused takes its neighbours with it.
    else for (const single of letters) await sendDeadLetters(parts, [single])
  }
}
