import type { EventId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { LinkReason } from '@jianwei/events/subject-link/events.ts'
import type { LinkState } from '@jianwei/events/subject-link/links.ts'
import { z } from 'zod'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { instantOf, textOrNull } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { and, decimal, sql, type Sql } from '#/sql.ts'

const asks = (step: string) => ({ purpose: `links:${step}`, lane: 'rules' as const })

/** Subjects of which a link was confirmed or undone after a position, up to another. */
export async function subjectsLinkedAnew(
  warehouse: Warehouse,
  { after, up_to }: { readonly after: number; readonly up_to: number },
): Promise<readonly string[]> {
  const rows = await warehouse.query<{ subject_id: string }>(
    sql`
SELECT DISTINCT subject_id FROM subject_links_v1
WHERE position > ${after} AND position <= ${up_to} AND state IN ('confirmed', 'undone')
ORDER BY subject_id`,
    asks('anew'),
  )
  return rows.map(({ subject_id }) => subject_id)
}

/** A fact of a subject that is or was linked. */
export interface FactOfLinked {
  readonly subject_id: string
  readonly fact_id: EventId
}

/** Facts of such subjects of which something was said after a position, up to another. */
export async function factsOfLinked(
  warehouse: Warehouse,
  { after, up_to }: { readonly after: number; readonly up_to: number },
): Promise<readonly FactOfLinked[]> {
  return warehouse.query<FactOfLinked>(
    sql`
SELECT DISTINCT subject_id, toString(fact_id) AS fact_id FROM events_v2
WHERE position > ${after} AND position <= ${up_to} AND version_kind != 'record'
  AND subject_key IN (SELECT subject_key FROM subject_links_v1 WHERE state = 'confirmed')
ORDER BY subject_id, fact_id`,
    asks('facts'),
  )
}

/** A link as it stands, with the step that made it so. */
export interface LinkRow {
  readonly subject_id: string
  readonly target_id: string
  readonly state: LinkState
  /** As it was proposed last; null where nobody proposed it. */
  readonly score: number | null
  readonly reasons: readonly LinkReason[]
  readonly actor: string | null
  readonly reason: string | null
  readonly occurred_at: Instant
  readonly event_id: string
  readonly region: string | null
  readonly department: string | null
}

export interface LinksFilter {
  readonly state?: LinkState
  /** On either side. */
  readonly subject_id?: string
  readonly region?: string
  readonly score_min?: number
  readonly limit: number
  readonly cursor?: string
}

const Cursor = z.tuple([z.number(), z.string(), z.string()])

/**
 * Links as they stand, the best score first. A proposal is open only while its subject is linked to
 * nobody.
 */
export async function subjectLinks(
  warehouse: Warehouse,
  filter: LinksFilter,
): Promise<Page<LinkRow>> {
  const { state, subject_id, region, score_min, limit, cursor } = filter
  const conditions: Sql[] = []
  if (state !== undefined) conditions.push(sql`state = ${state}`)
  if (state === 'proposed') conditions.push(sql`subject_id NOT IN (SELECT subject_id FROM linked)`)
  if (subject_id !== undefined)
    conditions.push(sql`(subject_id = ${subject_id} OR target_id = ${subject_id})`)
  if (region !== undefined) conditions.push(withinRegionSql(sql`region`, region))
  if (score_min !== undefined) conditions.push(sql`score >= ${decimal(score_min)}`)
  if (cursor !== undefined) {
    const [score, subject, target] = keyOfCursor(cursor, Cursor)
    conditions.push(
      sql`(-score, subject_id, target_id) > (${decimal(-score)}, ${subject}, ${target})`,
    )
  }
  const rows = await warehouse.query<EngineLinkRow>(
    sql`
WITH
  standing AS (
    SELECT l.subject_id AS subject_id, l.target_id AS target_id,
      argMax(toString(l.state), l.position) AS state,
      if(countIf(l.state = 'proposed') = 0, -1,
        argMaxIf(l.score, l.position, l.state = 'proposed')) AS score,
      argMaxIf(l.reasons, l.position, l.state = 'proposed') AS reasons,
      argMax(l.actor, l.position) AS actor,
      argMax(l.reason, l.position) AS reason,
      argMax(l.occurred_at, l.position) AS occurred_at,
      argMax(l.event_id, l.position) AS event_id,
      argMax(toString(l.region), l.position) AS region,
      argMax(toString(l.department), l.position) AS department
    FROM subject_links_v1 AS l
    GROUP BY l.subject_id, l.target_id
  ),
  linked AS (SELECT subject_id FROM standing WHERE state = 'confirmed')
SELECT subject_id, target_id, state, score, reasons, actor, reason, occurred_at,
  toString(event_id) AS event_id, region, department
FROM standing
WHERE ${and(conditions)}
ORDER BY score DESC, subject_id, target_id
LIMIT ${limit + 1}`,
    { purpose: 'links:list' },
  )
  return pageOf(rows.map(linkRow), limit, ({ score, subject_id: subject, target_id }) => [
    score ?? -1,
    subject,
    target_id,
  ])
}

interface EngineLinkRow {
  readonly subject_id: string
  readonly target_id: string
  readonly state: LinkState
  readonly score: number
  readonly reasons: string
  readonly actor: string
  readonly reason: string
  readonly occurred_at: string
  readonly event_id: string
  readonly region: string
  readonly department: string
}

function linkRow(row: EngineLinkRow): LinkRow {
  return {
    ...row,
    score: row.score < 0 ? null : row.score,
    // The row holds what an event says, which the catalogue has read.
    reasons: row.reasons === '' ? [] : (JSON.parse(row.reasons) as readonly LinkReason[]),
    actor: textOrNull(row.actor),
    reason: textOrNull(row.reason),
    occurred_at: instantOf(row.occurred_at),
    region: textOrNull(row.region),
    department: textOrNull(row.department),
  }
}
