import { alertsProjection } from '#/alerts/projection.ts'
import { auditProjection } from '#/audit/projection.ts'
import { deskProjection } from '#/desk/projection.ts'
import { dutiesProjection } from '#/duties/projection.ts'
import { eventsProjection } from '#/events/projection.ts'
import { matchKeysProjection } from '#/match-keys/projection.ts'
import { ordinalsProjection } from '#/ordinals/projection.ts'
import type { Projection, RowProjection } from '#/projection.ts'
import { shadowWarningsProjection } from '#/shadow-warnings/projection.ts'
import { subjectFactsProjection } from '#/subject-facts/projection.ts'
import { subjectLinksProjection } from '#/subject-links/projection.ts'
import { subjectLookupProjection } from '#/subject-lookup/projection.ts'
import { sql, textList } from '#/sql.ts'
import { seenByEverybody, seenWithoutLimits, type TableScope } from '#/scope/table-scope.ts'
import type { TableCount, TableFile } from '#/table-file.ts'
import { unitEndsProjection } from '#/unit-ends/projection.ts'
import { unitSpellingsProjection } from '#/unit-spellings/projection.ts'
import {
  ALERT_EVENTS_SCOPE,
  ALERTS_SCOPE,
  DUTIES_SCOPE,
  EVENTS_BY_TYPE_SCOPE,
  EVENTS_SCOPE,
  PLACED,
  PLACED_OF_RULE,
  SUBJECT_FACTS_SCOPE,
  SUBJECT_LOOKUP_SCOPE,
  WARNINGS_SCOPE,
} from '#/scope/scopes-of-tables.ts'
import { warningsProjection } from '#/warnings/projection.ts'

/** Originals and corrections: the versions that say something. */
const versionsThatSay = sql`version_kind IN ('original', 'correction')`

const DIRECTORY = 'the directory of offices is public'

/**
 * Every table of the warehouse, in the order in which they are made: a view comes after the table
 * it reads. The projector fills those with a projection, one insert a batch; views fill the others
 * from them.
 */
