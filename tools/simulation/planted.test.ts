import { beforeAll, describe, expect, test } from 'vitest'
import type { CivilDate } from '@jianwei/events/instant.ts'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import { DEFAULT_OPTIONS, endOf } from '#/simulation/options.ts'
import { DAY_MS, endOfLocalDay, localDayOf } from '#/simulation/seasons.ts'
import { simulateWhole } from '#/simulation/simulation.ts'
import type { DutyName, StoryRecord, TruthRecord } from '#/simulation/truth.ts'
import { acceptedFacts, type AcceptedFact } from '#/simulation/accepted-facts.ts'

const OPTIONS = {
  ...DEFAULT_OPTIONS,
  seed: 3,
  subjects: 400,
  days: 240,
  activity: 90,
  stories: 8,
  corrections: 0.05,
  retractions: 0.03,
}

describe('what the truth says was planted is in the stream', () => {
  let facts: AcceptedFact[]
  let byId: Map<string, AcceptedFact>
  let truth: TruthRecord[]

  beforeAll(() => {
    const whole = simulateWhole(OPTIONS)
    truth = whole.truth
    facts = acceptedFacts(whole.lines)
    byId = new Map(facts.map((fact) => [`${fact.source} ${fact.id}`, fact]))
  })

  test('the missed tickets are those not answered by the time printed on them', () => {
    const answers = ofType('TicketAnswered')
    const missed = ofType('TicketDispatched').filter((ticket) =>
      isMissed(
        Date.parse(String(ticket.data['due_at'])),
        answers.filter((answer) => answer.data['ticket_number'] === ticket.data['ticket_number']),
      ),
    )
    expectDuties('ticket-answered', missed)
  })

  test('the missed checks are those of orders not checked by their due date', () => {
    const checks = ofType('RectificationChecked')
    const missed = ofType('RectificationOrdered').filter((order) =>
      isMissed(
        endOfLocalDay(dayNumberOf(order.data['due_date'] as CivilDate)),
        checks.filter((check) => check.data['order_number'] === order.data['order_number']),
      ),
    )
    expectDuties('rectification-checked', missed)
  })

  test('the missed decisions are those not taken within 90 days of filing', () => {
    const decisions = [
      ...ofType('PenaltyDecided'),
      ...ofType('CaseClosed').filter(({ data }) => data['no_penalty'] === true),
    ]
    const missed = ofType('CaseFiled').filter((filed) =>
      isMissed(
        endOfLocalDay(localDayOf(filed.occurredMs) + 90),
        decisions.filter((decision) => decision.data['case_number'] === filed.data['case_number']),
      ),
    )
    expectDuties('case-decided', missed)
  })

  test('those who turned bad have a burst of complaints and violations, and then a penalty and a listing', () => {
    const stories = truth.filter((record): record is StoryRecord => record.record === 'story')
    expect(new Set(stories.map((story) => story.subject_id)).size).toBe(OPTIONS.stories)
    for (const story of stories) {
      const turnedMs = Date.parse(story.turned_at)
      const told = [...story.complaints, ...story.violations, ...story.penalties].map(factNamed)
      for (const fact of told) {
        expect(fact.subject).toBe(story.subject_id)
        expect(fact.occurredMs).toBeGreaterThanOrEqual(turnedMs)
      }
      expect(story.complaints.length).toBeGreaterThanOrEqual(6)
      expect(story.violations.length).toBeGreaterThanOrEqual(4)
      const days = story.complaints.map(
        (complaint) => (factNamed(complaint).occurredMs - turnedMs) / DAY_MS,
      )
      expect(Math.max(...days)).toBeLessThanOrEqual(20)
    }
    expect(
      stories.filter((story) => story.penalties.length === 1 && story.serious_listed_at !== null)
        .length,
    ).toBeGreaterThan(3)
  })

  test('no amendment touches a story or a duty', () => {
    const amended = new Set(
      truth.flatMap((record) => (record.record === 'amendment' ? [keyOf(record.fact)] : [])),
    )
    expect(amended.size).toBeGreaterThan(500)
    const planted = truth.flatMap((record) => {
      if (record.record === 'story')
        return [...record.complaints, ...record.violations, ...record.penalties]
      return record.record === 'missed-duty' ? [record.opened_by] : []
    })
    expect(planted.map(keyOf).filter((key) => amended.has(key))).toEqual([])
  })

  /** The duties of that name in the truth were opened by these facts, and none other. */
  function expectDuties(duty: DutyName, openers: readonly AcceptedFact[]): void {
    const planted = truth.flatMap((record) =>
      record.record === 'missed-duty' && record.duty === duty ? [keyOf(record.opened_by)] : [],
    )
    expect(planted.length).toBeGreaterThan(0)
    expect(planted.sort()).toEqual(openers.map(keyOf).sort())
  }

  function ofType(type: string): AcceptedFact[] {
    return facts.filter((fact) => fact.type === type)
  }

  function factNamed(reference: { readonly source: string; readonly id: string }): AcceptedFact {
    const fact = byId.get(keyOf(reference))
    if (fact === undefined) throw new Error(`the stream has no fact ${keyOf(reference)}`)
    return fact
  }
})

function keyOf({ source, id }: { readonly source: string; readonly id: string }): string {
  return `${source} ${id}`
}

function isMissed(dueMs: number, done: readonly AcceptedFact[]): boolean {
  return dueMs <= endOf(OPTIONS) && !done.some((fact) => fact.occurredMs <= dueMs)
}
