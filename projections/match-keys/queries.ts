import { matchPlace } from '@jianwei/events/subject-link/match-keys.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, sql, textList, type Sql } from '#/sql.ts'

/** A stretch of the log: after a position, up to another. */
export interface Stretch {
  readonly after: number
  readonly up_to: number
}

/** More named subjects than these under two characters: they are no reason to look again. */
const NAMED_OF_PAIR_MAX = 50
/** Of one page of subjects. */
export const SUBJECTS_AT_ONCE_MAX = 100

/**
 * Subjects known by name only that facts of a stretch name, or that have a key in common with a
 * register's subject of which a fact of the stretch says who it is, or takes back what was said; in
 * the order of their ids, after one of them. Two characters that many names have are passed over:
 * whoever shares nothing else is unlike.
 */
export async function namedSubjectsToCompare(
  warehouse: Warehouse,
  stretch: Stretch,
  afterId: string,
): Promise<readonly string[]> {
  const news = sql`position > ${stretch.after} AND position <= ${stretch.up_to}`
  const amended = sql`subject_key IN (SELECT subject_key FROM fact_ends_v2 WHERE ${news})`
  const known = sql`side = 'named' AND position <= ${stretch.up_to}`
  const stated = sql`
SELECT key FROM match_keys_v1 WHERE side = 'registered' AND ((${news}) OR ${amended})`
  const telling = sql`
SELECT key FROM match_keys_v1 WHERE ${known} AND key IN (${stated})
GROUP BY key
HAVING NOT startsWith(key, 'g:') OR uniqExact(subject_key) <= ${NAMED_OF_PAIR_MAX}`
  const rows = await warehouse.query<{ subject_id: string }>(
    sql`
SELECT DISTINCT subject_id FROM match_keys_v1
WHERE ${known} AND subject_id > ${afterId} AND ((${news}) OR ${amended} OR key IN (${telling}))
ORDER BY subject_id
LIMIT ${SUBJECTS_AT_ONCE_MAX}`,
    { purpose: 'links:to-compare', lane: 'rules' },
  )
  return rows.map(({ subject_id }) => subject_id)
}

/** How many subjects of registers have a key, by place. */
export interface KeySpread {
  readonly key: string
  readonly place: string
  readonly subjects: number
}

export async function keySpreads(
  warehouse: Warehouse,
  keys: readonly string[],
): Promise<readonly KeySpread[]> {
  if (keys.length === 0) return []
  const rows = await warehouse.query<{ key: string; place: string; subjects: string }>(
    sql`
SELECT key, toString(place) AS place, uniqExact(subject_key) AS subjects FROM match_keys_v1
WHERE ${registeredUnder(keys)}
GROUP BY key, place`,
    { purpose: 'links:spreads', lane: 'rules' },
  )
  return rows.map((row) => ({ ...row, subjects: countOf(row.subjects) }))
}

/** A subject of a register that has a key. */
export interface KeyHolder {
  readonly key: string
  readonly place: string
  readonly subject_id: string
}

export async function keyHolders(
  warehouse: Warehouse,
  keys: readonly string[],
): Promise<readonly KeyHolder[]> {
  if (keys.length === 0) return []
  return warehouse.query<KeyHolder>(
    sql`
SELECT DISTINCT key, toString(place) AS place, subject_id FROM match_keys_v1
WHERE ${registeredUnder(keys)}
ORDER BY key, place, subject_id`,
    { purpose: 'links:holders', lane: 'rules' },
  )
}

function registeredUnder(keys: readonly string[]): Sql {
  return and([sql`side = 'registered'`, sql`key IN ${textList(keys)}`])
}

/** Whether parties of two places may be the same: of one city, or one of them is not known. */
export function isNear(place: string, region: string | null): boolean {
  const own = matchPlace(region)
  return place === '' || own === '' || place === own
}
