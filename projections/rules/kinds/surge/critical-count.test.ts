import { describe, expect, test } from 'vitest'
import {
  CRITICAL_BASELINE_MAX,
  criticalCounts,
  leastSurge,
} from '#/rules/kinds/surge/critical-count.ts'
import { normalUpperQuantile, poissonTail } from '#/rules/kinds/surge/poisson-tail.ts'

/** 40 digits behind the point: an exact account beside the floating one. */
const ONE = 10n ** 40n

/** P(X < n) × e^λ and e^λ, as whole multiples of 1/ONE, for λ = numerator / denominator. */
function series(
  n: number,
  numerator: bigint,
  denominator: bigint,
): { readonly below: bigint; readonly all: bigint } {
  let term = ONE
  let [below, all] = [0n, 0n]
  for (let k = 0n; term > 0n || k < BigInt(n); k++) {
    if (k < BigInt(n)) below += term
    all += term
    term = (term * numerator) / (denominator * (k + 1n))
  }
  return { below, all }
}

function exactTail(n: number, numerator: number, denominator: number): number {
  const { below, all } = series(n, BigInt(numerator), BigInt(denominator))
  return Number(((all - below) * ONE) / all) / Number(ONE)
}

const week = { window_seconds: 7 * 86_400, baseline_seconds: 28 * 86_400, chance_at_most: 0.001 }

describe('the chance of a count', () => {
  test('is what published tables say', () => {
    // Cumulative Poisson probabilities as textbooks print them, to four digits: P(X ≤ 3 | 1), P(X ≤
    // 9 | 5), P(X ≤ 15 | 10).
    expect(1 - poissonTail(4, 1)).toBeCloseTo(0.981, 4)
    expect(1 - poissonTail(10, 5)).toBeCloseTo(0.9682, 4)
    expect(1 - poissonTail(16, 10)).toBeCloseTo(0.9513, 4)
    // Garwood's exact 95 % limits (1936): at the lower limit of an observed n, P(X ≥ n) is 0.025.
    for (const [n, lower] of [
      [5, 1.6235],
      [10, 4.7954],
      [20, 12.2165],
      [100, 81.3637],
    ] as const) {
      expect(poissonTail(n, lower)).toBeCloseTo(0.025, 4)
    }
    for (const [chance, z] of [
      [0.1, 1.281_552],
      [0.025, 1.959_964],
      [0.001, 3.090_232],
      [1e-6, 4.753_424],
    ] as const) {
      expect(normalUpperQuantile(chance)).toBeCloseTo(z, 6)
    }
  })

  test('agrees with a sum in whole numbers', () => {
    for (const [n, numerator, denominator] of [
      [1, 0, 1],
      [3, 1, 4],
      [9, 7, 4],
      [40, 20, 1],
      [300, 1_000, 4],
      [1_100, 1_000, 1],
    ] as const) {
      const exact = exactTail(n, numerator, denominator)
      expect(Math.abs(poissonTail(n, numerator / denominator) - exact), `${n}`).toBeLessThanOrEqual(
        exact * 1e-10,
      )
    }
  })
})

describe('the critical counts', () => {
  test('are the least that are rare enough, for every baseline of the table', () => {
    const counts = criticalCounts(week)
    expect(counts).toHaveLength(CRITICAL_BASELINE_MAX + 1)
    for (const baseline of [
      0,
      1,
      2,
      3,
      4,
      5,
      8,
      13,
      21,
      55,
      144,
      377,
      987,
      CRITICAL_BASELINE_MAX,
    ]) {
      const critical = counts[baseline] ?? 0
      expect(exactTail(critical, baseline, 4), `${baseline}`).toBeLessThanOrEqual(
        week.chance_at_most,
      )
      expect(exactTail(critical - 1, baseline, 4), `${baseline}`).toBeGreaterThan(
        week.chance_at_most,
      )
    }
    expect(counts.slice(0, 5)).toEqual([1, 4, 5, 6, 6])
  })

  test('with nothing in the baseline the floor alone decides', () => {
    expect(leastSurge({ ...surge, at_least: 1 }, 0)).toBe(1)
    expect(leastSurge({ ...surge, at_least: 5 }, 0)).toBe(5)
    expect(leastSurge({ ...surge, at_least: 5 }, 4)).toBe(6)
  })

  test('beyond the table the normal approximation goes on where the table ends, at most one count off', () => {
    for (const chance_at_most of [0.1, 0.01, 0.001, 1e-6]) {
      for (const baseline of [CRITICAL_BASELINE_MAX + 1, 2_000, 5_000]) {
        const stated = leastSurge({ ...surge, chance_at_most }, baseline)
        let exact = stated - 5
        while (exactTail(exact, baseline, 4) > chance_at_most) exact += 1
        expect(Math.abs(stated - exact), `${chance_at_most} ${baseline}`).toBeLessThanOrEqual(1)
      }
    }
  })

  const surge = { ...week, of: { events: ['TicketDispatched'] }, group_by: [], at_least: 1 }
})
