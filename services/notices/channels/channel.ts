import type { EndpointSecrets } from '@jianwei/events/ports/outward.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Message } from '#/notices/message.ts'

/** What came of handing a message over. `gone`: the endpoint says that it wants nothing more. */
export type Delivery =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'failed' | 'gone'; readonly code: string }

export interface Sending {
  readonly message: Message
  readonly secrets: EndpointSecrets
  readonly now: Instant
  readonly signal: AbortSignal
}

/** How notices get to endpoints of one kind. */
export interface NoticeChannel {
  /** How many notices one message may hold, and how many bytes of text. */
  readonly notices_max: number
  readonly text_bytes_max: number
  /** How far messages to one endpoint are apart at least. */
  readonly interval_ms: number
  send(sending: Sending): Promise<Delivery>
}

/** What an answer over HTTP says of a delivery, where the status is all that counts. */
export function deliveryOf(answer: { readonly status: number } | string): Delivery {
  if (typeof answer === 'string') return { outcome: 'failed', code: answer }
  const { status } = answer
  if (status >= 200 && status < 300) return { outcome: 'delivered' }
  return { outcome: status === 410 ? 'gone' : 'failed', code: `STATUS_${status}` }
}
