import { streamOf, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RefusedInputCounted } from '@jianwei/events/intake/events.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Quarantine, RefusalQuota, RefusalTally } from '@jianwei/events/ports/quarantine.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'
import { repeat } from '#/lifecycle/repeat.ts'

/*
 * Refused input has a quota for each source and day, and for each channel and day. What lies beyond
 * it is counted in the quarantine's file before it is answered, so that no kill loses a number that
 * somebody was told of. The log hears of the numbers in intervals, and at the end of a process: an
 * event for each source, day and reason.
 */

/**
 * An input of usual size takes 2 kB in the file: about 20 MB for a source, 100 MB for a channel,
 * each day.
 */
export const REFUSALS_KEPT: RefusalQuota = {
  source_inputs_max: 10_000,
  source_bytes_max: 64 * 1024 * 1024,
  channel_inputs_max: 50_000,
  channel_bytes_max: 256 * 1024 * 1024,
  sample_every: 1_000,
}

/** How long a number may be in the quarantine's file and not yet in the log. */
export const REFUSAL_COUNTS_INTERVAL_MS = 10_000

export interface RefusalCountParts {
  readonly log: EventLog
  readonly quarantine: Quarantine
  readonly now: () => Instant
}

/**
 * Tells the log the numbers that it does not have yet. Stopped anywhere, it goes on the next time
 * and tells none of them twice.
 */
export async function reportRefusalCounts(parts: RefusalCountParts): Promise<void> {
  for (const tally of await parts.quarantine.unreported()) {
    const reported =
      (await toldBefore(parts.log, tally)) ??
      (await tell(parts, tally)) ??
      (await toldBefore(parts.log, tally)) ??
      tally.reported
    await parts.quarantine.markReported(tally.tally_id, reported)
  }
}

/** Tells the log now and then until the signal aborts, and once more then. */
export async function keepTellingRefusalCounts(
  parts: RefusalCountParts,
  signal: AbortSignal,
): Promise<void> {
  await repeat(REFUSAL_COUNTS_INTERVAL_MS, signal, () => reportRefusalCounts(parts))
  await reportRefusalCounts(parts)
}

/** What an earlier run told from the same number on, before it was stopped. */
async function toldBefore(log: EventLog, tally: RefusalTally): Promise<number | undefined> {
  const [told] = await log.find([eventIdOf(INTAKE_SOURCE, idOf(tally))])
  // The event is a RefusedInputCounted, parsed when it was read.
  return told === undefined ? undefined : (told.data as RefusedInputCounted).counted_to
}

/** Undefined where another process told from the same number on in the same moment. */
async function tell(
  { log, now }: RefusalCountParts,
  tally: RefusalTally,
): Promise<number | undefined> {
  const { tally_id, day, channel, source, code, inputs, reported } = tally
  const event = recordEvent({
    type: 'RefusedInputCounted',
    schema_version: 1,
    source: INTAKE_SOURCE,
    id: idOf(tally),
    subject_id: platformSubject('quarantine', tally_id),
    region: null,
    occurred_at: now(),
    causation_id: null,
    data: {
      channel,
      ...(source === channel ? {} : { of_source: source }),
      day,
      code,
      count: inputs - reported,
      counted_to: inputs,
    },
  })
  const [appended] = await appendOne(log, streamOf('quarantine', tally_id), 'any', [event])
  return appended?.duplicate === true ? undefined : inputs
}

/** The same number on is the same event, whoever tells it. */
function idOf({ tally_id, reported }: RefusalTally): string {
  return `refusals-counted:${tally_id}:${reported}`
}
