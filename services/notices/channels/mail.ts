import type { Mailer } from '@jianwei/events/ports/outward.ts'
import type { NoticeChannel } from '#/notices/channels/channel.ts'
import { textOf } from '#/notices/message.ts'

/** Many notices a mail: who gets a hundred at once needs one mail. */
const NOTICES_MAX = 100
const INTERVAL_MS = 3_000

/** `mailer` is null where no server for mail is configured. */
export function mailChannel(mailer: Mailer | null): NoticeChannel {
  return {
    notices_max: NOTICES_MAX,
    text_bytes_max: Number.POSITIVE_INFINITY,
    interval_ms: INTERVAL_MS,
    async send({ message, secrets }) {
      if (mailer === null) return { outcome: 'failed', code: 'MAIL_NOT_CONFIGURED' }
      const text = textOf(message)
      const failure = await mailer.send({
        to: secrets.address,
        subject: text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1),
        text,
        message_id: message.message_id,
      })
      return failure === undefined ? { outcome: 'delivered' } : { outcome: 'failed', code: failure }
    },
  }
}
