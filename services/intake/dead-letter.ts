import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import type { BusMessage, OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { deadLetterTopicOf } from '@jianwei/events/topics.ts'

/**
 * A message that could not be taken goes to its topic's dead letters as it was (key, value,
 * headers), with the reasons and its first place in further headers. The same message may be there
 * more than once; its place tells.
 */

const PREFIX = 'dlq-'
const REASONS_CHARACTERS_MAX = 2_000

export function deadLetter(
  message: BusMessage,
  reasons: readonly RefusalReason[],
): OutgoingMessage {
  const text = reasons.map(({ code, path }) => (path === '' ? code : `${code} ${path}`)).join('; ')
  const added = {
    reason: text.slice(0, REASONS_CHARACTERS_MAX),
    topic: message.topic,
    partition: String(message.partition),
    offset: String(message.offset),
  }
  return {
    topic: deadLetterTopicOf(message.topic),
    key: message.key,
    value: message.value,
    headers: [
      // A message that somebody moved from the dead letters back to its topic has them already.
      ...message.headers.filter(([name]) => !name.startsWith(PREFIX)),
      ...Object.entries(added).map(
        ([name, value]) => [`${PREFIX}${name}`, Buffer.from(value)] as const,
      ),
    ],
  }
}

/** The message as it was in its first place; undefined for one that no intake put there. */
export function originalOfDeadLetter(letter: BusMessage): BusMessage | undefined {
  const added = new Map(
    letter.headers.flatMap(([name, value]) =>
      name.startsWith(PREFIX) ? [[name, Buffer.from(value).toString()]] : [],
    ),
  )
  const topic = added.get(`${PREFIX}topic`)
  const [partition, offset] = [added.get(`${PREFIX}partition`), added.get(`${PREFIX}offset`)].map(
    Number,
  )
  if (topic === undefined || deadLetterTopicOf(topic) !== letter.topic) return undefined
  if (!isOffset(partition) || !isOffset(offset)) return undefined
  return {
    ...letter,
    topic,
    partition,
    offset,
    headers: letter.headers.filter(([name]) => !name.startsWith(PREFIX)),
  }
}

function isOffset(number: number | undefined): number is number {
  return number !== undefined && Number.isSafeInteger(number) && number >= 0
}
