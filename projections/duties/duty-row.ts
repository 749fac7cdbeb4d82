import type { DutyState, PresentDuty } from '@jianwei/events/duty/duty.ts'
import type { DutyOpened } from '@jianwei/events/duty/events.ts'
import type { DutyMark } from '@jianwei/events/duty/terms.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf, textOrNull } from '#/engine-values.ts'
import { columns, sql, type Sql } from '#/sql.ts'

/** A duty as its events have made it. */
export interface DutyRow {
  readonly duty_id: string
  /** Of its stream: what `If-Match` names. */
  readonly revision: number
  readonly subject_id: string
  readonly region: string | null
  /** As the source names the body that has the duty; null for duties of the desk. */
  readonly department: string | null
  readonly kind: string
  readonly title_en: string
  readonly title_zh: string
  readonly about: DutyOpened['about']
  readonly about_id: string
  readonly part: string | null
  readonly limit_id: string
  readonly limit_version: number
  readonly utc_offset_minutes: number
  readonly state: DutyState
  readonly unit: string | null
  readonly owner: string | null
  readonly opened_at: Instant
  readonly due_at: Instant | null
  readonly calendar_missing: number | null
  readonly paused_since: Instant | null
  readonly ended_at: Instant | null
  /** How often. */
  readonly extensions: number
  /** How often, with the one that goes on. */
  readonly pauses: number
  readonly marks: readonly DutyMark[]
  readonly escalated: readonly DutyMark[]
  readonly is_breached: boolean
  readonly is_late: boolean
  readonly cancelled_as: PresentDuty['cancelled_as']
}

/** The row of a duty, wherever it was read. */
export function rowOfDuty(
  duty: PresentDuty,
  read: Pick<DutyRow, 'revision' | 'subject_id' | 'region'>,
): DutyRow {
  const { opened, terms, extensions, pauses } = duty
  return {
    ...read,
    duty_id: opened.duty_id,
    department: opened.department,
    kind: opened.kind,
    title_en: opened.title.en,
    title_zh: opened.title.zh,
    about: opened.about,
    about_id: opened.about_id,
    part: opened.part,
    limit_id: opened.limit_id,
    limit_version: opened.limit_version,
    utc_offset_minutes: terms.utc_offset_minutes,
    state: duty.state,
    unit: duty.unit,
    owner: duty.owner,
    opened_at: opened.opened_at,
    due_at: duty.due_at,
    calendar_missing: duty.calendar_missing,
    paused_since: duty.paused_since,
    ended_at: duty.ended_at,
    extensions: extensions.length,
    pauses: pauses.length + (duty.paused_since === null ? 0 : 1),
    marks: duty.marks,
    escalated: duty.escalated,
    is_breached: duty.is_breached,
    is_late: duty.is_late,
    cancelled_as: duty.cancelled_as,
  }
}

/** Texts that are empty in the table where they are null. */
const NULLABLE_TEXTS = ['region', 'department', 'part', 'unit', 'owner', 'cancelled_as'] as const
const NULLABLE_TIMES = ['due_at', 'paused_since', 'ended_at'] as const
const PLAIN = [
  'duty_id',
  'subject_id',
  'kind',
  'title_en',
  'title_zh',
  'about',
  'about_id',
  'limit_id',
  'limit_version',
  'utc_offset_minutes',
  'state',
  'calendar_missing',
  'extensions',
  'pauses',
  'marks',
  'escalated',
  'is_breached',
  'is_late',
] as const satisfies readonly (keyof DutyRow)[]

/** Every column that a row is made of. */
export const DUTY_COLUMNS = [
  'revision',
  'opened_at',
  ...PLAIN,
  ...NULLABLE_TEXTS,
  ...NULLABLE_TIMES,
] as const satisfies readonly (keyof DutyRow)[]

/** The newest row of each duty. */
export const DUTIES: Sql = sql`duties_v1 FINAL`

export const DUTY_COLUMNS_SQL: Sql = columns(DUTY_COLUMNS)

type Plain = Pick<DutyRow, (typeof PLAIN)[number]>
type Texts = Pick<DutyRow, (typeof NULLABLE_TEXTS)[number]>
type Times = Pick<DutyRow, (typeof NULLABLE_TIMES)[number]>

/** As the engine gives it. */
export type EngineDutyRow = Plain & {
  readonly [Text in keyof Texts]: string
} & { readonly [Time in keyof Times]: string | null } & {
  readonly revision: string
  readonly opened_at: string
}

export function dutyRow(row: EngineDutyRow): DutyRow {
  const plain = PLAIN.map((name) => [name, row[name]] as const)
  const texts = NULLABLE_TEXTS.map((name) => [name, textOrNull(row[name])] as const)
  const times = NULLABLE_TIMES.map((name) => {
    const value = row[name]
    return [name, value === null ? null : instantOf(value)] as const
  })
  return {
    // The fold has put what the events hold into these columns, and empty text for null.
    ...(Object.fromEntries([...plain, ...texts, ...times]) as Plain & Texts & Times),
    revision: countOf(row.revision),
    opened_at: instantOf(row.opened_at),
  }
}

/** The values of the columns, as the table has them. */
export function valuesOfRow(row: DutyRow): readonly unknown[] {
  const empty: readonly string[] = NULLABLE_TEXTS
  return DUTY_COLUMNS.map((name) => (empty.includes(name) ? (row[name] ?? '') : row[name]))
}
