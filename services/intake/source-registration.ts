import { createHash } from 'node:crypto'
import { streamOf, type Position, type Revision, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SourceRegistered } from '@jianwei/events/source/events.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { handleCommands, type Decided } from '#/commands/handle-commands.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'

/** Others may write into the stream of a source at the same time: imports, other people. */
const ATTEMPTS_MAX = 10

/** Who speaks for the platform, and not for a person: `jianwei:import`. */
const PLATFORM = 'jianwei:'

/** Who made what a source states now. */
export interface Provenance {
  /**
   * Whether a person, and not the platform or nobody in particular, was the last to change what it
   * feeds. Whoever says something else of the source leaves that as it is.
   */
  readonly stated_by_person: boolean
}

function isPerson({ actor }: SourceRegistered): boolean {
  return actor !== undefined && !actor.startsWith(PLATFORM)
}

/** The newest registration of a source; undefined where it has none. */
export async function registrationOf(
  log: Pick<EventLog, 'read'>,
  name: string,
): Promise<SourceRegistered | undefined> {
  return (await readSource(log, name)).registration
}

/**
 * Registers a source anew. `say` is given the newest registration and gives the one that shall hold
 * from here on, whole; undefined where nothing is to be said. One that says nothing new is not
 * appended: then, and where nothing is to be said, undefined is given. Throws StreamConflict where
 * others never cease to write into the source's stream, and ZodError where readers of the log would
 * refuse what is said: it would stop every one of them.
 */
export async function registerSource(
  log: EventLog,
  name: string,
  now: Instant,
  say: (
    before: SourceRegistered | undefined,
    provenance: Provenance,
  ) => SourceRegistered | undefined,
): Promise<Position | undefined> {
  const { appended } = await handleCommands(
    log,
    async () => {
      const { registration, event_id, revision, stated_by_person } = await readSource(log, name)
      const given = say(registration, { stated_by_person })
      if (given === undefined) return NOTHING
      const said = SourceRegistered.data.parse(given)
      if (registration !== undefined && statesTheSame(said, registration)) return NOTHING
      const id = createHash('sha256')
        .update(canonicalJson({ after: event_id, said }))
        .digest('hex')
      const event = recordEvent({
        type: 'SourceRegistered',
        schema_version: SourceRegistered.schema_version,
        source: INTAKE_SOURCE,
        id: `source-registered:${id}`,
        subject_id: platformSubject('source', name),
        region: null,
        occurred_at: now,
        causation_id: null,
        data: { ...said },
      })
      const append = { stream: streamOf('source', name), expected: revision, events: [event] }
      return { appends: [append], result: undefined }
    },
    { attempts_max: ATTEMPTS_MAX },
  )
  return appended[0]?.position
}

const NOTHING: Decided<undefined> = { appends: [], result: undefined }

/** Whether the two say the same of the source, whoever says it and why. */
export function statesTheSame(said: SourceRegistered, before: SourceRegistered): boolean {
  return contentOf(said) === contentOf(before)
}

/** Who says it, and why, is nothing new about the source. */
function contentOf(registration: SourceRegistered): string {
  return canonicalJson({ ...registration, actor: undefined, reason: undefined })
}

async function readSource(log: Pick<EventLog, 'read'>, name: string) {
  let registration: SourceRegistered | undefined
  let stated_by_person = false
  let event_id: string | null = null
  let revision: Revision | 'absent' = 'absent'
  for await (const event of log.read(streamOf('source', name))) {
    revision = event.revision
    if (event.type !== SourceRegistered.type) continue
    event_id = event.event_id
    // The catalogue parsed the data as that of the type when the event was read.
    const said = event.data as SourceRegistered
    if (feedsOf(said) !== feedsOf(registration)) stated_by_person = isPerson(said)
    registration = said
  }
  return { registration, event_id, revision, stated_by_person }
}

/** A source that is not registered states what one does that feeds nothing. */
function feedsOf(registration: SourceRegistered | undefined): string {
  const { feeds = [], never_feeds = [] } = registration ?? {}
  return canonicalJson({ feeds, never_feeds })
}
