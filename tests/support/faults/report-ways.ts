import { createHash } from 'node:crypto'
import type { OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import type { Report } from './reports.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'

/** How a report goes over the bus, and over HTTP. */

const ANSWER_MS_MAX = 20_000
/** Marks what must be refused, for the count at the end. Nobody reads it on the way. */
export const POISON_HEADER = 'x-planted'

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function messageOf({ bytes, key, topic, occurrence }: Report): OutgoingMessage {
  if (topic === undefined) throw new TypeError('only what has a topic goes over the bus')
  const planted = occurrence === null ? ([[POISON_HEADER, Buffer.from('poison')]] as const) : []
  const headers = [
    ['content-type', Buffer.from('application/cloudevents+json')] as const,
    ...planted,
  ]
  return { topic, key: Buffer.from(key), value: bytes, headers }
}

export interface HttpWay {
  /** Where intake listens. */
  readonly http: string
  readonly signal: AbortSignal
}

/** False when the answer does not say that every line is durable. */
export async function isAnswered(
  { http, signal }: HttpWay,
  batch: readonly Report[],
): Promise<boolean> {
  try {
    const response = await fetchAsAdministrator(`${http}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: Buffer.concat(batch.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
    })
    const last = (await response.text()).trimEnd().split('\n').at(-1) ?? ''
    // The last line of a whole answer is its summary; anything else is no acknowledgement.
    const { summary } = JSON.parse(last) as {
      readonly summary?: Readonly<Record<string, number | boolean>>
    }
    if (summary?.['complete'] !== true) return false
    const answered = ['accepted', 'duplicate', 'quarantined'].reduce(
      (sum, name) => sum + Number(summary[name]),
      0,
    )
    return answered === batch.length
  } catch {
    return false
  }
}
