import type { Decider } from '#/decider.ts'
import { msOfInstant, type Instant } from '#/instant.ts'
import {
  SilenceOver,
  SilencePeriodRefused,
  SilenceUnknown,
  SilenceWithoutScope,
} from '#/silence/errors.ts'
import {
  SILENCE_DAYS_MAX,
  type SilenceEndAnnounced,
  type SilenceExtended,
  type SilenceLifted,
  type SilenceOrdered,
} from '#/silence/events.ts'
import {
  evolveSilence,
  type PresentSilence,
  type Silence,
  type SilenceEvent,
} from '#/silence/silence.ts'

const DAY_MS = 86_400_000

/**
 * Who may do what with a silence: it is ordered once, and extended or lifted until its end. `at` is
 * when the command is given.
 */
export type SilenceCommand =
  | { readonly type: 'OrderSilence'; readonly data: SilenceOrdered; readonly at: Instant }
  | {
      readonly type: 'ExtendSilence'
      readonly data: Omit<SilenceExtended, 'until_before'>
      readonly at: Instant
    }
  | {
      readonly type: 'LiftSilence'
      readonly data: Omit<SilenceLifted, 'until_before' | 'until'>
      readonly at: Instant
    }
  | {
      readonly type: 'AnnounceEnd'
      readonly data: Pick<SilenceEndAnnounced, 'silence_id' | 'actor' | 'reason'>
    }

export const silenceDecider: Decider<Silence, SilenceCommand, SilenceEvent> = {
  initial: { state: 'absent' },
  decide: decideSilence,
  evolve: evolveSilence,
}

function decideSilence(command: SilenceCommand, silence: Silence): readonly SilenceEvent[] {
  if (command.type === 'OrderSilence') return order(command.data, command.at, silence)
  if (silence.state === 'absent') throw new SilenceUnknown(command.data.silence_id)
  switch (command.type) {
    case 'ExtendSilence':
      return extend(command.data, command.at, silence)
    case 'LiftSilence': {
      if (silence.state === 'lifted') return []
      if (silence.until <= command.at) throw new SilenceOver(silence.until)
      // One that has not begun holds back nothing.
      const until = command.at < silence.from ? silence.from : command.at
      const data = { ...command.data, until, until_before: silence.until }
      return [{ type: 'SilenceLifted', data }]
    }
    case 'AnnounceEnd': {
      if (silence.state === 'lifted' || silence.announced_until === silence.until) return []
      const { owner, until } = silence
      return [{ type: 'SilenceEndAnnounced', data: { ...command.data, owner, until } }]
    }
  }
}

function order(data: SilenceOrdered, at: Instant, silence: Silence): readonly SilenceEvent[] {
  if (silence.state !== 'absent') return []
  const { rule_id, subject_id, region, department } = data.scope
  if ([rule_id, subject_id, region, department].every((named) => named === null))
    throw new SilenceWithoutScope()
  refuseSpan(data.from, data.until, at)
  return [{ type: 'SilenceOrdered', data }]
}

function extend(
  data: Omit<SilenceExtended, 'until_before'>,
  at: Instant,
  silence: PresentSilence,
): readonly SilenceEvent[] {
  if (data.until === silence.until) return []
  if (silence.state === 'lifted' || silence.until <= at) throw new SilenceOver(silence.until)
  if (data.until < silence.until)
    throw new SilencePeriodRefused(`it ends at ${silence.until}; to end it sooner, lift it`)
  refuseSpan(at, data.until, at)
  return [{ type: 'SilenceExtended', data: { ...data, until_before: silence.until } }]
}

/** It is not over when it is ordered, and does not last longer than one may look ahead. */
function refuseSpan(from: Instant, until: Instant, at: Instant): void {
  if (until <= from) throw new SilencePeriodRefused('the end of a silence comes after its begin')
  if (until <= at) throw new SilencePeriodRefused(`the end of the silence, ${until}, is past`)
  if (msOfInstant(until) - msOfInstant(from) > SILENCE_DAYS_MAX * DAY_MS)
    throw new SilencePeriodRefused(`a silence lasts at most ${SILENCE_DAYS_MAX} days`)
}
