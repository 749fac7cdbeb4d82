import { textList } from '#/sql.ts'
import { subjectSayings, type Saying } from '#/subject-facts/attributes.ts'
import type { Comparison } from '#/rules/filter.ts'
import { compares } from '#/rules/filter-predicate.ts'
import { filterSql } from '#/rules/filter-sql.ts'
import { subjectPathOf } from '#/rules/subject-fields.ts'
import { typesSayingOf } from '#/rules/subject-comparisons.ts'
import { FACT_NUMBER } from '#/rules/warning-sql.ts'

/**
 * Facts that say of a subject what comparisons ask, and what they make of them. A comparison depends on one attribute, so its truth is
 * told where the attribute is said, and only truths travel to the facts that are selected: one number with a bit for each
 * comparison. A bit is 1 where the truth differs from that for a subject of which nothing is known, so 0 stands for nothing known.
 */

/** `fact`, `says` (a bit for each attribute of which the fact says something) and `truths` (a bit for each comparison). */
export function carrierFacts(comparisons: readonly Comparison[]): {
  readonly condition: string
  readonly extra: Readonly<Record<string, string>>
} {
  return {
    condition: `event_type IN ${textList(typesSayingOf(comparisons))}`,
    extra: {
      fact: FACT_NUMBER,
      says: bitsSql(attributesOf(comparisons).map(saysSql)),
      truths: bitsSql(comparisons.map(differsSql)),
    },
  }
}

/** The attributes that the comparisons are about, each with the bits of those. */
export function attributeBits(
  comparisons: readonly Comparison[],
): readonly { readonly attribute: string; readonly bits: bigint }[] {
  return attributesOf(comparisons).map((attribute) => ({
    attribute,
    bits: comparisons.reduce((bits, { field }, index) => {
      return subjectPathOf(field).attribute === attribute ? bits | (1n << BigInt(index)) : bits
    }, 0n),
  }))
}

/** Whether a comparison holds, by the bits in `truths`. */
export function truthSql(comparisons: readonly Comparison[], index: number, truths: string): string {
  const bit = `bitTest(${truths}, ${index})`
  // The index is one of the list.
  return holdsOfNothing(comparisons[index]!) ? `toUInt8(NOT ${bit})` : bit
}

function holdsOfNothing(comparison: Comparison): boolean {
  return compares(comparison, undefined)
}

function attributesOf(comparisons: readonly Comparison[]): readonly string[] {
  return [...new Set(comparisons.map(({ field }) => subjectPathOf(field).attribute))]
}

interface SayingType {
  readonly type: string
  readonly saying: Saying
}

function sayingsOf(attribute: string): readonly SayingType[] {
  return [...subjectSayings].flatMap(([type, sayings]) =>
    sayings.flatMap((saying) => (saying.attribute === attribute ? [{ type, saying }] : [])),
  )
}

function saysSql(attribute: string): string {
  const said = sayingsOf(attribute).map(({ type, saying }) => {
    const ofType = `event_type = '${type}'`
    switch (saying.by) {
      case 'type':
        return ofType
      case 'field':
        return `(${ofType} AND JSONHas(payload, '${attribute}'))`
      case 'region':
        return `(${ofType} AND region != '')`
    }
  })
  return `(${said.join(' OR ')})`
}

function differsSql(comparison: Comparison): string {
  const { attribute, below } = subjectPathOf(comparison.field)
  const cases = sayingsOf(attribute).map(({ type, saying }) => {
    switch (saying.by) {
      case 'type':
        return [type, compares(comparison, saying.value) ? '1' : '0']
      case 'field':
        return [type, filterSql({ ...comparison, field: ['data', attribute, ...below].join('.') })]
      case 'region':
        return [type, filterSql({ ...comparison, field: 'region' })]
    }
  })
  const holds = `multiIf(${cases.map(([type, sql]) => `event_type = '${type}', toUInt8(${sql})`).join(', ')}, 0)`
  return holdsOfNothing(comparison) ? `NOT ${holds}` : holds
}

function bitsSql(conditions: readonly string[]): string {
  return (
    conditions.map((condition, index) => `toUInt64(${condition}) * toUInt64(${1n << BigInt(index)})`).join(' + ') ||
    'toUInt64(0)'
  )
}
