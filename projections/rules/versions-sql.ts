import { text } from '#/sql.ts'
import { neverSql, placeLiteral, placeSql, type Known } from '#/rules/places.ts'

/** Whose facts are evaluated. Rules always look at the whole history of a subject: a late fact can reach any window. */
export type RuleScope =
  | { readonly of: 'everything' }
  | { readonly of: 'subjects'; readonly subject_ids: readonly string[] }
  /** A table with a column `subject_key`. */
  | { readonly of: 'subjects_in'; readonly table: string }
  /** A table made by `scratchVersionsSql`, with the same `known`. */
  | { readonly of: 'versions_in'; readonly table: string }

export interface VersionsView {
  readonly scope: RuleScope
  readonly known: Known
}

/** Literal subjects stand in the statement twice; more than these belong into a table. */
export const SCOPE_SUBJECTS_MAX = 1_000

/** The second that an event lies in. The engine's own conversions round towards 1970. */
const SECOND = 'intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800'

const CONTENT = ['event_type', 'region', 'department', 'source', 'payload'] as const

/**
 * Versions of facts that satisfy `condition` (over the columns of `events_v1`), as known: `subject_key`, `subject_id`,
 * `fact_id`, `second`, and from which place to which each is in force: `known_from`, `known_until` (exclusive; `neverSql` where
 * nothing known ended it). `extra` adds columns, such as `{ due: '…' }`.
 *
 * The original of a fact ends with the first amendment in the order of knowing, wherever that stands; an amendment ends
 * with the next one. A version that ended before it began was never in force and is left out.
 */
export function versionsSql(
  { scope, known }: VersionsView,
  condition: string,
  extra: Readonly<Record<string, string>> = {},
): string {
  const added = Object.entries(extra).map(([name, sql]) => `${sql} AS ${name}`)
  if (scope.of === 'versions_in') {
    const columns = ['subject_key', 'subject_id', 'fact_id', 'second', 'known_from', 'known_until', ...added]
    return `SELECT ${columns.join(', ')} FROM ${scope.table} WHERE ${condition}`
  }
  const place = placeSql(known.by, { reported_at: 'reported_at', position: 'position' })
  const until = known.until === undefined ? '' : ` AND ${place} <= ${placeLiteral(known.until)}`
  const within = scopeSql(scope)
  const columns = [
    'subject_key',
    'subject_id',
    'fact_id',
    `${SECOND} AS second`,
    `${place} AS known_from`,
    'version_kind',
    ...added,
  ]
  const names = Object.keys(extra).map((name) => `, v.${name} AS ${name}`)
  return `
SELECT subject_key, subject_id, fact_id, second, known_from,
  if(version_kind = 'original', ends[1], arrayFirst(e -> e > known_from, ends)) AS next_end,
  if(next_end = 0, ${neverSql(known.by)}, next_end) AS known_until${names.join('')}
FROM (
  SELECT ${columns.join(', ')}
  FROM events_v1
  WHERE version_kind IN ('original', 'correction')${within}${until} AND ${condition}
) AS v
LEFT JOIN (
  SELECT subject_key, fact_id, arraySort(groupArray(${place})) AS ends
  FROM fact_ends_v1
  WHERE 1${within}${until}
  GROUP BY subject_key, fact_id
) AS e USING (subject_key, fact_id)
WHERE known_from < known_until`
}

/** The statement's whole answer is what `versions_in` reads: many rules over the same subjects then read history once. */
export function scratchVersionsSql(scope: Exclude<RuleScope, { readonly of: 'versions_in' }>, known: Known): string {
  const extra = Object.fromEntries(CONTENT.map((column) => [column, column]))
  return versionsSql({ scope, known }, '1', extra)
}

/** The versions that are in force at the point to which things are known. */
export function inForceSql(view: VersionsView, condition: string, extra?: Readonly<Record<string, string>>): string {
  return `SELECT * FROM (${versionsSql(view, condition, extra)}) WHERE known_until = ${neverSql(view.known.by)}`
}

function scopeSql(scope: Exclude<RuleScope, { readonly of: 'versions_in' }>): string {
  switch (scope.of) {
    case 'everything':
      return ''
    case 'subjects': {
      if (scope.subject_ids.length > SCOPE_SUBJECTS_MAX) {
        throw new RangeError(`at most ${SCOPE_SUBJECTS_MAX} subjects in a statement; put more into a table`)
      }
      // Never true, where IN of an empty list would not be SQL.
      if (scope.subject_ids.length === 0) return ' AND 0'
      return ` AND subject_key IN (${scope.subject_ids.map((id) => `cityHash64(${text(id)})`).join(', ')})`
    }
    case 'subjects_in':
      return ` AND subject_key IN (SELECT subject_key FROM ${scope.table})`
  }
}
