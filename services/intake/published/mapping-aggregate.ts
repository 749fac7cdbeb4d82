import { recordEvent, streamOf } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  mappingDecider,
  type MappingEvent,
  type PresentMapping,
  type PublishMapping,
} from '@jianwei/events/mapping/decider.ts'
import type { MappingPublished } from '@jianwei/events/mapping/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

const MAPPINGS_SOURCE = 'jianwei:mappings'

const aggregate: Aggregate<
  PresentMapping,
  PublishMapping,
  MappingEvent,
  { readonly now: Instant }
> = {
  stream: 'mapping',
  decider: mappingDecider,
  record: ({ type, data }, place, { now }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: MAPPINGS_SOURCE,
      id: stepIdentity(place, 'mapping-published', { type, data }),
      subject_id: platformSubject('platform', `mapping-${place.id}`),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

export interface Publication {
  readonly published: MappingPublished
  /** False where the newest version said the same. */
  readonly is_new: boolean
}

/** Throws MappingStale, and StreamConflict (retryable). */
export async function publishMapping(
  log: EventLog,
  command: PublishMapping,
  now: Instant,
): Promise<Publication> {
  const { result } = await handleCommands(log, async () => {
    const open = await OpenStream.load(log, aggregate, command.data.mapping)
    const events = open.decide(command, { now })
    if (open.state === null) throw new TypeError('a mapping that is published is there')
    return {
      appends: open.appends,
      result: { published: open.state, is_new: events.length > 0 },
    }
  })
  return result
}

/** Undefined where there is no such version. */
export async function publishedVersion(
  log: Pick<EventLog, 'read'>,
  name: string,
  version: number,
): Promise<MappingPublished | undefined> {
  for await (const { data } of log.read(streamOf('mapping', name))) {
    // The stream holds nothing else, and the catalogue parsed it.
    const published = data as MappingPublished
    if (published.version === version) return published
  }
  return undefined
}