export const allTableFiles: readonly TableFile[] = [
  file('events', {
    version: 2,
    projection: eventsProjection,
    scopes: { events_v2: EVENTS_SCOPE },
  }),
  file('ordinals', {
    ...oneRowAnEvent(ordinalsProjection),
    scopes: {
      event_ordinals_v1: seenByEverybody('how many events there are says nothing of any of them'),
    },
  }),
  file('events-by-type', {
    version: 3,
    scopes: { events_by_type_v3: EVENTS_BY_TYPE_SCOPE },
    counts: [{ table: 'events_by_type_v3', expected: sql`1`, found: sql`count()`, by: 'position' }],
  }),
  file('fact-ends', {
    version: 2,
    scopes: {
      fact_ends_v2: seenByEverybody(
        'says only that a version of a fact ended; without it what was retracted would stand again',
      ),
    },
    counts: [
      {
        table: 'fact_ends_v2',
        expected: sql`version_kind IN ('correction', 'retraction')`,
        found: sql`count()`,
        by: 'position',
      },
    ],
  }),
  file('daily-counts', {
    version: 3,
    scopes: { daily_counts_v3: PLACED },
    counts: [summed('daily_counts_v3')],
  }),
  file('subjects', {
    version: 3,
    scopes: { subject_activity_v3: PLACED },
    counts: [summed('subject_activity_v3')],
  }),
  file('sources', {
    version: 3,
    scopes: {
      source_activity_v3: PLACED,
      source_refusals_v3: seenWithoutLimits(
        'what was refused was read by nobody, so it lies nowhere',
      ),
    },
    counts: [
      {
        table: 'source_activity_v3',
        expected: sql`version_kind != 'record'`,
        found: sql`sum(events)`,
        by: 'sum',
      },
    ],
  }),
  file('subject-facts', {
    version: 3,
    projection: subjectFactsProjection,
    scopes: { subject_facts_v3: SUBJECT_FACTS_SCOPE },
  }),
  file('subject-lookup', {
    projection: subjectLookupProjection,
    scopes: { subject_lookup_v1: SUBJECT_LOOKUP_SCOPE },
  }),
  file('match-keys', { projection: matchKeysProjection, scopes: { match_keys_v1: PLACED } }),
  file('subject-links', {
    ...oneRowAnEvent(subjectLinksProjection),
    scopes: { subject_links_v1: PLACED },
  }),
  file('record-places', {
    version: 2,
    scopes: {
      warning_places_v2: PLACED_OF_RULE,
    },
    counts: [
      {
        table: 'warning_places_v2',
        expected: sql`event_type IN ('WarningRaised', 'ShadowWarningRaised')`,
        found: sql`count()`,
        by: 'position',
      },
    ],
  }),
  file('warnings', {
    ...oneRowAnEvent(warningsProjection),
    scopes: { warnings_v1: WARNINGS_SCOPE },
  }),
  file('shadow-warnings', {
    ...oneRowAnEvent(shadowWarningsProjection),
    scopes: { shadow_warnings_v1: WARNINGS_SCOPE },
  }),
  file('alerts', {
    ...oneRowAnEvent(alertsProjection),
    scopes: { alert_events_v1: ALERT_EVENTS_SCOPE },
  }),
  file('desk', {
    projection: deskProjection,
    scopes: { alerts_v1: ALERTS_SCOPE },
    counts: [
      {
        table: 'alerts_v1',
        expected: sql`event_type = 'AlertRaised'`,
        found: sql`uniqExact(raised_position)`,
        by: 'position',
        position: sql`raised_position`,
      },
      {
        table: 'alerts_v1',
        expected: sql`event_type IN ${textList(deskProjection.events)}`,
        found: sql`sum(events)`,
        by: 'sum',
        newest: true,
      },
    ],
  }),
  file('duties', {
    projection: dutiesProjection,
    scopes: { duties_v1: DUTIES_SCOPE },
    counts: [
      {
        table: 'duties_v1',
        expected: sql`event_type = 'DutyOpened'`,
        found: sql`uniqExact(opened_position)`,
        by: 'position',
        position: sql`opened_position`,
      },
      {
        table: 'duties_v1',
        expected: sql`event_type IN ${textList(dutiesProjection.events)}`,
        found: sql`sum(events)`,
        by: 'sum',
        newest: true,
      },
    ],
  }),
  file('audit', { ...oneRowAnEvent(auditProjection), scopes: { audit_v2: PLACED } }),
  file('unit-spellings', {
    ...rowsOfEvents(unitSpellingsProjection),
    scopes: { unit_spellings_v1: seenByEverybody(DIRECTORY) },
  }),
  file('unit-ends', {
    ...oneRowAnEvent(unitEndsProjection),
    scopes: { unit_ends_v1: seenByEverybody(DIRECTORY) },
  }),
  file('clock', {
    version: 2,
    scopes: { clock_v2: seenByEverybody('the times of the log are about nobody') },
  }),
]

/** Who may see the rows of each table. */
export const allTableScopes: Readonly<Record<string, TableScope>> = Object.assign(
  {},
  ...allTableFiles.map(({ scopes }) => scopes),
)

export const allProjections: readonly Projection[] = allTableFiles.flatMap(
  ({ projection }) => projection ?? [],
)

type Parts = Pick<TableFile, 'projection' | 'counts' | 'scopes'> & { readonly version?: number }

function file(name: string, parts: Parts): TableFile {
  return { name, version: 1, path: `${name}/table.sql`, ...parts }
}

function oneRowAnEvent(projection: RowProjection): Pick<TableFile, 'projection' | 'counts'> {
  const { table, events } = projection
  const expected = events === 'all' ? sql`1` : sql`event_type IN ${textList(events)}`
  return { projection, counts: [{ table, expected, found: sql`count()`, by: 'position' }] }
}

/** An event may give several rows. */
function rowsOfEvents(projection: RowProjection): Pick<TableFile, 'projection' | 'counts'> {
  const { counts = [] } = oneRowAnEvent(projection)
  return { projection, counts: counts.map((one) => ({ ...one, found: sql`uniqExact(position)` })) }
}

function summed(table: string): TableCount {
  return { table, expected: versionsThatSay, found: sql`sum(versions)`, by: 'sum' }
}
