import fc from 'fast-check'
import {
  streamOf,
  type Ordinal,
  type Position,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import type { FeedStatement } from '@jianwei/projections/rules/feeds/statements-as-known.ts'

/**
 * What sources state in the middle of a log, and state anew: of other departments and regions, from
 * and until other times, some of it never. Most logs have few statements, so that duties wait for
 * what is fed, for what is not, and for what nobody speaks of.
 */

const HOUR_MS = 3_600_000
const SOURCES = ['random', 'random', 'another', 'third'] as const

const bodies = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.constant({ departments: ['d', 'e'] }) },
  {
    weight: 3,
    arbitrary: fc
      .subarray(['330100', '330102', '330000', '100000', 'test:x'], { minLength: 1, maxLength: 3 })
      .map((regions) => ({ regions })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({ departments: ['d'], regions: ['330102'] }),
  },
)

/** Hours after the start of the log; facts lie at many of them, to the second. */
const hours = fc.oneof(
  fc.integer({ min: -48, max: 24 * 10 }),
  fc.integer({ min: 0, max: 9 }).map((day) => day * 24),
)

function entryOf(types: readonly string[]) {
  return fc.record({
    event_types: fc.subarray([...types], { minLength: 1 }),
    bodies,
    from: fc.option(hours, { freq: 2 }),
    lasts: fc.option(fc.constantFrom(1, 5, 24, 48, 168, 400), { freq: 1 }),
  })
}

export type RandomStatement = {
  readonly source: string
  readonly arrives: number
  readonly feeds: readonly RandomEntry[]
  readonly never_feeds: readonly RandomEntry[]
}
type RandomEntry = {
  readonly event_types: readonly string[]
  readonly bodies: {
    readonly departments?: readonly string[]
    readonly regions?: readonly string[]
  }
  readonly from: number | null
  readonly lasts: number | null
}

/** In a third of the logs nobody states anything. */
export function anyStatements(types: readonly string[]): fc.Arbitrary<readonly RandomStatement[]> {
  const entry = entryOf(types)
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 2,
      arbitrary: fc.array(
        fc.record({
          source: fc.constantFrom(...SOURCES),
          arrives: fc.integer({ min: 0, max: 24 * 14 }),
          feeds: fc.array(entry, { maxLength: 3 }),
          never_feeds: fc.oneof(fc.constant([]), fc.array(entry, { minLength: 1, maxLength: 1 })),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    },
  )
}

/** The statement as its source makes it at a position of a log that starts at a time. */
export function statementAt(
  { source, feeds, never_feeds }: RandomStatement,
  position: number,
  start: number,
): FeedStatement {
  const at = (hours: number): Instant => instantFromMs(start + hours * HOUR_MS)
  return {
    source,
    position,
    feeds: feeds.map(({ event_types, bodies, from, lasts }) => ({
      event_types: [...event_types],
      ...bodiesOf(bodies),
      ...(from === null ? {} : { from: at(from) }),
      ...(lasts === null ? {} : { until: at((from ?? 0) + lasts) }),
    })),
    never_feeds: never_feeds.map(({ event_types, bodies }) => ({
      event_types: [...event_types],
      ...bodiesOf(bodies),
    })),
  }
}

function bodiesOf({ departments, regions }: RandomEntry['bodies']) {
  return {
    ...(departments === undefined ? {} : { departments: [...departments] }),
    // The generator gives codes of the table, and one name in another numbering.
    ...(regions === undefined ? {} : { regions: [...regions] as RegionId[] }),
  }
}

/** The event that carries it. */
export function eventOfStatement(
  { source, position, feeds, never_feeds }: FeedStatement,
  recorded_at: Instant,
): RecordedEvent {
  const id = `statement-${position}`
  const event_id = eventIdOf('jianwei:intake', id)
  return {
    event_id,
    type: 'SourceRegistered',
    schema_version: 2,
    subject_id: `source:${source}`,
    region: null,
    department: null,
    occurred_at: recorded_at,
    reported_at: recorded_at,
    recorded_at,
    source: 'jianwei:intake',
    source_event_id: id,
    correlation_id: event_id,
    causation_id: null,
    data: { name: source, feeds, never_feeds },
    position: position as Position,
    ordinal: position as Ordinal,
    stream: streamOf('source', source),
    revision: 0 as Revision,
  }
}
