import type { MeasureKind } from '@jianwei/events/alert/joint-events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { textOrNull } from '#/engine-values.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { joined, sql, text, textList, timeTextSql, uuid } from '#/sql.ts'

const asks = asksAs('alert-reactions', 'rules')

/** The facts in which a department reports what a link waits for. */
export const FACTS_OF_MEASURE: Readonly<Record<MeasureKind, readonly string[]>> = {
  inspection: ['InspectionConducted'],
  penalty: ['PenaltyDecided'],
  case: ['CaseFiled', 'CaseClosed'],
}

/** Fields of those facts that hold a number by which departments know a measure. */
const NUMBERS = ['decision_number', 'case_number', 'task_code']

/** A link of an alert for which the fact has come. */
export interface ReportedLink {
  readonly alert_id: string
  readonly link_id: string
  readonly fact_id: string
  readonly event_id: string
}

interface OpenLink {
  readonly alert_id: string
  readonly link_id: string
  readonly kind: MeasureKind
  readonly number: string
  readonly department: string
  readonly is_new: number
}

interface MeasureFact {
  readonly event_id: string
  readonly fact_id: string
  readonly event_type: string
  readonly department: string | null
  readonly numbers: readonly string[]
}

/**
 * Links that wait, with the fact of their kind and number, where one came in the range, or before
 * it for a link that was made in the range. The first fact in the order of the log.
 */
export async function reportedLinks(
  warehouse: Warehouse,
  range: { readonly after: number; readonly up_to: number },
): Promise<readonly ReportedLink[]> {
  const links = await warehouse.query<OpenLink>(
    sql`
SELECT toString(alert_id) AS alert_id, JSONExtractString(payload, 'link_id') AS link_id,
  JSONExtractString(payload, 'kind') AS kind, JSONExtractString(payload, 'number') AS number,
  JSONExtractString(payload, 'department') AS department,
  toUInt8(position > ${range.after}) AS is_new
FROM alert_events_v1
WHERE event_type = 'AlertMeasureLinked' AND position <= ${range.up_to} AND link_id NOT IN (
  SELECT JSONExtractString(payload, 'link_id') FROM alert_events_v1
  WHERE event_type IN ('AlertLinkClosed', 'AlertLinkRemoved'))
ORDER BY position`,
    asks('links'),
  )
  if (links.length === 0) return []
  const facts = await measureFacts(warehouse, links, range)
  return links.flatMap((link): ReportedLink[] => {
    const fact = facts.find(
      (one) =>
        FACTS_OF_MEASURE[link.kind].includes(one.event_type) &&
        one.numbers.includes(link.number) &&
        (link.department === '' || link.department === textOrNull(one.department ?? '')),
    )
    if (fact === undefined) return []
    const { alert_id, link_id } = link
    return [{ alert_id, link_id, fact_id: fact.fact_id, event_id: fact.event_id }]
  })
}

async function measureFacts(
  warehouse: Warehouse,
  links: readonly OpenLink[],
  { after, up_to }: { readonly after: number; readonly up_to: number },
): Promise<readonly MeasureFact[]> {
  const types = [...new Set(links.flatMap(({ kind }) => FACTS_OF_MEASURE[kind]))]
  const numbers = [...new Set(links.map(({ number }) => number))]
  const isNew = links.some(({ is_new }) => is_new === 1) ? sql`1` : sql`position > ${after}`
  const fields = joined(NUMBERS.map((name) => sql`JSONExtractString(payload, ${text(name)})`))
  return warehouse.query<MeasureFact>(
    sql`
SELECT toString(event_id) AS event_id, toString(fact_id) AS fact_id, event_type, department,
  [${fields}, source_event_id] AS numbers
FROM events_v2
WHERE event_type IN ${textList(types)} AND version_kind IN ('original', 'correction')
  AND ${isNew} AND position <= ${up_to}
  AND hasAny(numbers, [${joined(numbers.map(text))}])
ORDER BY position`,
    asks('measures'),
  )
}

/** An alert that gathered a warning which rests on a fact. */
export interface AlertOfFact {
  readonly alert_id: string
  readonly fact_id: string
}

/** Which alerts rest on some facts, by what the ledger said of their warnings. */
export function alertsOfFacts(
  warehouse: Warehouse,
  factIds: readonly string[],
): Promise<readonly AlertOfFact[]> {
  const facts = joined(factIds.map((id) => uuid(id)))
  return warehouse.query<AlertOfFact>(
    sql`
SELECT DISTINCT toString(a.alert_id) AS alert_id, toString(w.fact_id) AS fact_id
FROM (
  SELECT alert_id, arrayJoin(warning_ids) AS warning_id FROM alert_events_v1
) AS a
INNER JOIN (
  SELECT warning_id, arrayJoin(evidence) AS fact_id FROM warnings_v1
  WHERE hasAny(evidence, [${facts}])
) AS w ON w.warning_id = a.warning_id
WHERE w.fact_id IN (${facts})
ORDER BY alert_id, fact_id`,
    asks('evidence'),
  )
}

/** An open alert of a silence rule, with its newest warning that stands. */
export interface SilenceAlert {
  readonly alert_id: string
  readonly rule_id: string
  readonly rule_version: number
  readonly gathered_under: string | null
  readonly is_open: boolean
  /** Whom the warning is about; empty, with what follows, where none stands. */
  readonly subject_id: string
  readonly anchor_at: Instant
  /** The last report before the silence. */
  readonly fact_id: string
  readonly standing: number
}

/** Open alerts of some rules, and closed ones under which open ones are gathered. */
export async function openAlertsOfRules(
  warehouse: Warehouse,
  ruleIds: readonly string[],
): Promise<readonly SilenceAlert[]> {
  if (ruleIds.length === 0) return []
  const rows = await warehouse.query<
    Omit<SilenceAlert, 'gathered_under' | 'is_open' | 'standing'> & {
      readonly gathered_under: string
      readonly is_open: number
      readonly standing: string
    }
  >(
    sql`
SELECT toString(a.alert_id) AS alert_id, any(a.rule_id) AS rule_id,
  any(a.rule_version) AS rule_version, any(a.gathered_under) AS gathered_under,
  any(a.is_open) AS is_open, any(a.standing) AS standing,
  argMax(w.subject_id, w.anchor_at) AS subject_id,
  ${timeTextSql(sql`max(w.anchor_at)`)} AS anchor_at,
  toString(argMax(w.fact_id, w.anchor_at)) AS fact_id
FROM (
  SELECT alert_id, rule_id, rule_version, gathered_under, toUInt8(state != 'closed') AS is_open,
    length(standing_warning_ids) AS standing,
    arrayJoin(emptyArrayToSingle(standing_warning_ids)) AS warning_id
  FROM alerts_v1 FINAL
  WHERE rule_id IN ${textList(ruleIds)} AND (state != 'closed' OR toString(alert_id) IN (
    SELECT gathered_under FROM alerts_v1 FINAL WHERE gathered_under != '' AND state != 'closed'))
) AS a
LEFT JOIN (
  SELECT warning_id, argMax(subject_id, position) AS subject_id,
    argMax(anchor_at, position) AS anchor_at, argMax(evidence, position)[-1] AS fact_id
  FROM warnings_v1 WHERE rule_id IN ${textList(ruleIds)}
  GROUP BY warning_id
) AS w ON w.warning_id = a.warning_id
GROUP BY a.alert_id
ORDER BY alert_id`,
    asks('causes'),
  )
  return rows.map((row) => ({
    ...row,
    gathered_under: textOrNull(row.gathered_under),
    is_open: row.is_open === 1,
    standing: Number(row.standing),
  }))
}
