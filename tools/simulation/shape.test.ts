import { beforeAll, describe, expect, test } from 'vitest'
import { isWorkingDayNumber } from '@jianwei/events/working-days/working-days.ts'
import { DEFAULT_OPTIONS, startOf } from '#/simulation/options.ts'
import { DAY_MS, localDayOf } from '#/simulation/seasons.ts'
import { simulateWhole } from '#/simulation/simulation.ts'
import { acceptedFacts, type AcceptedFact } from '#/simulation/accepted-facts.ts'

const OPTIONS = { ...DEFAULT_OPTIONS, subjects: 300, days: 365, activity: 120, late: 0.05 }
const YEAR = 2025

describe('the stream looks like a province', () => {
  let facts: AcceptedFact[]
  beforeAll(() => {
    facts = acceptedFacts(simulateWhole(OPTIONS).lines)
  })

  test('it has about as many facts as were asked for', () => {
    const asked = (OPTIONS.subjects * OPTIONS.activity * OPTIONS.days) / 365
    expect(facts.length / asked).toBeGreaterThan(0.85)
    expect(facts.length / asked).toBeLessThan(1.15)
  })

  test('few subjects have most of what happens', () => {
    const bySubject = new Map<string, number>()
    for (const { subject } of facts) bySubject.set(subject, (bySubject.get(subject) ?? 0) + 1)
    const counts = [...bySubject.values()].sort((a, b) => b - a)
    expect(total(counts.slice(0, 30)) / facts.length).toBeGreaterThan(0.5)
    expect(total(counts.slice(150)) / facts.length).toBeLessThan(0.2)
    expect(counts.length).toBeGreaterThan(270)
  })

  test('departments rest on weekends and holidays, people who complain do not', () => {
    expect(shareOf(ofType('InspectionConducted'), onDayOff)).toBeLessThan(0.05)
    // About 117 of 365 days are free.
    expect(shareOf(ofType('ComplaintReceived'), onDayOff)).toBeGreaterThan(0.32)
  })

  test('food complaints peak in summer', () => {
    const food = ofType('ComplaintReceived').filter(({ data }) =>
      String(data['title']).startsWith('食品安全'),
    )
    const months = (from: number, to: number): number =>
      food.filter(
        ({ occurredMs }) =>
          occurredMs >= Date.UTC(YEAR, from - 1) && occurredMs < Date.UTC(YEAR, to),
      ).length
    expect(months(6, 8)).toBeGreaterThan(1.3 * months(2, 4))
  })

  test('some facts are reported months late, and most lines overtake another', () => {
    const happened = facts.filter(
      ({ reportedMs, occurredMs }) => reportedMs !== null && occurredMs >= startOf(OPTIONS),
    )
    const lateShare = shareOf(
      happened,
      (fact) => Number(fact.reportedMs) - fact.occurredMs > 30 * DAY_MS,
    )
    expect(lateShare).toBeGreaterThan(0.0005)
    expect(lateShare).toBeLessThan(0.01)
    const pairs = facts.slice(1).map((fact, index) => [facts[index], fact] as const)
    const overtaken = shareOf(
      pairs,
      ([before, after]) => before !== undefined && before.occurredMs > after.occurredMs,
    )
    expect(overtaken).toBeGreaterThan(0.2)
  })

  test('nothing is reported before it happened', () => {
    expect(
      facts.filter(({ reportedMs, occurredMs }) => reportedMs !== null && reportedMs < occurredMs),
    ).toEqual([])
  })

  function ofType(type: string): AcceptedFact[] {
    return facts.filter((fact) => fact.type === type)
  }
})

function shareOf<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.filter(holds).length / items.length
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function onDayOff({ occurredMs }: AcceptedFact): boolean {
  return !isWorkingDayNumber(localDayOf(occurredMs))
}
