import type { Position } from '@jianwei/events/envelope.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SILENCE_NOTICE_DAYS } from '@jianwei/events/silence/events.ts'
import type { PresentSilence } from '@jianwei/events/silence/silence.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import type { SilencesAsKnown } from '#/alerting/silences-as-known.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openSilence } from '#/silences/silence-aggregate.ts'

const DAY_MS = 86_400_000

/**
 * Tells the owners of silences that are about to end, once for each end, by the log's time: also
 * when nobody ran while the time passed. Gives how many events were appended.
 */
export async function announceEnds(
  log: EventLog,
  silences: SilencesAsKnown,
  at: { readonly up_to: Position; readonly clock: Instant },
): Promise<number> {
  await silences.readTo(at.up_to)
  let announced = 0
  for (const silence of silences.at(at.up_to)) {
    if (!isDue(silence, at.clock)) continue
    const { silence_id } = silence
    const data = { silence_id, actor: SENTINEL_SOURCE, reason: '静默即将到期 · it is about to end' }
    const { appended } = await handleCommands(log, async () => {
      const open = await openSilence(log, silence_id)
      open.decide({ type: 'AnnounceEnd', data }, { at: at.clock })
      return { appends: open.appends, result: undefined }
    })
    announced += appended.length
  }
  return announced
}

/** Seven days before the end, or half of what the silence lasts, where that is less. */
function isDue({ state, from, until, announced_until }: PresentSilence, clock: Instant): boolean {
  if (state === 'lifted' || announced_until === until) return false
  const [begin, end] = [msOfInstant(from), msOfInstant(until)]
  const before = Math.min(SILENCE_NOTICE_DAYS * DAY_MS, (end - begin) / 2)
  return msOfInstant(clock) >= end - before
}
