import { z } from 'zod'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  deliveryEvents,
  NoticeAttemptFailed,
  NoticeDelivered,
} from '@jianwei/events/notice/events.ts'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { dataOfRow } from '#/record-events/queries.ts'
import { sql, textList } from '#/sql.ts'

/** What was said of one attempt to hand a message over. */
export interface DeliveryRow {
  readonly position: number
  readonly at: Instant
  readonly delivered: boolean
  readonly data: NoticeDelivered | NoticeAttemptFailed
}

export interface DeliveriesFilter {
  readonly endpoint_id: string
  readonly limit: number
  readonly cursor?: string
}

interface EngineRow {
  readonly position: string
  readonly type: string
  readonly schema_version: number
  readonly occurred_at: string
  readonly payload: string
}

/** Attempts at one endpoint, newest first. Throws EventUnreadable for one without its shape. */
export async function deliveries(
  warehouse: Warehouse,
  { endpoint_id, limit, cursor }: DeliveriesFilter,
): Promise<Page<DeliveryRow>> {
  const before =
    cursor === undefined ? sql`1` : sql`position < ${keyOfCursor(cursor, z.tuple([z.int()]))[0]}`
  const subject = platformSubject('platform', `notice-${endpoint_id}`)
  const rows = await warehouse.query<EngineRow>(
    sql`
SELECT position, event_type AS type, schema_version, occurred_at, payload
FROM events_v2
WHERE subject_key = cityHash64(${subject}) AND subject_id = ${subject}
  AND event_type IN ${textList(deliveryEvents.map(({ type }) => type))} AND ${before}
ORDER BY position DESC
LIMIT ${limit + 1}`,
    { purpose: 'notices:deliveries' },
  )
  return pageOf(rows.map(deliveryRow), limit, (row) => [row.position])
}

function deliveryRow(row: EngineRow): DeliveryRow {
  const delivered = row.type === NoticeDelivered.type
  return {
    position: countOf(row.position),
    at: instantOf(row.occurred_at),
    delivered,
    data: (delivered ? NoticeDelivered : NoticeAttemptFailed).data.parse(dataOfRow(row)),
  }
}
