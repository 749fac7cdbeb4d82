import { alertEvents } from '@jianwei/events/alert/events.ts'
import { AttributeAuthoritySet } from '@jianwei/events/authority/events.ts'
import { HolidayNoticeRecorded } from '@jianwei/events/calendar/events.ts'
import { clockEvents } from '@jianwei/events/clock/events.ts'
import { ruleEvents } from '@jianwei/events/rule/events.ts'
import { SourceRegistered } from '@jianwei/events/source/events.ts'
import { shadowWarningEvents, warningEvents } from '@jianwei/events/warning/events.ts'
import { withinScope, type Scoped } from '#/scope/table-scope.ts'
import { and, or, sql, textList, type Sql } from '#/sql.ts'

const PLACE = { region: sql`region`, department: sql`department` }

/** Rows of facts, each with where it lies. */
export const PLACED = withinScope(({ within }) => within(PLACE))

/** The same of what rules say. */
export const PLACED_OF_RULE = withinScope(({ within }) =>
  within({ ...PLACE, rule_id: sql`rule_id` }),
)

/**
 * Records that are about no subject: the rules, the clock, which sources there are and what they
 * state, which of them decide what, and notices of holidays. Every other record is seen by its
 * place, and one without a place by those whose region is not limited.
 */
const OF_THE_PLATFORM = [
  ...ruleEvents,
  ...clockEvents,
  SourceRegistered,
  AttributeAuthoritySet,
  HolidayNoticeRecorded,
].map(({ type }) => type)
const OF_WARNINGS = [...warningEvents, ...shadowWarningEvents].map(({ type }) => type)
const OF_ALERTS = alertEvents.map(({ type }) => type)

/**
 * Whether a row names one of those that another table shows. The engine is kept from looking for
 * these in the index (`identity`): a scope has far too many of them to leave out any part of a
 * table, and it would gather all of them several times while it plans, which cost most of what a
 * limited person's question about warnings cost.
 */
function isAmong(column: Sql, shown: Sql): Sql {
  return sql`identity(${column}) IN (${shown})`
}

function eventSql({ within, limits_domains }: Scoped): Sql {
  const ofPlatform = sql`event_type IN ${textList([...new Set(OF_THE_PLATFORM)])}`
  if (!limits_domains) return or([within(PLACE), ofPlatform])
  // What a rule says is seen where its warning and its alert are.
  const ofRules = [...new Set([...OF_WARNINGS, ...OF_ALERTS])]
  return or([
    and([within(PLACE), sql`event_type NOT IN ${textList(ofRules)}`]),
    ofPlatform,
    isAmong(sql`event_id`, sql`SELECT event_id FROM warnings_v1`),
    isAmong(sql`event_id`, sql`SELECT event_id FROM shadow_warnings_v1`),
    isAmong(sql`event_id`, sql`SELECT event_id FROM alert_events_v1`),
  ])
}

/**
 * Who saw a version of a fact sees how it was amended, wherever the amendment says that it lies:
 * else what was corrected away or retracted would go on standing for them.
 */
const AMENDS_WHAT_IS_SEEN = and([
  sql`version_kind IN ('correction', 'retraction')`,
  isAmong(
    sql`fact_id`,
    sql`
  SELECT fact_id FROM events_by_type_v3
  WHERE version_kind IN ('original', 'correction')
    AND subject_key IN (SELECT subject_key FROM fact_ends_v2)`,
  ),
])

export const EVENTS_BY_TYPE_SCOPE = withinScope(eventSql)
export const EVENTS_SCOPE = withinScope((scoped) => or([eventSql(scoped), AMENDS_WHAT_IS_SEEN]))

/**
 * What a register says of a subject that is seen by its facts is seen with it, wherever the
 * register is kept: who it is. What else facts say of it has the place of the fact, but where
 * sources contradict each other: who sees that it was sent back sees what each of them says.
 */
export const SUBJECT_FACTS_SCOPE = withinScope(({ within }) =>
  or([
    within(PLACE),
    and([
      sql`attribute IN (
        'name', 'uscc', 'registration_number', 'registration_state', 'subject_type')`,
      isAmong(sql`subject_key`, sql`SELECT subject_key FROM subject_activity_v3`),
    ]),
    isAmong(
      sql`cityHash64(subject_key,toString(attribute))`,
      sql`
  SELECT cityHash64(subject_key, JSONExtractString(payload, 'particular')) FROM events_v2
  WHERE event_type = 'AttributeConflictReturned'`,
    ),
  ]),
)

/** By what a subject is found: its name wherever the register is kept, as above; all else there. */
export const SUBJECT_LOOKUP_SCOPE = withinScope(({ within }) =>
  or([
    within(PLACE),
    and([
      sql`attribute = 'name'`,
      isAmong(sql`subject_key`, sql`SELECT subject_key FROM subject_activity_v3`),
    ]),
  ]),
)

/**
 * A warning is seen where it was raised (of its facts, where the newest lies), and where its alert
 * is.
 */
export const WARNINGS_SCOPE = withinScope(() =>
  or([
    isAmong(sql`warning_id`, sql`SELECT warning_id FROM warning_places_v2`),
    isAmong(sql`warning_id`, sql`SELECT arrayJoin(warning_ids) FROM alert_events_v1`),
  ]),
)

/**
 * An alert is seen where it was raised, by its rule, and by the unit in whose queue it is or that
 * was asked to take part, wherever that is.
 */
export const ALERTS_SCOPE = withinScope(({ within }) =>
  within({
    ...PLACE,
    rule_id: sql`rule_id`,
    addressees: sql`arrayConcat([toString(unit)], open_parts)`,
  }),
)

/** Each step of an alert is seen with the alert. */
export const ALERT_EVENTS_SCOPE = withinScope(() =>
  isAmong(sql`alert_id`, sql`SELECT alert_id FROM alerts_v1 FINAL`),
)

/** A duty is seen with what it is about: the alert, or the fact where that lies. */
export const DUTIES_SCOPE = withinScope(({ within }) =>
  or([
    and([sql`about = 'fact'`, within(PLACE)]),
    and([sql`about != 'fact'`, isAmong(sql`about_id`, sql`SELECT alert_id FROM alerts_v1 FINAL`)]),
  ]),
)
