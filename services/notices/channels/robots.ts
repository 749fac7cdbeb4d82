import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { OutwardAnswer, OutwardPost } from '@jianwei/events/ports/outward.ts'
import { deliveryOf, type Delivery, type NoticeChannel } from '#/notices/channels/channel.ts'
import { textOf } from '#/notices/message.ts'

/*
 * Robots of groups in WeCom 企业微信 and DingTalk 钉钉. Both take 20 messages a minute and text of
 * 2,048 bytes; what comes faster is gathered into one message. Private installations have other
 * hosts, so the whole address is given when the endpoint is registered.
 */

const MESSAGES_A_MINUTE_MAX = 20
const TEXT_BYTES_MAX = 2_048

const LIMITS = {
  notices_max: 20,
  text_bytes_max: TEXT_BYTES_MAX,
  interval_ms: 60_000 / MESSAGES_A_MINUTE_MAX,
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

export function wecomChannel(post: OutwardPost): NoticeChannel {
  return {
    ...LIMITS,
    async send({ message, secrets, signal }) {
      const body = JSON.stringify({ msgtype: 'text', text: { content: textOf(message) } })
      const request = { url: secrets.address, headers: JSON_TYPE, body }
      return robotDelivery(await post.post(request, signal))
    },
  }
}

export function dingtalkChannel(post: OutwardPost): NoticeChannel {
  return {
    ...LIMITS,
    async send({ message, secrets, now, signal }) {
      const body = JSON.stringify({ msgtype: 'text', text: { content: textOf(message) } })
      const url = new URL(secrets.address)
      const [newest] = secrets.keys
      if (newest !== undefined) {
        const timestamp = msOfInstant(now)
        url.searchParams.set('timestamp', String(timestamp))
        url.searchParams.set('sign', dingtalkSign(newest.key, timestamp))
      }
      return robotDelivery(await post.post({ url: url.href, headers: JSON_TYPE, body }, signal))
    },
  }
}

/** base64(HMAC-SHA256(key, "<timestamp>\n<key>")), the timestamp in milliseconds. */
export function dingtalkSign(key: string, timestampMs: number): string {
  return createHmac('sha256', key).update(`${timestampMs}\n${key}`).digest('base64')
}

const RobotAnswer = z.object({ errcode: z.int() })

/** A robot answers 200 to everything and says in the body what came of it. */
function robotDelivery(answer: OutwardAnswer | string): Delivery {
  const delivery = deliveryOf(answer)
  if (typeof answer === 'string' || delivery.outcome !== 'delivered') return delivery
  const said = RobotAnswer.safeParse(parsedJson(answer.text))
  if (!said.success) return { outcome: 'failed', code: 'ANSWER_UNREADABLE' }
  return said.data.errcode === 0
    ? delivery
    : { outcome: 'failed', code: `ROBOT_${said.data.errcode}` }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
