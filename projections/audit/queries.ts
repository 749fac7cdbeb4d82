import { z } from 'zod'
import type { DossierKind } from '@jianwei/events/audit/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { countOf, instantOf, textOrNull } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, instant, sql, uuid, type Sql } from '#/sql.ts'

/** A record of the audit, and where in the log it is. */
export interface AuditRow {
  readonly position: number
  readonly event_id: string
  readonly action: string
  /** Null where nobody is known, as at a failed sign-in. */
  readonly actor: string | null
  readonly object_kind: string
  /** Null for what is about the platform as a whole. */
  readonly object: string | null
  readonly region: string | null
  readonly occurred_at: Instant
  readonly recorded_at: Instant
  readonly reason: string | null
  readonly purpose: string | null
  readonly old: Said | null
  readonly new: Said | null
  readonly details: Said
}

/** By the names of fields of the event. */
export type Said = Readonly<Record<string, unknown>>

export interface AuditFilter {
  readonly actor?: string
  readonly action?: string
  readonly object_kind?: string
  readonly object?: string
  /** By when it was recorded: from then on. */
  readonly from?: Instant
  /** Before then. */
  readonly to?: Instant
  readonly limit: number
  readonly cursor?: string
}

type Text = 'old' | 'new' | 'details'
type EngineRow = {
  readonly [Field in keyof AuditRow]: Field extends 'position' ? string | number : string
}

/** What was read, taken and changed, the newest first. */
export async function auditRecords(
  warehouse: Warehouse,
  { actor, action, object_kind, object, from, to, limit, cursor }: AuditFilter,
): Promise<Page<AuditRow>> {
  const before = cursor === undefined ? undefined : keyOfCursor(cursor, z.tuple([z.int()]))[0]
  const conditions: readonly Sql[] = [
    ...(actor === undefined ? [] : [sql`actor = ${actor}`]),
    ...(action === undefined ? [] : [sql`action = ${action}`]),
    ...(object_kind === undefined ? [] : [sql`object_kind = ${object_kind}`]),
    ...(object === undefined ? [] : [sql`object = ${object}`]),
    ...(from === undefined ? [] : [sql`recorded_at >= ${instant(from)}`]),
    ...(to === undefined ? [] : [sql`recorded_at < ${instant(to)}`]),
    ...(before === undefined ? [] : [sql`position < ${before}`]),
  ]
  const rows = await warehouse.query<EngineRow>(
    sql`
SELECT position, event_id, action, actor, object_kind, object, region, occurred_at, recorded_at,
  reason, purpose, old, new, details
FROM audit_v2
WHERE ${and(conditions)}
ORDER BY position DESC
LIMIT ${limit + 1}`,
    { purpose: 'audit:records' },
  )
  return pageOf(rows.map(auditRow), limit, (row) => [row.position])
}

function auditRow(row: EngineRow): AuditRow {
  const said = (field: Text): Said | null =>
    // The projection wrote it from an object.
    row[field] === '' ? null : (JSON.parse(row[field]) as Said)
  return {
    position: countOf(row.position),
    event_id: row.event_id,
    action: row.action,
    actor: textOrNull(row.actor),
    object_kind: row.object_kind,
    object: textOrNull(row.object),
    region: textOrNull(row.region),
    occurred_at: instantOf(row.occurred_at),
    recorded_at: instantOf(row.recorded_at),
    reason: textOrNull(row.reason),
    purpose: textOrNull(row.purpose),
    old: said('old'),
    new: said('new'),
    details: said('details') ?? {},
  }
}

/** Where lies what somebody reads; null where nothing says it. */
export async function regionOfDossier(
  warehouse: Warehouse,
  kind: DossierKind,
  id: string,
): Promise<string | null> {
  const [row] = await warehouse.query<{ region: string }>(REGIONS[kind](id), {
    purpose: 'audit:region',
  })
  return textOrNull(row?.region ?? '')
}

const ofAlert = (id: string): Sql => sql`
SELECT region FROM alerts_v1 FINAL WHERE alert_id = ${uuid(id)}`

const REGIONS: Readonly<Record<DossierKind, (id: string) => Sql>> = {
  // The place of its latest fact, as lists of subjects have it.
  subject: (id) => sql`
SELECT region FROM events_v2
WHERE subject_key = cityHash64(${id}) AND subject_id = ${id} AND region != ''
ORDER BY occurred_at DESC, position DESC LIMIT 1`,
  alert: ofAlert,
  evidence: ofAlert,
  warning: (id) => sql`
SELECT region FROM warning_places_v2 WHERE warning_id = ${uuid(id)}
ORDER BY position DESC LIMIT 1`,
  event: (id) => sql`SELECT region FROM events_v2 WHERE event_id = ${uuid(id)} LIMIT 1`,
}
