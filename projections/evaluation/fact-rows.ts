import type { FactContent } from '@jianwei/events/fact.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { bufferOver } from '#/ports/block-scan.ts'
import { textAt, textOfCode, type ColumnBlock } from '#/ports/column-block.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { factIdAt } from '#/rules/facts/fact-id-bytes.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import { fieldsOfBlock, packedFieldsSql } from '#/rules/facts/fields/field-rows.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import { factsInForceSql, type RuleScope } from '#/rules/facts/versions-sql.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { identifier, NOTHING, sql, type Sql } from '#/sql.ts'

/** Which facts in force are read, and what of them. */
export interface FactRowsAsked {
  readonly scope: RuleScope
  readonly known: Known
  /** `events_v2` lies by subject, `events_by_type_v3` by type. */
  readonly table: 'events_v2' | 'events_by_type_v3'
  /** Over the columns that both tables have. */
  readonly condition: Sql
  /** What is read of the facts' data; nothing else of them is there. */
  readonly fields: readonly ColumnField[]
  /** What stands behind the statement: an order, a limit. */
  readonly tail?: Sql
}

/** The facts in force for which a condition holds, block by block. */
export async function* factRows(
  warehouse: Pick<Warehouse, 'blocks'>,
  asked: FactRowsAsked,
  options: QueryOptions,
): AsyncGenerator<readonly FactAlone[], void, undefined> {
  for await (const block of warehouse.blocks(factRowsSql(asked), options))
    yield factsOfBlock(block, asked.fields)
}

function factRowsSql({ scope, known, table, condition, fields, tail }: FactRowsAsked): Sql {
  const facts = factsInForceSql(
    { scope, known },
    {
      table: identifier(table),
      condition,
      extra: {
        event_type: sql`event_type`,
        occurred_at: sql`occurred_at`,
        source: sql`source`,
        region: sql`region`,
        department: sql`department`,
        ...Object.fromEntries(fields.map(({ name }) => [name, identifier(name)])),
      },
    },
  )
  return sql`
SELECT subject_id, UUIDToNum(fact_id) AS fact, toFloat64(second) AS at_second,
  toLowCardinality(event_type) AS type,
  toFloat64(toUnixTimestamp64Milli(occurred_at)) AS occurred_ms,
  toLowCardinality(source) AS source, toLowCardinality(region) AS region,
  toLowCardinality(department) AS department${packedFieldsSql(fields)}
FROM (${facts})
${tail ?? NOTHING}`
}

function factsOfBlock(block: ColumnBlock, fields: readonly ColumnField[]): readonly FactAlone[] {
  const subject_ids = block.texts('subject_id')
  const fact_ids = bufferOver(block.fixed('fact'))
  const seconds = block.floats('at_second')
  const occurred_ms = block.floats('occurred_ms')
  const types = block.coded('type')
  const sources = block.coded('source')
  const regions = block.coded('region')
  const departments = block.coded('department')
  const data = fieldsOfBlock(block, fields)
  return Array.from(seconds, (second, row) => {
    const type = textOfCode(types, row)
    return new ReadFact({
      fact_id: factIdAt(fact_ids, row),
      subject_id: textAt(subject_ids, row),
      source: textOfCode(sources, row),
      second,
      type,
      occurred_ms: occurred_ms[row]!,
      region: textOfCode(regions, row) || null,
      department: textOfCode(departments, row) || null,
      data: data.dataAt(row, type),
    })
  })
}

interface FactParts extends Omit<FactAlone, 'content'>, Omit<FactContent, 'occurred_at'> {
  readonly occurred_ms: number
}

/**
 * A fact that is its own content, with the data that were read. What many have alike is held once.
 */
class ReadFact implements FactAlone, FactContent {
  readonly fact_id: string
  readonly subject_id: string
  readonly source: string
  readonly second: number
  readonly type: string
  readonly region: string | null
  readonly department: string | null
  readonly data: FactContent['data']
  readonly content: FactContent
  private readonly occurred_ms: number

  constructor(parts: FactParts) {
    this.fact_id = parts.fact_id
    this.subject_id = held(parts.subject_id)
    this.source = held(parts.source)
    this.second = parts.second
    this.type = held(parts.type)
    this.region = parts.region === null ? null : held(parts.region)
    this.department = parts.department === null ? null : held(parts.department)
    this.data = parts.data
    this.occurred_ms = parts.occurred_ms
    this.content = this
  }

  get occurred_at(): Instant {
    return instantFromMs(this.occurred_ms)
  }
}

/** The same text, of which equal ones that come soon after another are one. */
function held(text: string): string {
  const known = TEXTS.get(text)
  if (known !== undefined) return known
  if (TEXTS.size >= TEXTS_MAX) TEXTS.clear()
  TEXTS.set(text, text)
  return text
}

const TEXTS = new Map<string, string>()
const TEXTS_MAX = 10_000
