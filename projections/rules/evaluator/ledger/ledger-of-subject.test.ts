import { expect, test } from 'vitest'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { clockOfLogMinutes } from '#/rules/evaluator/ledger/clock-by-points.ts'
import { ledgerOfSubject } from '#/rules/evaluator/ledger/ledger-of-subject.ts'
import { ledgerRules } from '#/rules/evaluator/ledger/ledger-rule.ts'
import { StatedSteps } from '#/rules/evaluator/ledger/stated-steps.ts'
import { SubjectHistory } from '#/rules/evaluator/ledger/subject-history.ts'
import { NOTHING_STATED } from '#/rules/feeds/statements-as-known.ts'
import { isSnapshotRule } from '#/rules/rule.ts'

const stated = new StatedSteps(NOTHING_STATED, { by: 'platform' })
const time = { stated, clock: clockOfLogMinutes({ minutes: [], first_positions: [] }) }

/** Complaints at these seconds, known in this order. */
function complaints(...seconds: readonly number[]): SubjectHistory {
  const versions = seconds.map((second, index) => ({
    fact: {
      fact_id: `fact-${index}`,
      subject_id: 'test:a',
      source: 'urn:test',
      second,
      content: {
        type: 'ComplaintReceived',
        occurred_at: instantFromMs(second * 1_000),
        region: null,
        department: null,
        data: {},
      },
      subject_value: () => undefined,
      rank_for: () => 0,
    },
    from: { ms: 0, position: index + 1 },
    until: null,
  }))
  return SubjectHistory.of('test:a', versions)
}

const two = ruleWith({
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 2, window: '1 hour' },
})
if (isSnapshotRule(two)) throw new TypeError('a rule about subjects')
const [asked] = ledgerRules([two], stated)

test('facts in order bring each warning about where they become known', () => {
  const ledger = ledgerOfSubject(
    asked ?? expect.unreachable(),
    complaints(10, 20, 9_000, 9_001),
    time,
  )
  expect(ledger?.map(({ raised, withdrawn }) => [raised.position, withdrawn])).toEqual([
    [2, null],
    [4, null],
  ])
})

test('a late fact moves a warning', () => {
  const ledger = ledgerOfSubject(asked ?? expect.unreachable(), complaints(10, 20, 5), time)
  const told = ledger?.map(({ warning, raised, withdrawn }) => [
    warning.anchor.slice(17, 19),
    raised.position,
    withdrawn?.position ?? null,
  ])
  expect(told).toEqual([
    ['20', 2, 3],
    ['10', 3, null],
  ])
})

test('a ledger may look at as many facts as the limit, and at not one more', () => {
  // Two runs over three facts.
  const history = complaints(10, 20, 5)
  expect(ledgerOfSubject(asked ?? expect.unreachable(), history, time, 6)).toHaveLength(2)
  expect(ledgerOfSubject(asked ?? expect.unreachable(), history, time, 5)).toBeNull()
})
