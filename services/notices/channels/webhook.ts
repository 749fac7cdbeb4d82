import { createHmac } from 'node:crypto'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { OutwardPost } from '@jianwei/events/ports/outward.ts'
import { deliveryOf, type NoticeChannel, type Sending } from '#/notices/channels/channel.ts'

/*
 * Webhooks as Standard Webhooks 1.0 has them: the receiver checks that the body is ours by a
 * signature over id, time and body, and drops what comes twice by the id. While a key is replaced
 * there is a signature by each.
 */

const KEY_PREFIX = 'whsec_'

/** One notice a message, so that receivers handle each by itself. */
export function webhookChannel(post: OutwardPost): NoticeChannel {
  return {
    notices_max: 1,
    text_bytes_max: Number.POSITIVE_INFINITY,
    interval_ms: 0,
    async send({ message, secrets, now, signal }) {
      const [notice] = message.notices
      if (notice === undefined) throw new TypeError('a message tells at least one thing')
      const { chosen_by: _, event_id: __, occurred_at, counts, ...told } = notice
      const data = counts === null ? told : { ...told, counts }
      const body = JSON.stringify({ type: notice.notice, timestamp: occurred_at, data })
      const headers = signatureHeaders({ message, secrets, now, signal }, body)
      return deliveryOf(await post.post({ url: secrets.address, headers, body }, signal))
    },
  }
}

function signatureHeaders(
  { message, secrets, now }: Sending,
  body: string,
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(msOfInstant(now) / 1000))
  const valid = secrets.keys.filter(({ until }) => until === null || until > now)
  const signatures = valid.map(({ key }) =>
    signature(key, `${message.message_id}.${seconds}.${body}`),
  )
  return {
    'content-type': 'application/json',
    'webhook-id': message.message_id,
    'webhook-timestamp': seconds,
    'webhook-signature': signatures.join(' '),
  }
}

function signature(key: string, signed: string): string {
  const bytes = Buffer.from(key.slice(KEY_PREFIX.length), 'base64')
  return `v1,${createHmac('sha256', bytes).update(signed).digest('base64')}`
}
