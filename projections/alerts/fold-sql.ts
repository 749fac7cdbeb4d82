import type { Alert, AlertEvent } from '@jianwei/events/alert/alert.ts'

/** The states of `events/alert/alert.ts`; an alert that has events is never absent. */
export type AlertState = Exclude<Alert['state'], 'absent'>

/**
 * Alerts as their events have made them, one row each: the fold of `events/alert/alert.ts` as SQL, in the order of the log.
 * A test folds random lives both ways. `alerts`: a condition on `alert_id`.
 */
export function alertsSql(alerts: string): string {
  return `
SELECT alert_id, state, level, rule_id, rule_version, subject_id, owner, due_at, silenced_until, substantiated,
  raised_at, raised_position, changed_at, last_position, standing_warning_ids
FROM (
  SELECT
    alert_id,
    any(e.subject_id) AS subject_id,
    argMinIf(e.rule_id, position, event_type = 'AlertRaised') AS rule_id,
    argMinIf(e.rule_version, position, event_type = 'AlertRaised') AS rule_version,
    argMaxIf(e.level, position, event_type IN ('AlertRaised', 'AlertEscalated')) AS level,
    argMaxIf(tuple(e.due_at), position, event_type IN ('AlertRaised', 'AlertEscalated')).1 AS due_at,
    argMin(e.occurred_at, position) AS raised_at,
    min(position) AS raised_position,
    argMax(e.occurred_at, position) AS changed_at,
    max(position) AS last_position,
    arraySort(step -> step.1, groupArray((position, toString(event_type), actor, payload))) AS steps,
    arrayMap(step -> step.2, steps) AS types,
    ${STATE} AS state,
    ${OWNER} AS owner,
    ${SILENCED_UNTIL} AS silenced_until,
    ${SUBSTANTIATED} AS substantiated
  FROM alert_events_v1 AS e
  WHERE ${alerts}
  GROUP BY alert_id
) AS folded
LEFT JOIN (
  SELECT alert_id, arraySort(id -> toString(id), groupArray(warning_id)) AS standing_warning_ids
  FROM (
    SELECT alert_id, arrayJoin(warning_ids) AS warning_id, argMax(event_type, position) AS last_type
    FROM alert_events_v1 WHERE ${alerts} GROUP BY alert_id, warning_id
  )
  WHERE last_type != 'AlertWarningWithdrawn'
  GROUP BY alert_id
) AS gathered USING (alert_id)`
}

/** Escalation, silence and the coming and going of warnings change no state. */
const STATE = `arrayFold((state, type) -> multiIf(
      type IN ('AlertTransferred', 'AlertReopened'), 'raised',
      type = 'AlertSignedFor', 'signed_for',
      type = 'AlertVerified', 'verified',
      type = 'AlertDisposed', 'disposed',
      type = 'AlertFedBack', 'fed_back',
      type = 'AlertClosed', 'closed',
      type = 'AlertReturned', if(state IN ('raised', 'signed_for'), 'raised', 'signed_for'),
      state), types, 'raised')`

/** Who signed, or to whom it was transferred; nobody after a return before verification. The state is carried along to know. */
const OWNER = `nullIf(arrayFold((held, step) -> (
      multiIf(
        step.2 IN ('AlertTransferred', 'AlertReopened'), 'raised',
        step.2 IN ('AlertSignedFor', 'AlertVerified', 'AlertDisposed', 'AlertFedBack', 'AlertClosed'), step.2,
        step.2 = 'AlertReturned', if(held.1 IN ('raised', 'AlertSignedFor'), 'raised', 'AlertSignedFor'),
        held.1),
      multiIf(
        step.2 = 'AlertSignedFor', step.3,
        step.2 = 'AlertTransferred', JSONExtractString(step.4, 'to'),
        step.2 = 'AlertReturned' AND held.1 IN ('raised', 'AlertSignedFor'), '',
        held.2)
    ), steps, ('raised', '')).2, '')`

/** The number of the last step of a type; 0 when there is none. */
function lastStep(type: AlertEvent['type']): string {
  return `arrayLastIndex(type -> type = '${type}', types)`
}

/** The last silence since the alert was last closed. */
const SILENCED_UNTIL = `if(
      ${lastStep('AlertSilenced')} > ${lastStep('AlertClosed')},
      parseDateTime64BestEffortOrNull(JSONExtractString(steps[${lastStep('AlertSilenced')}].4, 'until'), 3, 'UTC'),
      NULL)`

const SUBSTANTIATED = `if(
      has(types, 'AlertVerified'),
      JSONExtractBool(steps[${lastStep('AlertVerified')}].4, 'substantiated') = 1,
      NULL)`
