import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NoticeToRecord } from '@jianwei/events/calendar/decider.ts'
import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import { recordNotices } from '@jianwei/services/calendars/notice-book.ts'
import { DutyBench } from '#/support/duties/duty-bench.ts'
import { publishRule } from '#/support/duties/published-rule.ts'
import { eventually } from '#/support/hang.ts'
import { someEvent } from '#/support/log/events.ts'

/*
 * Decisions of the end of 2026 are to be published within seven working days (row D33), which lie
 * in 2027 for the most part. The notices here are made up.
 */

let bench: DutyBench

beforeEach(async () => {
  bench = await DutyBench.at('2026-12-28T02:00:00.000Z')
  await publishRule(bench.log, 'decision-not-published', bench.clock.now())
  bench.start()
})
afterEach(async () => bench[Symbol.asyncDispose]())

const days = (...texts: readonly string[]) => texts as CivilDate[]

async function announce(its: Partial<NoticeToRecord> = {}): Promise<void> {
  const notice: NoticeToRecord = {
    jurisdiction: 'CN',
    region: null,
    year: 2027,
    off: days('2027-01-01'),
    work: [],
    title: '关于2027年部分节假日安排的通知',
    number: null,
    url: null,
    published_on: '2026-12-28' as CivilDate,
    actor: 'li',
    reason: 'announced',
    ...its,
  }
  await recordNotices(bench.log, [notice], { now: bench.clock.now() })
}

async function decideOn(id: string, more: Partial<NewEvent> = {}): Promise<void> {
  const event = someEvent({
    id,
    type: 'PenaltyDecided',
    department: '示例区市场监督管理局',
    occurred_at: bench.clock.now(),
    data: { penalty_types: ['02'], decision_number: id },
    ...more,
  })
  await appendOne(bench.log, streamOf('subject', event.subject_id), 'any', [event])
  await bench.settled()
}

async function ends(): Promise<readonly unknown[]> {
  const said = await bench.said()
  return said.flatMap(({ data }) =>
    'due_at' in data && 'marks_at' in data ? [data['due_at']] : [],
  )
}

describe('a duty that reaches into a year without notice', () => {
  test('says so, gives no mark, and has its end when the notice comes', async () => {
    await decideOn('p1')
    expect((await bench.said())[0]?.data).toMatchObject({
      due_at: null,
      calendar_missing: 2027,
      marks_at: [],
    })
    await bench.moveTo('2027-01-04T02:00:00.000Z')
    expect(await bench.told()).toEqual(['opened D33'])
    await announce()
    await bench.settled()
    // 29, 30 and 31 December, 4, 5, 6 and 7 January.
    expect((await bench.said())[1]).toMatchObject({
      type: 'DutyDated',
      data: { due_at: '2027-01-07T15:59:59.000Z', calendar_missing: null },
    })
    await bench.moveTo('2027-01-20T00:00:00.000Z')
    expect(await bench.told()).toEqual([
      'opened D33',
      'DutyDated',
      'warning',
      'DutyBreached',
      'yellow_card',
      'red_card',
    ])
  })

  test('is dated once, whenever the keeper of the clocks is killed', async () => {
    await decideOn('p1')
    await bench.stop()
    await announce()
    for (const kill of ['append', 'save'] as const) {
      const killed = Promise.withResolvers<void>()
      bench.onStopped = () => killed.resolve()
      const dies = (): never => {
        bench.onAppend = bench.onSave = () => {}
        throw new Error('killed')
      }
      if (kill === 'append') bench.onAppend = dies
      else bench.onSave = dies
      bench.start()
      await killed.promise
      await bench.stop().catch(() => {})
    }
    bench.start()
    await bench.settled()
    expect(await bench.told()).toEqual(['opened D33', 'DutyDated'])
  })

  test('that was met before the notice came is left as it is', async () => {
    await decideOn('p1')
    await decideOn('met', {
      type: 'DecisionPublished',
      data: { decision_number: 'p1', decision_kind: 'penalty' },
    })
    await announce()
    await bench.settled()
    expect(await bench.told()).toEqual(['opened D33', 'met'])
  })
})

describe('a notice that is changed', () => {
  test('moves the end of what is open, and takes back a breach that is none any more', async () => {
    await announce()
    await decideOn('p1')
    await bench.moveTo('2027-01-08T02:00:00.000Z')
    expect(await bench.told()).toEqual(['opened D33', 'warning', 'DutyBreached', 'yellow_card'])
    await announce({ off: days('2027-01-01', '2027-01-04', '2027-01-05') })
    await bench.settled()
    expect((await bench.told()).slice(4)).toEqual(['DutyMarksWithdrawn', 'DutyDated'])
    expect(await ends()).toEqual(['2027-01-07T15:59:59.000Z', '2027-01-11T15:59:59.000Z'])
    await bench.moveTo('2027-01-12T02:00:00.000Z')
    expect((await bench.told()).slice(6)).toEqual(['DutyBreached', 'yellow_card'])
  })

  test('of a place moves the ends there and nowhere else', async () => {
    await announce()
    await decideOn('there', { region: '450103' })
    await decideOn('elsewhere', { region: '330203' })
    await announce({ region: '450000' as RegionId, off: days('2027-01-06') })
    await eventually(
      async () => ((await bench.told()).includes('DutyDated') ? true : undefined),
      () => JSON.stringify(bench.keeper.view),
    )
    await bench.settled()
    expect(await bench.told()).toEqual(['opened D33', 'opened D33', 'DutyDated'])
    expect((await bench.said()).at(-1)).toMatchObject({
      region: '450103',
      data: { due_at: '2027-01-08T15:59:59.000Z' },
    })
    // What begins there from here on is counted so at once.
    await decideOn('later', { region: '450000', occurred_at: NOON })
    expect((await ends()).at(-1)).toBe('2027-01-08T15:59:59.000Z')
  })
})

const NOON = '2026-12-28T04:00:00.000Z' as Instant
