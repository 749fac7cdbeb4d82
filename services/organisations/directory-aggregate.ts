import { recordEvent, streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  organisationDecider,
  type OrganisationCommand,
} from '@jianwei/events/organisation/decider.ts'
import { directoryAfter, type Directory } from '@jianwei/events/organisation/directory.ts'
import type { OrganisationEvent } from '@jianwei/events/organisation/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

const SOURCE = 'jianwei:organisations'
const DIRECTORY = 'directory'

/** When a command was given. */
interface DirectoryContext {
  readonly now: Instant
}

/** One directory, so that no two units can be given one name at the same time. */
const directoryAggregate: Aggregate<
  Directory,
  OrganisationCommand,
  OrganisationEvent,
  DirectoryContext
> = {
  stream: 'organisation',
  decider: organisationDecider,
  // The identity holds the revision and what is said there: two people who say different things at
  // once do not pass for one.
  record: ({ type, data }, place, { now }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: SOURCE,
      id: stepIdentity(place, 'organisation-step', { type, data }),
      subject_id: platformSubject('organisation', place.id),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

export type OpenDirectory = OpenStream<
  Directory,
  OrganisationCommand,
  OrganisationEvent,
  DirectoryContext
>

/** What was said of a unit last. */
export type LastSteps = ReadonlyMap<string, RecordedEvent>

/** The directory as the log has it, to be changed. */
export async function openDirectory(
  log: EventLog,
): Promise<{ readonly directory: OpenDirectory; readonly last: LastSteps }> {
  const { events, last } = await readDirectory(log)
  const read = { state: directoryAfter(events), events: events.length }
  return { directory: new OpenStream(directoryAggregate, DIRECTORY, read), last }
}

/** The directory as the log has it. */
export async function directoryOf(log: EventLog): Promise<Directory> {
  return directoryAfter((await readDirectory(log)).events)
}

async function readDirectory(log: EventLog) {
  const events: OrganisationEvent[] = []
  const last = new Map<string, RecordedEvent>()
  for await (const recorded of log.read(streamOf('organisation', DIRECTORY))) {
    const { type, data } = recorded
    // The kind of a stream says whose events it holds; the catalogue parsed them on reading.
    events.push({ type, data } as unknown as OrganisationEvent)
    const { unit_id } = data
    if (typeof unit_id === 'string' && type.startsWith('Unit')) last.set(unit_id, recorded)
  }
  return { events, last }
}
