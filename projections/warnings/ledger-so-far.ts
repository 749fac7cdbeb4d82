import { asksAs, type QueryOptions, type Warehouse } from '#/ports/warehouse.ts'
import { bufferOver } from '#/ports/block-scan.ts'
import { textAt, textOfCode, type ColumnBlock } from '#/ports/column-block.ts'
import { factIdAt } from '#/rules/facts/fact-id-bytes.ts'
import { warningIdOf, type Rule, ruleName } from '#/rules/rule.ts'
import type { ComputedWarning } from '#/rules/statements/warning-sql.ts'
import { identifier, joined, sql, timeTextSql, type Sql } from '#/sql.ts'
import type { LedgerTable } from '#/warnings/projection.ts'

const asks = asksAs('sentinel', 'rules')

/** A warning of a rule: who, what stands for it, when it lies, and the facts that show it. */
export interface FoundWarning {
  readonly warning_id: string
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly evidence: readonly string[]
}

/** What the ledger says of a warning: how often it was raised or withdrawn, and which came last. */
export interface LedgerWarning extends FoundWarning {
  readonly standing: boolean
  /** Events in the warning's stream. */
  readonly entries: number
}

/** As it was read from the ledger's table. */
export interface ReadLedgerWarning extends LedgerWarning {
  /** The second of `anchor_at`. */
  readonly anchor_second: number
}

/** Rules, and the keys of those of whom the ledgers of these are asked for. */
export interface LedgersAmong {
  readonly rules: readonly Rule[]
  readonly subjects: Sql
}

interface LedgerAsked {
  readonly evaluated_to?: number
  /** Of whom which rules are asked, where it is not everybody of the table. */
  readonly among?: readonly LedgersAmong[] | undefined
  readonly asked?: QueryOptions
}

/**
 * What was appended to a ledger so far, by the rule's `ruleName`, for the subjects in a table with
 * a column `subject_key`, or for everybody of whom the ledger speaks. `evaluated_to`: by
 * evaluations up to this position, whatever came later.
 */
export async function ledgersOf(
  warehouse: Warehouse,
  ledger: { readonly table: LedgerTable },
  rules: readonly Rule[],
  subjects: Sql | 'of the ledger',
  { evaluated_to, among, asked = asks('ledger') }: LedgerAsked = {},
): Promise<ReadonlyMap<string, readonly ReadLedgerWarning[]>> {
  const ledgers = new Map<string, ReadLedgerWarning[]>(rules.map((rule) => [ruleName(rule), []]))
  const table = identifier(ledger.table)
  const pairs = among?.map((one) => sql`(${ofRulesSql(one.rules)} AND ${ofKeysSql(one.subjects)})`)
  const until = evaluated_to === undefined ? sql`1` : sql`w.seen_position <= ${evaluated_to}`
  const newestAt = sql`argMax(w.anchor_at, w.position)`
  const statement = sql`
SELECT toLowCardinality(concat(rule_id, '@', toString(rule_version))) AS rule,
  UUIDToNum(warning_id) AS warning, toLowCardinality(any(w.subject_id)) AS subject_id,
  any(w.anchor) AS anchor, ${timeTextSql(newestAt)} AS anchor_at,
  floor(toUnixTimestamp64Milli(${newestAt}) / 1000) AS anchor_second,
  arrayStringConcat(arrayMap(id -> toString(id), argMax(w.evidence, w.position)), ' ') AS evidence,
  toUInt8(argMax(w.movement, w.position) = 'raised') AS standing,
  toUInt32(count()) AS entries
FROM ${table} AS w
WHERE ${ofRulesSql(rules)}
  AND ${ofKeysSql(subjects === 'of the ledger' ? table : subjects)}
  AND ${pairs === undefined ? sql`1` : sql`(${joined(pairs, ' OR ')})`}
  AND ${until}
GROUP BY rule_id, rule_version, warning_id`
  for await (const block of warehouse.blocks(statement, { ...asked, is_small: true }))
    for (const [rule, warning] of warningsOfBlock(block)) ledgers.get(rule)?.push(warning)
  return ledgers
}

/** Ids and evidence are read where somebody asks: of most warnings nothing is to be said. */
function* warningsOfBlock(block: ColumnBlock): Generator<readonly [string, ReadLedgerWarning]> {
  const rules = block.coded('rule')
  const subjects = block.coded('subject_id')
  const ids = bufferOver(block.fixed('warning'))
  const [anchors, times] = [block.texts('anchor'), block.texts('anchor_at')]
  const evidence = block.texts('evidence')
  const [standing, entries] = [block.bytesOf('standing'), block.numbers('entries')]
  const seconds = block.floats('anchor_second')
  for (let row = 0; row < block.rows; row += 1)
    yield [
      textOfCode(rules, row),
      {
        subject_id: textOfCode(subjects, row),
        anchor: textAt(anchors, row),
        anchor_at: textAt(times, row),
        standing: standing[row] === 1,
        entries: Number(entries[row]),
        anchor_second: seconds[row]!,
        get warning_id(): string {
          return factIdAt(ids, row)
        },
        get evidence(): readonly string[] {
          const listed = textAt(evidence, row)
          return listed === '' ? [] : listed.split(' ')
        },
      },
    ]
}

function ofRulesSql(rules: readonly Rule[]): Sql {
  const versions = rules.map((rule) => sql`(${rule.id}, ${rule.version})`)
  return sql`(rule_id, rule_version) IN (${joined(versions)})`
}

function ofKeysSql(subjects: Sql): Sql {
  return sql`subject_key IN (SELECT subject_key FROM ${subjects})`
}

export function foundWarning(rule: Rule, row: ComputedWarning): FoundWarning {
  const { subject_id, anchor, anchor_at, evidence } = row
  return {
    warning_id: warningIdOf(rule, subject_id, anchor),
    subject_id,
    anchor,
    anchor_at,
    evidence,
  }
}

interface MovingWarning {
  readonly rule_id: string
  readonly subject_id: string
  readonly seen_position: number
}

/**
 * Whether another warning of the same rule about the same subject was withdrawn at the boundary at
 * which this one was raised.
 */
export async function movedAt(warehouse: Warehouse, warning: MovingWarning): Promise<boolean> {
  const rows = await warehouse.query(
    sql`
SELECT 1 AS moved FROM warnings_v1
WHERE subject_key = cityHash64(${warning.subject_id})
  AND rule_id = ${warning.rule_id} AND movement = 'withdrawn'
  AND seen_position = ${warning.seen_position} LIMIT 1`,
    asks('moved'),
  )
  return rows.length > 0
}
