import { latestAlertEvents } from '@jianwei/events/alert/events.ts'
import { alertAfter, type AlertAsItStands } from '#/desk/alert-fold.ts'
import { SET_COLUMNS, TEXT_COLUMNS, TIME_COLUMNS } from '#/desk/alert-row.ts'
import { jsonText, jsonTextOrEmpty } from '#/engine-values.ts'
import { defineFold } from '#/projection.ts'

type Value = (row: AlertAsItStands) => string

const texts = TEXT_COLUMNS.map((name): readonly [string, Value] => [
  name,
  ({ alert }) => jsonTextOrEmpty(alert[name]),
])
const times = TIME_COLUMNS.map((name): readonly [string, Value] => [
  name,
  ({ alert }) => JSON.stringify(alert[name]),
])
// A set is equal in whichever order its members came.
const sets = SET_COLUMNS.map((name): readonly [string, Value] => [
  name,
  ({ alert }) => JSON.stringify(alert[name].toSorted()),
])

/** What each column of the row is made of, as JSON. The table is in `table.sql`. */
const COLUMNS: Readonly<Record<string, Value>> = {
  raised_position: ({ first }) => String(first.position),
  alert_id: ({ alert }) => `"${alert.alert_id}"`,
  revision: ({ last }) => String(last.revision),
  events: ({ events }) => String(events),
  last_position: ({ last }) => String(last.position),
  subject_id: ({ first }) => jsonText(first.subject_id),
  region: ({ first }) => jsonTextOrEmpty(first.region),
  department: ({ first }) => jsonTextOrEmpty(first.department),
  rule_id: ({ alert }) => jsonTextOrEmpty(alert.rule_id),
  rule_version: ({ alert }) => String(alert.rule_version ?? 0),
  state: ({ alert }) => `"${alert.state}"`,
  level: ({ alert }) => `"${alert.level}"`,
  owner: ({ alert }) => jsonTextOrEmpty(alert.owner),
  unit: ({ alert }) => jsonTextOrEmpty(alert.unit),
  ...Object.fromEntries([...texts, ...times]),
  raised_at: ({ first }) => `"${first.occurred_at}"`,
  changed_at: ({ last }) => `"${last.occurred_at}"`,
  standing_warning_ids: ({ alert }) => JSON.stringify(alert.standing.toSorted()),
  ...Object.fromEntries(sets),
}

const VALUES = Object.values(COLUMNS)

/** Alerts as they stand, one row each. */
export const deskProjection = defineFold({
  name: 'desk',
  version: 1,
  table: 'alerts_v1',
  columns: Object.keys(COLUMNS),
  events: latestAlertEvents.map((definition) => definition.type),
  after: alertAfter,
  row: (row) => `[${VALUES.map((value) => value(row)).join(',')}]\n`,
})
