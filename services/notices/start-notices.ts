import type { Loops } from '#/lifecycle/loops.ts'
import { logDuring, type WhileActive } from '#/lifecycle/lease.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'
import type { Outward } from '#/composition/open-outward.ts'
import { mailChannel } from '#/notices/channels/mail.ts'
import { dingtalkChannel, wecomChannel } from '#/notices/channels/robots.ts'
import { webhookChannel } from '#/notices/channels/webhook.ts'
import { runNotices, type NoticesOptions } from '#/notices/run-notices.ts'

export interface NoticesParts extends Pick<
  NoticesOptions,
  'log' | 'checkpoints' | 'now' | 'signal' | 'retry_delays_ms'
> {
  readonly loops: Loops
  readonly whileActive: WhileActive
  readonly outward: Outward
}

/** Tells endpoints outside of what happens to alerts. */
export function startNotices(parts: NoticesParts): Running {
  const { outward, loops } = parts
  const channels = {
    webhook: webhookChannel(outward.post),
    wecom: wecomChannel(outward.post),
    dingtalk: dingtalkChannel(outward.post),
    mail: mailChannel(outward.mailer),
  }
  return startRunning(parts.signal, (signal) =>
    parts.whileActive(signal, (tenure) => {
      const log = logDuring(tenure, parts.log)
      const options = { ...parts, log, channels, secrets: outward.secrets, signal: tenure.signal }
      return loops.run('notices', () => runNotices(options), tenure.signal)
    }),
  )
}
