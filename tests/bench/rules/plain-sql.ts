import { sql, type Sql } from '@jianwei/projections/sql.ts'

/**
 * The plainest SQL that a person would write for three of the rules, over the events as they lie in
 * the table: without corrections, without places of knowing, without evidence. What the rules cost
 * beyond this is the price of their promises. Keys are rule ids.
 */
export const PLAIN_SQL: Readonly<Record<string, Sql>> = {
  'bench-02-count': sql`
SELECT count() AS warnings FROM (
  SELECT occurred_at,
    lagInFrame(occurred_at, 2)
      OVER (PARTITION BY subject_key ORDER BY occurred_at ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
        AS third
  FROM events_by_type_v3 WHERE event_type = 'PenaltyDecided'
)
WHERE third > toDateTime64('1980-01-01 00:00:00', 3, 'UTC')
  AND dateDiff('second', third, occurred_at) < 365 * 86400`,
  'bench-18-deadline': sql`
SELECT count() AS warnings FROM (
  SELECT subject_key, occurred_at, JSONExtractString(payload, 'order_number') AS number,
    JSONExtractString(payload, 'due_date') AS due
  FROM events_by_type_v3 WHERE event_type = 'RectificationOrdered'
) AS duty
LEFT ANTI JOIN (
  SELECT subject_key, JSONExtractString(payload, 'order_number') AS number
  FROM events_by_type_v3
  WHERE event_type = 'RectificationChecked'
) AS answer USING (subject_key, number)`,
  'bench-22-combination': sql`
SELECT count() AS warnings FROM (
  SELECT countIf(event_type = 'ComplaintReceived') OVER w AS complaints,
    countIf(event_type = 'PenaltyDecided') OVER w AS penalties
  FROM events_by_type_v3 WHERE event_type IN ('ComplaintReceived', 'PenaltyDecided')
  WINDOW w AS (PARTITION BY subject_key
  ORDER BY toUnixTimestamp(occurred_at) RANGE BETWEEN 7775999 PRECEDING AND CURRENT ROW)
) WHERE complaints >= 2 AND penalties >= 1`,
}
