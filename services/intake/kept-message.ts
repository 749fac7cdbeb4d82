import { z } from 'zod'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { BusHeaders, BusMessage } from '@jianwei/events/ports/message-bus.ts'
import { readBusCloudEvent } from '#/intake/bus-cloud-event.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import type { IntakeInput, Reading } from '#/intake/reading.ts'

/**
 * A refused message is kept whole, because value, headers and key say little without each other: a
 * first line of JSON with the key and the headers (their bytes as Latin-1 characters), then the
 * value untouched.
 */

export const KEPT_MESSAGE = 'application/vnd.jianwei.bus-message'

const Head = z.strictObject({
  key: z.string().nullable(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** False where the message had no value at all, which is not the same as an empty one. */
  value: z.boolean(),
})

type KeptParts = Pick<BusMessage, 'key' | 'value' | 'headers'>

export function keptMessage({ key, value, headers }: KeptParts): Uint8Array {
  const head: z.infer<typeof Head> = {
    key: key && latin1(key),
    headers: headers.map(([name, bytes]) => [name, latin1(bytes)]),
    value: value !== null,
  }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), value ?? Buffer.alloc(0)])
}

/** What `keptMessage` made. Throws EventUnreadable for anything else. */
export function partsOfKeptMessage(bytes: Uint8Array): KeptParts {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = message.indexOf('\n')
  const head = Head.safeParse(JSON.parse(message.subarray(0, end).toString('utf8')))
  if (!head.success) throw new EventUnreadable('a kept message', z.prettifyError(head.error))
  const { key, headers, value } = head.data
  return {
    key: key === null ? null : Buffer.from(key, 'latin1'),
    headers: headers.map(([name, text]) => [
      name,
      Buffer.from(text, 'latin1'),
    ]) satisfies BusHeaders,
    value: value ? message.subarray(end + 1) : null,
  }
}

export function readKeptMessage(topic: string, bytes: Uint8Array, notAfter: Instant): Reading {
  return readBusCloudEvent({ topic, ...partsOfKeptMessage(bytes) }, notAfter)
}

/** The message for intake, kept under its place. */
export function messageInput(message: BusMessage, notAfter: Instant): IntakeInput {
  const { topic, partition, offset } = message
  return {
    reading: guarded(null, () => readBusCloudEvent(message, notAfter)),
    origin: { channel: 'kafka', topic, partition, offset },
    content_type: KEPT_MESSAGE,
    // Also of what reads well: an amendment can be refused for what it names.
    bytes: keptMessage(message),
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
