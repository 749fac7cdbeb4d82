import { describe, expect, test } from 'vitest'
import { clockOfLogMinutes, clockOfReports } from '#/rules/evaluator/ledger/clock-by-points.ts'
import { heldVersions, type ToldVersion } from '#/rules/evaluator/ledger/versions-held.ts'

const at = (position: number) => ({ ms: 0, position })
const told = (kind: ToldVersion['kind'], position: number): ToldVersion<number> => ({
  kind,
  fact: position,
  at: at(position),
})

describe('how long versions of a fact are in force', () => {
  test('what nothing ended has no end', () => {
    expect(heldVersions([told('original', 1)], [])).toEqual([{ fact: 1, from: at(1), until: null }])
  })

  test('a version ends where the next amendment is known', () => {
    expect(heldVersions([told('original', 1), told('correction', 3)], [at(3), at(5)])).toEqual([
      { fact: 1, from: at(1), until: at(3) },
      { fact: 3, from: at(3), until: at(5) },
    ])
  })

  test('an original that is known after its amendment was never in force', () => {
    expect(heldVersions([told('original', 4), told('correction', 3)], [at(3)])).toEqual([
      { fact: 3, from: at(3), until: null },
    ])
  })
})

describe('where the clock stands along an order of knowing', () => {
  const minutes = clockOfLogMinutes({ minutes: [60, 180], first_positions: [1, 7] })

  test('by platform it goes with the minutes of the log', () => {
    expect([1, 6, 7].map((position) => minutes.at(at(position)))).toEqual([60, 60, 180])
    expect(minutes.before(at(7))).toBe(60)
    expect(minutes.last).toBe(180)
  })

  test('by platform it comes to a second with the first minute that is not before it', () => {
    expect(minutes.reaches(60)).toEqual(at(1))
    expect(minutes.reaches(61)).toEqual(at(7))
    expect(minutes.reaches(181)).toBeNull()
  })

  test('by source it comes to a second before everything that was reported in it', () => {
    const reports = clockOfReports({ ms: 5_500, position: 9 })
    expect(reports.reaches(5)).toEqual({ ms: 5_000, position: 0 })
    expect(reports.reaches(6)).toBeNull()
    expect(reports.at({ ms: -1, position: 1 })).toBe(-1)
  })
})
