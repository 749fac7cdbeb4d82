import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { stepOf, type DutyBench } from '#/support/duties/duty-bench.ts'
import {
  benchOfDecisions,
  BUREAU,
  penalty,
  published,
  report,
} from '#/support/duties/published-decisions.ts'
import { eventually } from '#/support/hang.ts'
import { alertIdOf } from '#/support/log/desk-events.ts'
import { someRetraction } from '#/support/log/events.ts'

let bench: DutyBench

beforeEach(async () => {
  bench = await benchOfDecisions()
})
afterEach(async () => bench[Symbol.asyncDispose]())

/** A start has read again what was open before it gives marks. */
function escalated(): Promise<true> {
  return eventually(
    async () => ((await bench.told()).includes('DutyEscalated') ? true : undefined),
    () => JSON.stringify(bench.keeper.view),
  )
}

describe('a duty of a department', () => {
  test('runs for seven working days, over weekends and a holiday, and is met by the fact', async () => {
    await report(bench, penalty('p1'))
    await bench.settled()
    const [opened] = await bench.said()
    expect(opened?.data).toMatchObject({
      kind: 'D33',
      about: 'fact',
      unit: 'district-mr',
      department: BUREAU,
      // 2, 3, 7, 8, 9, 10 and 13 April.
      due_at: '2026-04-13T15:59:59.000Z',
    })
    await bench.moveTo('2026-04-08T15:59:59.999Z')
    expect(await bench.told()).toEqual(['opened D33'])
    // Two working days are left when the ninth begins in China.
    await bench.moveTo('2026-04-08T16:00:00.000Z')
    expect(await bench.told()).toEqual(['opened D33', 'warning'])
    await bench.moveTo('2026-04-10T04:00:00.000Z')
    await report(bench, published('p1', '2026-04-10T03:00:00.000Z'))
    await bench.settled()
    expect((await bench.told()).at(-1)).toBe('met')
    await bench.moveTo('2026-05-20T00:00:00.000Z')
    expect((await bench.told()).at(-1)).toBe('met')
  })

  test('is breached and brought before the unit above once, also by a start after it all', async () => {
    await report(bench, penalty('p1'))
    await bench.settled()
    await bench.stop()
    bench.clock.moveTo('2026-05-20T00:00:00.000Z' as Instant)
    bench.start()
    await escalated()
    await bench.settled()
    const expected = [
      'opened D33',
      'warning',
      'DutyBreached',
      'yellow_card',
      'red_card',
      'DutyEscalated',
    ]
    expect(await bench.told()).toEqual(expected)
    expect((await bench.said()).at(-1)?.data).toMatchObject({
      mark: 'red_card',
      from_unit: 'district-mr',
      to_unit: 'city-mr',
    })
    await bench.stop()
    bench.start()
    await bench.moveTo('2026-06-20T00:00:00.000Z')
    expect(await bench.told()).toEqual(expected)
    await report(bench, published('p1', '2026-06-19T00:00:00.000Z'))
    await bench.settled()
    expect(await bench.told()).toEqual([...expected, 'met late'])
  })

  test('ends with the fact, and begins anew from what a correction says', async () => {
    const first = await report(bench, penalty('p1'))
    await report(bench, penalty('p2'))
    await report(bench, someRetraction(first))
    await bench.settled()
    expect(await bench.told()).toEqual(['opened D33', 'opened D33', 'DutyCancelled'])
    expect((await bench.said()).at(-1)?.data).toMatchObject({ cause: 'fact_retracted' })
    expect(bench.keeper.view.open).toBe(1)
  })

  test('has no clock where it is history, or the rule is not published: each is counted', async () => {
    await report(bench, penalty('old', { occurred_at: '2025-03-01T02:00:00.000Z' as Instant }))
    await report(bench, published('soon', '2026-04-01T02:00:00.000Z'))
    await report(bench, penalty('soon'))
    await bench.settled()
    expect(await bench.told()).toEqual([])
    expect(bench.keeper.view.unopened).toEqual([
      { why: 'past', kind: 'D33', count: 1 },
      { why: 'answered', kind: 'D33', count: 1 },
    ])
  })
})

test('an alert in the queue of a unit is escalated to the one above when its red card falls', async () => {
  await bench.raise('a')
  const route = { ...stepOf('a'), unit: 'district-mr', routing_version: null }
  await bench.alert('a', { type: 'RouteAlert', data: route })
  await bench.settled()
  await bench.stop()
  bench.clock.moveTo('2026-04-02T00:00:00.000Z' as Instant)
  bench.start()
  await escalated()
  await bench.settled()
  expect((await bench.said()).at(-1)).toMatchObject({
    type: 'DutyEscalated',
    data: { from_unit: 'district-mr', to_unit: 'city-mr', mark: 'red_card' },
  })
  const steps = await Array.fromAsync(bench.log.read(streamOf('alert', alertIdOf('a'))))
  const pressed = steps.map(({ type }) => type).filter((type) => /Urged|Supervised/.test(type))
  expect(pressed).toEqual(['AlertUrged', 'AlertSupervised'])
})
