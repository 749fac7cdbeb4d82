import type { Instant } from '@jianwei/events/instant.ts'
import { instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { instant, sql, textList } from '#/sql.ts'
import type { FoundWarning } from '#/warnings/ledger-so-far.ts'

/** A warning as the ledger had it at a position. */
export interface LedgerWarningThen extends FoundWarning {
  readonly rule_id: string
  readonly rule_version: number
}

/**
 * The warnings of these rules about the subject that stood by the entries of the ledger up to a
 * position, of anchors up to a time; oldest anchor first. For rules whose warnings cannot be
 * computed from the subject alone.
 */
export async function standingThen(
  warehouse: Warehouse,
  asked: {
    readonly subject_id: string
    readonly rule_ids: readonly string[]
    readonly position: number | undefined
    readonly as_of: Instant
  },
): Promise<readonly LedgerWarningThen[]> {
  const { subject_id, rule_ids, position, as_of } = asked
  if (rule_ids.length === 0) return []
  const known = position === undefined ? sql`1` : sql`position <= ${position}`
  const rows = await warehouse.query<LedgerWarningThen & { movement: string }>(
    sql`
SELECT toString(warning_id) AS warning_id, rule_id, rule_version, anchor,
  anchor_at, evidence, movement
FROM warnings_v1
WHERE subject_key = cityHash64(${subject_id}) AND subject_id = ${subject_id}
  AND rule_id IN ${textList(rule_ids)} AND ${known} AND anchor_at <= ${instant(as_of)}
ORDER BY position DESC
LIMIT 1 BY warning_id`,
    { purpose: 'warnings:standing-then' },
  )
  return rows
    .filter(({ movement }) => movement === 'raised')
    .map(({ warning_id, rule_id, rule_version, anchor, anchor_at, evidence }) => ({
      warning_id,
      rule_id,
      rule_version,
      subject_id,
      anchor,
      anchor_at: instantOf(anchor_at),
      evidence,
    }))
    .toSorted((a, b) => (a.anchor_at < b.anchor_at ? -1 : 1))
}
