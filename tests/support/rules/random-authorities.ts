import fc from 'fast-check'
import type { AuthorityAttribute, AuthoritySource } from '@jianwei/events/authority/events.ts'
import {
  streamOf,
  type Ordinal,
  type Position,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { AuthoritySetting } from '@jianwei/projections/rules/facts/authority-setting.ts'

/**
 * Which sources decide attributes of subjects, set in the middle of a log and set anew: of some or
 * all sources, for some regions alone, or of none any more.
 */

export interface RandomAuthority {
  readonly attribute: AuthorityAttribute
  /** Hours after the start of the log. */
  readonly arrives: number
  readonly sources: readonly AuthoritySource[]
}

const entry = fc.record({
  source: fc.constantFrom('random', 'another', 'third', 'silent'),
  regions: fc.option(
    fc
      .subarray(['330100', '330102', '330000', '100000', 'test:x'], { minLength: 1, maxLength: 2 })
      // Codes of the table, and one name in another numbering.
      .map((regions) => regions as RegionId[]),
    { freq: 3 },
  ),
})

/** In a third of the logs nobody decides anything. */
export const anyAuthorities: fc.Arbitrary<readonly RandomAuthority[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  {
    weight: 2,
    arbitrary: fc.array(
      fc.record({
        attribute: fc.constantFrom('state', 'industry', 'state', 'industry', 'name'),
        arrives: fc.integer({ min: 0, max: 24 * 14 }),
        sources: fc
          .array(entry, { maxLength: 3 })
          .map((entries) =>
            entries.map(({ source, regions }) =>
              regions === null ? { source } : { source, regions },
            ),
          ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  },
)

export function authorityAt(
  { attribute, sources }: RandomAuthority,
  position: number,
  recorded_at: Instant,
): AuthoritySetting {
  return { attribute, position, recorded_at, sources }
}

/** The event that carries it. */
export function eventOfAuthority(
  { attribute, position, recorded_at, sources }: AuthoritySetting,
  version: number,
): RecordedEvent {
  const id = `authority-${position}`
  const event_id = eventIdOf('jianwei:authority', id)
  return {
    event_id,
    type: 'AttributeAuthoritySet',
    schema_version: 1,
    subject_id: `platform:authority-${attribute}`,
    region: null,
    department: null,
    occurred_at: recorded_at,
    reported_at: recorded_at,
    recorded_at,
    source: 'jianwei:authority',
    source_event_id: id,
    correlation_id: event_id,
    causation_id: null,
    data: { attribute, version, sources, actor: 'test', reason: 'test' },
    position: position as Position,
    ordinal: position as Ordinal,
    stream: streamOf('authority', attribute),
    revision: (version - 1) as Revision,
  }
}
