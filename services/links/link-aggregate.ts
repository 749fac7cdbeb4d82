import { recordEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  subjectLinkDecider,
  type SubjectLinkCommand,
} from '@jianwei/events/subject-link/decider.ts'
import type { SubjectLinkEvent, SubjectLinks } from '@jianwei/events/subject-link/links.ts'
import { OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

/** By this name the platform proposes, and links by itself. */
export const LINKS_SOURCE = 'jianwei:links'

/** When a command was given, and where the subject is. */
export interface LinkContext {
  readonly at: Instant
  readonly region: string | null
}

const linkAggregate: Aggregate<SubjectLinks, SubjectLinkCommand, SubjectLinkEvent, LinkContext> = {
  stream: 'link',
  decider: subjectLinkDecider,
  // The identity holds what is said: two people who say different things do not pass for one.
  record: ({ type, data }, place, { at, region }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: LINKS_SOURCE,
      id: `link:${stepIdentity(place, 'link-step', { type, data })}`,
      subject_id: data.subject_id,
      region,
      occurred_at: at,
      causation_id: null,
      data,
    }),
}

export type OpenLinks = OpenStream<SubjectLinks, SubjectLinkCommand, SubjectLinkEvent, LinkContext>

/** The links of a subject that is known by name only, as the log has them. */
export function openLinks(
  log: Pick<EventLog, 'read'>,
  subjectId: string,
  onEvent?: (event: RecordedEvent) => void,
): Promise<OpenLinks> {
  return OpenStream.load(log, linkAggregate, subjectId, onEvent)
}
