import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { Storms } from '#/alerting/storms.ts'

const RULE = ruleWith({
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
  alerting: { storm: { more_than: 2, within: '1 hour' } },
})
const at = (hour: number, minute = 0): Instant =>
  new Date(Date.UTC(2026, 2, 9, hour, minute)).toISOString() as Instant

/** Of each new alert at these times, whether the storm takes it. */
function taken(storms: Storms, times: readonly Instant[]): readonly boolean[] {
  return times.map((time) => storms.takes(RULE, time))
}

test('a storm takes what comes beyond the limit of a span', () => {
  expect(taken(new Storms(), [at(1), at(1, 5), at(1, 9), at(1, 59)])).toEqual([
    false,
    false,
    true,
    true,
  ])
})

test('it goes on through spans that are over the limit, and ends with one that is not', () => {
  const storms = new Storms()
  taken(storms, [at(1), at(1), at(1)])
  expect(taken(storms, [at(2), at(2), at(2)])).toEqual([true, true, true])
  expect(taken(storms, [at(3)])).toEqual([true])
  expect(taken(storms, [at(4)])).toEqual([false])
})

test('an empty span ends it as well', () => {
  const storms = new Storms()
  taken(storms, [at(1), at(1), at(1)])
  expect(taken(storms, [at(3)])).toEqual([false])
})

test('what comes late is counted when it comes, and what comes again only once', () => {
  const storms = new Storms()
  taken(storms, [at(5), at(5)])
  expect(taken(storms, [at(1)])).toEqual([true])
  const again = new Storms()
  taken(again, [at(5)])
  again.heardAgain(RULE, at(1))
  again.heardAgain(RULE, at(5))
  expect(taken(again, [at(5)])).toEqual([true])
})

test('its record holds all that it knows, and a copy leaves it alone', () => {
  const storms = new Storms()
  taken(storms, [at(1), at(1)])
  expect(storms.copy().takes(RULE, at(1))).toBe(true)
  expect(new Storms(storms.record()).takes(RULE, at(1))).toBe(true)
  expect(storms.record()).toEqual({ [RULE.id]: { since: at(1), alerts: 2, goes_on: false } })
})
