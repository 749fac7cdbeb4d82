import { joined, sql, textList, type Sql } from '#/sql.ts'
import { statedAttributes, type StatedAttribute } from '#/subject-facts/attributes.ts'
import { authoritiesOf, ranksSql } from '#/rules/facts/authorities.ts'
import type { Known, KnowledgePoint } from '#/rules/facts/knowledge-points.ts'
import type { Comparison } from '#/rules/language/filter.ts'
import { saidColumn } from '#/rules/facts/fields/field-column.ts'
import { compares } from '#/rules/facts/filter-predicate.ts'
import { filterSql } from '#/rules/facts/filter-sql.ts'
import { subjectPathOf } from '#/rules/language/subject-fields.ts'
import { typesStatingOf } from '#/rules/language/subject-comparisons.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'

/**
 * Facts that say of a subject what comparisons ask, and what they make of them. A comparison
 * depends on one attribute, so its truth is told where the attribute is said, and only truths
 * travel to the facts that are selected: one number with a bit for each comparison. A bit is 1
 * where the truth differs from that for a subject of which nothing is known, so 0 stands for
 * nothing known.
 */

/**
 * `fact`, `says` (a bit for each attribute of which the fact says something) and `truths` (a bit
 * for each comparison). Where sources are the authority of one of the attributes also `ranks`: for
 * each such attribute how high the fact stands, before anything was set and from each setting on.
 */
export function carrierFacts(
  comparisons: readonly Comparison[],
  known: Known,
): {
  readonly condition: Sql
  readonly extra: Readonly<Record<string, Sql>>
} {
  return {
    condition: sql`event_type IN ${textList(typesStatingOf(comparisons))}`,
    extra: {
      fact: FACT_NUMBER,
      says: bitsSql(attributesAsked(comparisons).map(saysSql)),
      truths: bitsSql(comparisons.map(differsSql)),
      ...ranksOf(comparisons, known),
    },
  }
}

/** An attribute that comparisons are about. */
export interface ComparedAttribute {
  /** A bit for each comparison that is about it. */
  readonly bits: bigint
  /** Its number among those for which sources are the authority, from 1; null for others. */
  readonly ranked: number | null
  /** The knowledge points from which on settings of its authority hold, in their order. */
  readonly set_at: readonly KnowledgePoint[]
}

export function comparedAttributes(
  comparisons: readonly Comparison[],
  known: Known,
): readonly ComparedAttribute[] {
  const ruled = ruledAttributes(comparisons, known)
  return attributesAsked(comparisons).map((attribute) => ({
    ranked: ruled.includes(attribute) ? ruled.indexOf(attribute) + 1 : null,
    set_at: authoritiesOf(attribute, known).map(({ known_from }) => known_from),
    bits: comparisons.reduce((bits, { field }, index) => {
      return subjectPathOf(field).attribute === attribute ? bits | (1n << BigInt(index)) : bits
    }, 0n),
  }))
}

/** Whether a comparison holds, by the bits in `truths`. */
export function truthSql(comparisons: readonly Comparison[], index: number, truths: Sql): Sql {
  const bit = sql`bitTest(${truths}, ${index})`
  // The index is one of the list.
  return holdsOfNothing(comparisons[index]!) ? sql`toUInt8(NOT ${bit})` : bit
}

/** Whether who is the authority matters to any of the comparisons. */
export function areRanked(comparisons: readonly Comparison[], known: Known): boolean {
  return ruledAttributes(comparisons, known).length > 0
}

function ruledAttributes(comparisons: readonly Comparison[], known: Known): readonly string[] {
  return attributesAsked(comparisons).filter((attribute) =>
    authoritiesOf(attribute, known).some(({ sources }) => sources.length > 0),
  )
}

function ranksOf(comparisons: readonly Comparison[], known: Known): { readonly ranks?: Sql } {
  const ruled = ruledAttributes(comparisons, known)
  if (ruled.length === 0) return {}
  return { ranks: ranksSql(ruled.map((attribute) => authoritiesOf(attribute, known))) }
}

function holdsOfNothing(comparison: Comparison): boolean {
  return compares(comparison, undefined)
}

export function attributesAsked(comparisons: readonly Comparison[]): readonly string[] {
  return [...new Set(comparisons.map(({ field }) => subjectPathOf(field).attribute))]
}

interface StatingType {
  readonly type: string
  readonly stated: StatedAttribute
}

function typesStating(attribute: string): readonly StatingType[] {
  return [...statedAttributes].flatMap(([type, attributes]) =>
    attributes.flatMap((stated) => (stated.attribute === attribute ? [{ type, stated }] : [])),
  )
}

function saysSql(attribute: string): Sql {
  const said = typesStating(attribute).map(({ type, stated }) => {
    const ofType = sql`event_type = ${type}`
    switch (stated.by) {
      case 'type':
        return ofType
      case 'field':
        return sql`(${ofType} AND ${saidColumn(attribute)} = 1)`
      case 'region':
        return sql`(${ofType} AND region != '')`
    }
  })
  return sql`(${joined(said, ' OR ')})`
}

function differsSql(comparison: Comparison): Sql {
  const { attribute, below } = subjectPathOf(comparison.field)
  const cases = typesStating(attribute).map(({ type, stated }): readonly [string, Sql] => {
    switch (stated.by) {
      case 'type':
        return [type, compares(comparison, stated.value) ? sql`1` : sql`0`]
      case 'field':
        return [type, filterSql({ ...comparison, field: ['data', attribute, ...below].join('.') })]
      case 'region':
        return [type, filterSql({ ...comparison, field: 'region' })]
    }
  })
  const truths = cases.map(([type, truth]) => sql`event_type = ${type}, toUInt8(${truth})`)
  const holds = sql`multiIf(${joined(truths)}, 0)`
  return holdsOfNothing(comparison) ? sql`NOT ${holds}` : holds
}

function bitsSql(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return sql`toUInt64(0)`
  const bits = conditions.map(
    (condition, index) => sql`toUInt64(${condition}) * toUInt64(${1n << BigInt(index)})`,
  )
  return joined(bits, ' + ')
}
