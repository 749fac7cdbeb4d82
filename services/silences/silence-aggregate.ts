import { recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { silenceDecider, type SilenceCommand } from '@jianwei/events/silence/decider.ts'
import type { Silence, SilenceEvent } from '@jianwei/events/silence/silence.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import { OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

const SILENCES_SOURCE = 'jianwei:silences'

/** When a command was given. */
interface SilenceContext {
  readonly at: Instant
}

const silenceAggregate: Aggregate<Silence, SilenceCommand, SilenceEvent, SilenceContext> = {
  stream: 'silence',
  decider: silenceDecider,
  // The identity holds what is said: two people who say different things do not pass for one.
  record: ({ type, data }, place, { at }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: data.actor === SENTINEL_SOURCE ? SENTINEL_SOURCE : SILENCES_SOURCE,
      id: `silence:${stepIdentity(place, 'silence-step', { type, data })}`,
      subject_id: platformSubject('platform', `silence-${place.id}`),
      region: null,
      occurred_at: at,
      causation_id: null,
      data,
    }),
}

export type OpenSilence = OpenStream<Silence, SilenceCommand, SilenceEvent, SilenceContext>

/** The silence as the log has it; absent where none was ordered under the id. */
export function openSilence(log: EventLog, silenceId: string): Promise<OpenSilence> {
  return OpenStream.load(log, silenceAggregate, silenceId)
}
