import { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import { gridCellOf } from '@jianwei/events/identifiers/grid-region.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { knownNow } from '#/authorities/queries.ts'
import { ALERTS, type AlertRow } from '#/desk/alert-row.ts'
import { countOf } from '#/engine-values.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { LIKENESS, reasonsIn, worthOf, type LikenessCode } from '#/similar-alerts/likeness.ts'
import { and, instant, joined, list, or, sql, textList, uuid, type Sql } from '#/sql.ts'
import { subjectFacts } from '#/subjects/queries.ts'

/** What became of an alert: open still, or why it was closed; null where nobody was asked why. */
export const OUTCOMES = ['open', ...ClosingReason.options, 'without_reason'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Of a region code, those that name province, city and county (GB/T 2260). */
const COUNTY_DIGITS = 6

/** What of an alert others are compared by. What is null makes no two alike. */
export interface Compared {
  readonly subject_ids: readonly string[]
  readonly rule_id: string | null
  /** Other rules that look at the same kinds of facts. */
  readonly kindred_rules: readonly string[]
  /** The county, or the place in the numbering of a source. */
  readonly region: string | null
  /** The division of industry of its subject, as the register has it now. */
  readonly industry: string | null
  /** As it was raised: at which level, and on how many facts a warning rested at most. */
  readonly raised: { readonly level: RiskLevel; readonly facts: number } | null
}

export interface SimilarQuestion {
  readonly compared: Compared
  /** Where alerts begin that are alike as they were raised: `raisedAlike`. */
  readonly raised_alike: readonly number[]
  /** Raised from here on, and before this position of the log. */
  readonly since: Instant
  readonly before: number
  readonly limit: number
}

export interface AlikeAlert {
  readonly raised_position: number
  /** A sum of worths: `reasonsIn`. */
  readonly likeness: number
}

export interface SimilarAlerts {
  readonly alike: number
  readonly outcomes: Readonly<Record<Outcome, number>>
  readonly reasons: Readonly<Record<LikenessCode, number>>
  /** The most alike first, of these the newest; at most `limit`. */
  readonly shown: readonly AlikeAlert[]
}

/**
 * What the alert is compared by; `kindred_rules` follow from the texts of rules. `whole` is asked
 * for the ledger: whoever may see an alert may know how many facts it rests on.
 */
export async function comparedBy(
  { asking, whole }: { readonly asking: Warehouse; readonly whole: Warehouse },
  alert: AlertRow,
  kindred_rules: readonly string[],
): Promise<Compared> {
  const known = await knownNow(asking)
  const [facts, raised] = await Promise.all([
    subjectFacts(asking, { subject_id: alert.subject_id, known }),
    asRaised(whole, alert),
  ])
  return {
    subject_ids: [alert.subject_id, ...alert.further_subjects],
    rule_id: alert.rule_id,
    kindred_rules,
    region: alert.region === null ? null : countyOf(alert.region),
    industry: divisionOf(facts.find(({ attribute }) => attribute === 'industry_code')?.value),
    raised,
  }
}

/** Level and weight with which a rule raised it; null where somebody did, or it is not known. */
async function asRaised(
  warehouse: Warehouse,
  { alert_id, rule_id }: AlertRow,
): Promise<Compared['raised']> {
  if (rule_id === null) return null
  const raised = sql`alert_id = ${uuid(alert_id)} AND event_type = 'AlertRaised'`
  const [row] = await warehouse.query<{ level: RiskLevel; facts: string }>(
    sql`
SELECT level, (
  SELECT max(length(evidence)) FROM warnings_v1
  WHERE rule_id = ${rule_id}
    AND warning_id IN (SELECT arrayJoin(warning_ids) FROM alert_events_v1 WHERE ${raised})
) AS facts
FROM alert_events_v1
WHERE ${raised}`,
    { purpose: 'similar-alerts:raised' },
  )
  const facts = countOf(row?.facts ?? 0)
  return row === undefined || facts === 0 ? null : { level: row.level, facts }
}

/**
 * How many alerts that were raised earlier are like one, what became of them, and the most alike.
 * One that was merged into another counts there.
 */
export async function similarAlerts(
  warehouse: Warehouse,
  { compared, raised_alike, since, before, limit }: SimilarQuestion,
): Promise<SimilarAlerts> {
  const { subject_ids, rule_id, kindred_rules } = compared
  const sameSubject = sql`(subject_id IN ${textList(subject_ids)}
    OR hasAny(further_subjects, [${list(subject_ids)}]))`
  const sameRule = rule_id === null ? sql`0` : sql`rule_id = ${rule_id}`
  const kindred = kindred_rules.length === 0 ? sql`0` : sql`rule_id IN ${textList(kindred_rules)}`
  const inRegion = compared.region === null ? sql`0` : withinRegionSql(sql`region`, compared.region)
  const held: Readonly<Record<LikenessCode, Sql>> = {
    SAME_SUBJECT: sameSubject,
    SAME_RULE_AND_INDUSTRY: and([sameRule, ofIndustrySql(compared.industry)]),
    SAME_RULE_AND_REGION: and([sameRule, inRegion]),
    SAME_RULE_AND_WEIGHT: and([sameRule, beginsAtSql(raised_alike)]),
    SAME_RULE_KIND_AND_REGION: and([kindred, inRegion]),
  }
  const likeness = joined(
    LIKENESS.map(({ code }) => sql`if(${held[code]}, ${worthOf(code)}, 0)`),
    ' + ',
  )
  const rows = await warehouse.query<{
    outcome: Outcome
    likeness: number
    alerts: string
    newest: readonly string[]
  }>(
    sql`
SELECT outcome, likeness, count() AS alerts,
  arraySlice(arrayReverseSort(groupArray(raised_position)), 1, ${limit}) AS newest
FROM (
  SELECT raised_position,
    multiIf(state != 'closed', 'open', closed_as = '', 'without_reason', closed_as) AS outcome,
    toUInt32(${likeness}) AS likeness
  FROM ${ALERTS}
  WHERE raised_position < ${before} AND raised_at >= ${instant(since)} AND merged_into = ''
    AND ${or([sameSubject, sameRule, kindred])}
)
WHERE likeness > 0
GROUP BY outcome, likeness`,
    { purpose: 'similar-alerts:alike' },
  )
  const counted = rows.map((row) => ({ ...row, alerts: countOf(row.alerts) }))
  const sumOf = (some: typeof counted): number => some.reduce((sum, { alerts }) => sum + alerts, 0)
  const sums = <Name extends string>(
    names: readonly Name[],
    of: (name: Name) => (row: (typeof counted)[number]) => boolean,
  ) =>
    // One entry for each of the names.
    Object.fromEntries(names.map((name) => [name, sumOf(counted.filter(of(name)))])) as Record<
      Name,
      number
    >
  return {
    alike: sumOf(counted),
    outcomes: sums(
      OUTCOMES,
      (name) =>
        ({ outcome }) =>
          outcome === name,
    ),
    reasons: sums(
      LIKENESS.map(({ code }) => code),
      (name) => (row) => reasonsIn(row.likeness).some(({ code }) => code === name),
    ),
    shown: counted
      .flatMap(({ likeness: worth, newest }) =>
        newest.map((at) => ({ raised_position: countOf(at), likeness: worth })),
      )
      .sort((a, b) => b.likeness - a.likeness || b.raised_position - a.raised_position)
      .slice(0, limit),
  }
}

/** The division (大类) of a code, with its edition: C1311@2017 is of C13@2017. */
const DIVISION_CHARACTERS = 3
const DIVISION = sql`concat(
    substring(splitByChar('@', value)[1], 1, ${DIVISION_CHARACTERS}), '@',
    splitByChar('@', value)[2])`

function divisionOf(code: string | null | undefined): string | null {
  const [digits, edition] = code?.split('@') ?? []
  if (digits === undefined || edition === undefined) return null
  return `${digits.slice(0, DIVISION_CHARACTERS)}@${edition}`
}

/** Subjects of which the register says so now. */
function ofIndustrySql(division: string | null): Sql {
  if (division === null) return sql`0`
  const said = sql`attribute = 'industry_code'`
  const ever = sql`subject_key IN (
    SELECT subject_key FROM subject_facts_v3 WHERE ${said} AND ${DIVISION} = ${division})`
  const inForce = rowsInForceSql(
    sql`SELECT * FROM subject_facts_v3 WHERE ${said} AND ${ever}`,
    { by: 'platform' },
    ever,
  )
  return sql`subject_key IN (
  SELECT subject_key FROM (${inForce})
  GROUP BY subject_key
  HAVING argMax(${DIVISION}, (occurred_at, position)) = ${division})`
}

/**
 * Where alerts of the rule begin that were raised at the same level, by a warning that rests on
 * half to twice as many facts. Nothing is shown of them: they are held against the alerts that who
 * asks may see, because to ask the ledger for those alone takes seconds.
 */
export async function raisedAlike(
  whole: Warehouse,
  { rule_id, raised }: Compared,
  before: number,
): Promise<readonly number[]> {
  if (rule_id === null || raised === null) return []
  const { level, facts } = raised
  const rows = await whole.query<{ position: string }>(
    sql`
SELECT DISTINCT position
FROM alert_events_v1
ARRAY JOIN warning_ids AS raised_by
WHERE event_type = 'AlertRaised' AND rule_id = ${rule_id} AND level = ${level}
  AND position < ${before}
  AND raised_by IN (
    SELECT warning_id FROM warnings_v1
    WHERE rule_id = ${rule_id}
      AND length(evidence) BETWEEN ${Math.ceil(facts / 2)} AND ${2 * facts})`,
    { purpose: 'similar-alerts:raised-alike' },
  )
  return rows.map(({ position }) => countOf(position))
}

function beginsAtSql(positions: readonly number[]): Sql {
  return positions.length === 0 ? sql`0` : sql`raised_position IN (${list(positions)})`
}

/** A place in the numbering of a source is taken as it is. */
function countyOf(region: string): string {
  const code = gridCellOf(region) ?? region
  return code.includes(':') ? code : code.slice(0, COUNTY_DIGITS)
}
