import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SHIPPED_CALENDAR as calendar } from '@jianwei/events/working-days/working-days.ts'
import type { DutyOpened } from '@jianwei/events/duty/events.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import { recordNotices } from '@jianwei/services/calendars/notice-book.ts'
import type { DutyBench } from '#/support/duties/duty-bench.ts'
import { dutyToOpen } from '#/support/duties/duty-to-open.ts'
import {
  benchOfDecisions,
  BUREAU,
  penalty,
  published,
  report,
} from '#/support/duties/published-decisions.ts'
import { someEvent, someRetraction } from '#/support/log/events.ts'

let bench: DutyBench

beforeEach(async () => {
  bench = await benchOfDecisions()
})
afterEach(async () => bench[Symbol.asyncDispose]())

const BEGUN_LATE = '2026-04-02T02:00:00.000Z' as Instant
/** The seventh working day after 1 April, and the one after 2 April. */
const END = '2026-04-13T15:59:59.000Z'
const LATER_END = '2026-04-14T15:59:59.000Z'
const TO_THE_BREACH = ['opened D33', 'warning', 'DutyBreached', 'yellow_card']

/** The fact with other fields; `from` is the envelope in which its source says so. */
function corrected(
  fact: NewEvent,
  given: Partial<NewEvent> = {},
  from: Partial<NewEvent> = {},
): NewEvent {
  const { source, source_event_id, ...said } = { ...fact, ...given }
  const { type, schema_version, occurred_at, region, department, data } = said
  const replacement = { type, schema_version, occurred_at, region, department, data }
  return someEvent({
    type: 'FactCorrected',
    data: { fact: { source, id: source_event_id }, reason: '录入错误', replacement },
    ...from,
  })
}

/** What people read in it is written otherwise; what is owed by when is the same. */
function reworded(fact: NewEvent): NewEvent {
  return corrected(fact, { data: { ...fact.data, penalty_types: ['01'] } })
}

async function reported(...events: readonly NewEvent[]): Promise<void> {
  for (const event of events) await report(bench, event)
  await bench.settled()
}

async function breached(): Promise<NewEvent> {
  const fact = penalty('p1')
  await reported(fact)
  await bench.moveTo('2026-04-14T02:00:00.000Z')
  expect(await bench.told()).toEqual(TO_THE_BREACH)
  return fact
}

/** Where and until when clocks were opened. */
async function openings(): Promise<readonly unknown[]> {
  const opened = (await bench.said()).filter(({ type }) => type === 'DutyOpened')
  return opened.map(({ region, data }) => [region, data['due_at']])
}

describe('an amendment that comes before its original', () => {
  test('that retracts a duty lets it open no clock', async () => {
    const fact = penalty('p1')
    await reported(someRetraction(fact), fact)
    expect(await bench.told()).toEqual([])
  })

  test('that corrects a duty opens one clock, which its retraction ends', async () => {
    const fact = penalty('p1')
    await reported(corrected(fact, { occurred_at: BEGUN_LATE }), fact)
    expect(await openings()).toEqual([[fact.region, LATER_END]])
    await reported(someRetraction(fact))
    expect(await bench.told()).toEqual(['opened D33', 'DutyCancelled'])
  })

  test('that retracts an answer lets it meet nothing, before and after the duty', async () => {
    const [before, after] = [published('p1', BEGUN_LATE), published('p2', BEGUN_LATE)]
    await reported(someRetraction(before), before, penalty('p1'))
    await reported(penalty('p2'), someRetraction(after), after)
    expect(await bench.told()).toEqual(['opened D33', 'opened D33'])
  })

  test('that is of another subject says nothing of it', async () => {
    const fact = penalty('p1')
    await reported({ ...someRetraction(fact), subject_id: 'test:another' }, fact)
    expect(await bench.told()).toEqual(['opened D33'])
  })
})

