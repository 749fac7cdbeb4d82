import type { TFunction } from 'i18next'
import type { Explained } from '#/alert/alert-queries.ts'
import { said } from '#/parts/said.ts'
import { minuteOf } from '#/parts/times.ts'

type Comparison = Explained['comparisons'][number]
type Value = Comparison['value']
type Unit = Comparison['unit']

const DIGITS_MAX = 2
const LENGTHS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const

/** A measured value against its threshold, in words. */
export function comparedSaid(
  { what, value, relation, threshold, unit }: Comparison,
  t: TFunction<'alert'>,
): string {
  return t(`why.${relation}`, {
    what: said(what),
    value: valueSaid(value, unit, t),
    threshold: valueSaid(threshold, unit, t),
  })
}

/** A value with its unit: a number of facts, a length of time, an instant. */
export function valueSaid(value: Value, unit: Unit, t: TFunction<'alert'>): string {
  if (typeof value === 'string') return numberOrTimeSaid(value)
  if (unit === 'seconds') return lengthSaid(value, t)
  if (unit === 'amount' || unit === 'instant') return numberSaid(value)
  return t(`why.${unit}`, { value: numberSaid(value) })
}

/** What carries no unit: a number, an instant, or a word of the rule. */
export function numberOrTimeSaid(value: Value): string {
  if (typeof value === 'number') return numberSaid(value)
  return /^\d{4}-\d\d-\d\dT/.test(value) ? minuteOf(value) : value
}

/** In the largest unit of which there is a whole one. */
export function lengthSaid(seconds: number, t: TFunction<'alert'>): string {
  const [name, length] = LENGTHS.find(([, one]) => Math.abs(seconds) >= one) ?? ['seconds', 1]
  return t(`why.${name}`, { value: numberSaid(seconds / length) })
}

function numberSaid(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: DIGITS_MAX })
}
