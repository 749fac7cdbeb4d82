import { countOf } from '#/engine-values.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { joined, or, sql, text, textList } from '#/sql.ts'

/** A subject that facts in force name a number with, and in which field. */
export interface NumberMatch {
  readonly subject_id: string
  /** `administrative_cp_ui_code`, `complainant_phone`. */
  readonly field: string
  readonly facts: number
}

/**
 * A number as it is looked for. The statement holds no number: logs of the engine keep statements.
 */
export interface SoughtNumber {
  /** In front of each value before it is hashed; of one search alone. */
  readonly salt: string
  /** SHA-256 of salt and number, in hex: of each way in which the number is written. */
  readonly hashes: readonly string[]
  /** How many characters it has, in each of them. */
  readonly lengths: readonly number[]
  /** Whether other digits may stand before it, as a country's code before a telephone number. */
  readonly may_follow_others: boolean
}

export interface NumberFields {
  readonly event_types: readonly string[]
  /** Of the data, at their top. */
  readonly fields: readonly string[]
}

/**
 * Subjects by a number in their facts, in the order of their ids, at most `limit` rows. Values are
 * compared by their letters and digits.
 */
export async function subjectsByPersonalNumber(
  warehouse: Warehouse,
  { salt, hashes, lengths, may_follow_others }: SoughtNumber,
  { event_types, fields }: NumberFields,
  limit: number,
): Promise<readonly NumberMatch[]> {
  const sought = textList(hashes)
  const found = fields.map((field) => {
    const value = sql`upper(JSONExtractString(payload, ${field}))`
    const plain = sql`replaceRegexpAll(${value}, '[^0-9A-Z]', '')`
    const compared = may_follow_others
      ? lengths.map((length) => sql`right(${plain}, ${length})`)
      : [plain]
    const same = compared.map(
      (one) => sql`lower(hex(SHA256(concat(${salt}, ${one})))) IN ${sought}`,
    )
    return sql`if(position(payload, ${field}) > 0 AND (${or(same)}), ${text(field)}, '')`
  })
  const named = sql`arrayFilter(one -> one != '', [${joined(found)}])`
  const versions = sql`
SELECT subject_key, subject_id, fact_id, event_id, version_kind, reported_at, position,
  ${named} AS fields
FROM events_v2
WHERE event_type IN ${textList(event_types)} AND version_kind != 'record' AND notEmpty(fields)`
  const rows = await warehouse.query<{ subject_id: string; field: string; facts: string }>(
    sql`
SELECT subject_id, field, uniqExact(fact_id) AS facts
FROM (${rowsInForceSql(
      versions,
      { by: 'platform' },
      sql`subject_key IN (SELECT subject_key FROM (${versions}))`,
    )})
ARRAY JOIN fields AS field
GROUP BY subject_id, field
ORDER BY subject_id, field
LIMIT ${limit}`,
    { purpose: 'subjects:by-number' },
  )
  return rows.map(({ facts, ...row }) => ({ ...row, facts: countOf(facts) }))
}