describe('a correction', () => {
  test('that changes nothing of what is owed by when leaves the clock as it is', async () => {
    const fact = penalty('p1')
    await reported(fact, reworded(fact))
    expect(await bench.told()).toEqual(['opened D33'])
  })

  test('after the end leaves a breached clock as it is, and its red card is brought up', async () => {
    const fact = await breached()
    await reported(reworded(fact))
    expect(await bench.told()).toEqual(TO_THE_BREACH)
    await bench.moveTo('2026-04-21T02:00:00.000Z')
    expect(await bench.told()).toEqual([...TO_THE_BREACH, 'red_card', 'DutyEscalated'])
  })

  test('after the end that names another who owes it begins it anew, and breached', async () => {
    const fact = await breached()
    await reported(corrected(fact, { department: '另一局' }))
    expect(await bench.told()).toEqual([...TO_THE_BREACH, 'DutyCancelled', ...TO_THE_BREACH])
    expect(bench.keeper.view).toMatchObject({ open: 1, unopened: [] })
  })

  test('after the end that moves the end ahead begins it anew, and in time', async () => {
    const fact = await breached()
    await reported(corrected(fact, { occurred_at: BEGUN_LATE }))
    const anew = ['DutyCancelled', 'opened D33', 'warning']
    expect(await bench.told()).toEqual([...TO_THE_BREACH, ...anew])
  })

  test('before the end that moves it to where it has passed begins it anew, and breached', async () => {
    const fact = penalty('p1', { occurred_at: BEGUN_LATE })
    await reported(fact)
    await bench.moveTo('2026-04-14T02:00:00.000Z')
    await reported(corrected(fact, { occurred_at: '2026-04-01T02:00:00.000Z' as Instant }))
    const anew = ['DutyCancelled', ...TO_THE_BREACH]
    expect(await bench.told()).toEqual(['opened D33', 'warning', ...anew])
  })

  test('of what was history when it was reported opens no clock', async () => {
    const fact = penalty('old', { occurred_at: '2025-03-03T02:00:00.000Z' as Instant })
    await reported(fact, corrected(fact, { department: '另一局' }))
    expect(await bench.told()).toEqual([])
    expect(bench.keeper.view.unopened).toEqual([{ why: 'past', kind: 'D33', count: 2 }])
  })

  test('by which a fact first is a duty opens no clock after the end', async () => {
    const fact = published('p1', '2026-04-01T02:00:00.000Z')
    await reported(fact)
    await bench.moveTo('2026-04-14T02:00:00.000Z')
    await reported(corrected(fact, { type: 'PenaltyDecided', data: penalty('p1').data }))
    expect(await bench.told()).toEqual([])
    expect(bench.keeper.view.unopened).toEqual([{ why: 'past', kind: 'D33', count: 1 }])
  })

  const fact = penalty('p1')
  const there = corrected(fact, { occurred_at: BEGUN_LATE })
  const thereAgain = corrected(fact, { occurred_at: BEGUN_LATE })
  const answer = published('p1', BEGUN_LATE)
  test.each([
    ['moved, back and moved again', [there, corrected(fact), thereAgain]],
    ['reworded and answered', [reworded(fact), answer]],
    ['reworded and moved', [reworded(fact), there]],
    ['reworded and retracted', [reworded(fact), someRetraction(fact)]],
  ])('is followed once, also after a kill: %s', async (_, amendments) => {
    await reported(fact)
    await bench.stop()
    const killed = Promise.withResolvers<void>()
    bench.onStopped = () => killed.resolve()
    bench.onSave = () => {
      bench.onSave = () => {}
      throw new Error('killed')
    }
    for (const event of amendments) await report(bench, event)
    bench.start()
    await killed.promise
    await bench.stop().catch(() => {})
    const said = await bench.said()
    bench.start()
    await bench.settled()
    expect(await bench.said()).toEqual(said)
    const isOpen = !['met', 'DutyCancelled'].includes((await bench.told()).at(-1) ?? '')
    expect(bench.keeper.view.open).toBe(isOpen ? 1 : 0)
  })

  test('of a duty that was met opens it not again, where the answer is taken back', async () => {
    const [duty, met] = [penalty('p2'), published('p2', BEGUN_LATE)]
    await reported(duty, met, someRetraction(met), reworded(duty))
    expect(await bench.told()).toEqual(['opened D33', 'met'])
  })

  test('ends a second clock that was opened for the same duty, and lies elsewhere', async () => {
    const fact = penalty('p1')
    await reported(fact)
    const [opened] = await bench.said()
    const { terms, tie } = opened!.data as DutyOpened
    const second = dutyToOpen('second', fact.occurred_at, terms)
    const row = { kind: 'D33', limit_id: 'D33', tie, department: BUREAU }
    const data = { ...second, ...row, about: 'fact', about_id: fact.event_id } as const
    await bench.duty({ type: 'OpenDuty', data, at: bench.clock.now(), calendar })
    await bench.settled()
    expect(bench.keeper.view.open).toBe(2)
    await reported(reworded(fact))
    expect(bench.keeper.view.open).toBe(1)
    await reported(someRetraction(fact))
    expect(bench.keeper.view.open).toBe(0)
  })
})

describe('a duty that is corrected', () => {
  beforeEach(async () => {
    const notice = {
      jurisdiction: 'CN',
      region: '450000' as RegionId,
      year: 2026,
      off: ['2026-04-07'] as CivilDate[],
      work: [],
      title: '关于2026年部分节假日安排的通知',
      number: null,
      url: null,
      published_on: '2026-01-01' as CivilDate,
      actor: 'li',
      reason: 'announced',
    }
    await recordNotices(bench.log, [notice], { now: bench.clock.now() })
  })

  test('lies where the fact does, and counts by the days there, whoever says so', async () => {
    const fact = penalty('p1', { region: '450100' })
    const other = { region: null, department: null }
    await reported(fact, corrected(fact, { department: '另一局' }, other))
    expect(await openings()).toEqual([
      ['450100', LATER_END],
      ['450100', LATER_END],
    ])
    const said = await bench.said()
    expect(said.map(({ region }) => region)).toEqual(['450100', '450100', '450100'])
  })

  test('is moved with the fact', async () => {
    const fact = penalty('p1')
    await reported(fact, corrected(fact, { region: '450100' }))
    expect(await openings()).toEqual([
      [fact.region, END],
      ['450100', LATER_END],
    ])
  })
})
