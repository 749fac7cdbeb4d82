import type { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import type { AlertState, PlainField, SetField } from '@jianwei/events/alert/effects.ts'
import type { Finding } from '@jianwei/events/alert/handling-events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { countOf, instantOf, textOrNull } from '#/engine-values.ts'
import { columns, sql, type Sql } from '#/sql.ts'

/** Texts of an alert that are empty in the table where they are null. */
export const TEXT_COLUMNS = [
  'finding',
  'closed_as',
  'claimed_by',
  'closing_proposed_by',
  'urged_by',
  'supervised_by',
  'merged_into',
  'gathered_under',
] as const satisfies readonly PlainField[]

export const TIME_COLUMNS = [
  'due_at',
  'silenced_until',
  'claimed_until',
] as const satisfies readonly PlainField[]

/** Sets that rows have besides the warnings that stand. */
export const SET_COLUMNS = [
  'further_subjects',
  'viewers',
  'watchers',
  'tags',
  'open_parts',
  'open_links',
  'evidence',
  'evidence_changes',
  'merged_alerts',
] as const satisfies readonly SetField[]

/** An alert as its events have made it. */
export interface AlertRow {
  readonly alert_id: string
  readonly state: AlertState
  readonly level: RiskLevel
  /** Null, with its version, where somebody entered a tip. */
  readonly rule_id: string | null
  readonly rule_version: number | null
  readonly subject_id: string
  /** Of the event that raised it; null where that names none. */
  readonly region: string | null
  readonly department: string | null
  readonly owner: string | null
  /** In whose queue it is. */
  readonly unit: string | null
  readonly due_at: Instant | null
  readonly silenced_until: Instant | null
  /** What was found when it was verified last; null before. */
  readonly finding: Finding | null
  /** Why it was closed; null while it is open, and where nobody was asked. */
  readonly closed_as: ClosingReason | null
  /** Who claimed it last, also when the claim has run out since. */
  readonly claimed_by: string | null
  readonly claimed_until: Instant | null
  readonly closing_proposed_by: string | null
  readonly urged_by: string | null
  readonly supervised_by: string | null
  readonly merged_into: string | null
  readonly gathered_under: string | null
  readonly raised_at: Instant
  /** The position of its first event: what lists are ordered by. */
  readonly raised_position: number
  readonly changed_at: Instant
  readonly last_position: number
  /** Of its stream: what `If-Match` names. */
  readonly revision: number
  /** Warnings that were gathered and still hold. */
  readonly standing_warning_ids: readonly string[]
  /** Whom it is about besides its subject. */
  readonly further_subjects: readonly string[]
  /** Who opened it, who wants to hear of it. */
  readonly viewers: readonly string[]
  readonly watchers: readonly string[]
  readonly tags: readonly string[]
  /** Units that were asked to cooperate and have not answered. */
  readonly open_parts: readonly string[]
  /** Links to measures that no department has streamed yet. */
  readonly open_links: readonly string[]
  /** Hashes of attached files. */
  readonly evidence: readonly string[]
  /** Amendments of facts on which it rests. */
  readonly evidence_changes: readonly string[]
  /** Alerts that it took in. */
  readonly merged_alerts: readonly string[]
}

/** The newest row of each alert, to be read from where many alerts are looked at. */
export const ALERTS: Sql = sql`alerts_v1 FINAL`

/**
 * The newest row of each of a few alerts: `these` says which, by the key. What lies beside them is
 * not read, as it would be with FINAL.
 */
export function newestRowsSql(columns: Sql, these: Sql): Sql {
  return sql`
SELECT ${columns}
FROM alerts_v1
WHERE ${these}
ORDER BY events DESC
LIMIT 1 BY raised_position`
}

/** What an AlertRow is made of. */
export const ALERT_COLUMNS: Sql = sql`
  alert_id, state, level, rule_id, rule_version, subject_id, region, department, owner, unit,
  ${columns([...TIME_COLUMNS, ...TEXT_COLUMNS])},
  raised_at, raised_position, changed_at, last_position, revision, standing_warning_ids,
  ${columns(SET_COLUMNS)}`

/** Columns that the engine gives in another form. */
type EngineForms = {
  readonly [
    Text in
      | 'rule_id'
      | 'region'
      | 'department'
      | 'owner'
      | 'unit'
      | 'raised_at'
      | 'raised_position'
      | 'changed_at'
      | 'last_position'
      | 'revision'
      | (typeof TEXT_COLUMNS)[number]
  ]: string
} & { readonly [Time in (typeof TIME_COLUMNS)[number]]: string | null } & {
  readonly rule_version: number
}

export type EngineAlertRow = Omit<AlertRow, keyof EngineForms> & EngineForms

export function alertRow(row: EngineAlertRow): AlertRow {
  const texts = TEXT_COLUMNS.map((name) => [name, textOrNull(row[name])] as const)
  const times = TIME_COLUMNS.map((name) => [name, instantOrNull(row[name])] as const)
  return {
    ...row,
    // The fold has put what the events hold into these columns, and empty text for null.
    ...(Object.fromEntries([...texts, ...times]) as Pick<
      AlertRow,
      (typeof TEXT_COLUMNS)[number] | (typeof TIME_COLUMNS)[number]
    >),
    rule_id: textOrNull(row.rule_id),
    rule_version: row.rule_id === '' ? null : row.rule_version,
    region: textOrNull(row.region),
    department: textOrNull(row.department),
    owner: textOrNull(row.owner),
    unit: textOrNull(row.unit),
    raised_at: instantOf(row.raised_at),
    raised_position: countOf(row.raised_position),
    changed_at: instantOf(row.changed_at),
    last_position: countOf(row.last_position),
    revision: countOf(row.revision),
  }
}

function instantOrNull(value: string | null): Instant | null {
  return value === null ? null : instantOf(value)
}
