import {
  AUTHORITY_ATTRIBUTES,
  type AttributeAuthoritySet,
  type AuthorityAttribute,
} from '@jianwei/events/authority/events.ts'
import {
  authorityDecider,
  type AuthorityEvent,
  type PresentAuthority,
  type SetAuthority,
} from '@jianwei/events/authority/decider.ts'
import { recordEvent, streamOf } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'

export const AUTHORITY_SOURCE = 'jianwei:authority'

const authorityAggregate: Aggregate<
  PresentAuthority,
  SetAuthority,
  AuthorityEvent,
  { readonly now: Instant }
> = {
  stream: 'authority',
  decider: authorityDecider,
  record: ({ type, data }, { id, revision }, { now }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: AUTHORITY_SOURCE,
      id: `${id}#${revision}#${derivedId('attribute-authority', canonicalJson(data))}`,
      subject_id: platformSubject('platform', `authority-${id}`),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

/**
 * The authority that holds then. Throws AuthorityRefused, AuthorityStale, and StreamConflict
 * (retryable).
 */
export async function setAuthority(
  log: EventLog,
  command: SetAuthority,
  now: Instant,
): Promise<AttributeAuthoritySet> {
  const { result } = await handleCommands(log, async () => {
    const open = await OpenStream.load(log, authorityAggregate, command.data.attribute)
    open.decide(command, { now })
    // Nothing is what holds before anybody set anything.
    return { appends: open.appends, result: open.state ?? { ...command.data, version: 0 } }
  })
  return result
}

/** An authority that was set, and when. */
export interface SetSetting extends AttributeAuthoritySet {
  readonly position: number
  readonly recorded_at: Instant
}

/** By attribute, in their order, what was set of each, oldest first. */
export async function settingsInLog(
  log: Pick<EventLog, 'read'>,
): Promise<ReadonlyMap<AuthorityAttribute, readonly SetSetting[]>> {
  const all = new Map<AuthorityAttribute, SetSetting[]>()
  for (const attribute of AUTHORITY_ATTRIBUTES) {
    const settings: SetSetting[] = []
    for await (const { data, position, recorded_at } of log.read(
      streamOf('authority', attribute),
    )) {
      // The stream holds nothing else, and the catalogue parsed it.
      settings.push({ ...(data as unknown as AttributeAuthoritySet), position, recorded_at })
    }
    all.set(attribute, settings)
  }
  return all
}
