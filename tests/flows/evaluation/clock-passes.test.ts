import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { someCorrection, someEvent } from '#/support/log/events.ts'
import { advanceClock } from '#/support/program/advance-clock.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'

/** A ticket of 1 March is answered by the end of the 6th. */
const answered = ruleWith({
  id: 'ticket-answered',
  kind: 'deadline',
  parameters: {
    duty: { events: ['TicketDispatched'] },
    answer: { events: ['TicketAnswered'] },
    match: ['data.ticket_number'],
    within: { days: 5, counted: 'calendar' },
  },
})
const silent = ruleWith({
  id: 'monitor-silent',
  kind: 'silence',
  parameters: {
    of: { events: ['ReadingReported'] },
    key: ['data.device_id'],
    per: 'subject',
    regular: { at_least: 1, within: '1 day' },
    silent_after: '2 days',
  },
})
/** A device of whomever is a group. */
const silentGroup = ruleWith({
  id: 'device-silent',
  kind: 'silence',
  parameters: {
    of: { events: ['ReadingReported'] },
    key: ['data.device_id'],
    regular: { at_least: 1, within: '1 day' },
    silent_after: '3 days',
  },
})
const rules = [answered, silent, silentGroup]

const BEGINS = '2026-03-01T02:00:00.000Z'
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
let asked: string[] = []
const clock = settableClock(BEGINS)

async function start(): Promise<void> {
  pipeline = await runPipeline(folder.path, rules, clock)
  asked = []
  pipeline.stores.onStatement(({ about }) => {
    if (about !== undefined) asked.push(`${about.question} of ${about.rule}`)
  })
}

beforeEach(async () => {
  folder = await temporaryFolder('clock-passes')
  clock.set(BEGINS)
  await start()
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function restart(): Promise<void> {
  await pipeline[Symbol.asyncDispose]()
  await start()
}

const ticket = (id: string, day = '2026-03-01'): NewEvent =>
  someEvent({
    id,
    type: 'TicketDispatched',
    occurred_at: `${day}T02:00:00.000Z` as Instant,
    data: { ticket_number: id, category: { code: 'dust' } },
  })

const reading = (id: string, at: string): NewEvent =>
  someEvent({
    id,
    type: 'ReadingReported',
    occurred_at: at as Instant,
    data: { device_id: 'd1', metric: 'pm10', value: 1, unit: 'ug/m3' },
  })

async function passTo(at: string): Promise<void> {
  clock.set(at)
  await pipeline.tick()
}

/** What was raised (+) and withdrawn (−), by the rule. */
async function ledger(): Promise<readonly string[]> {
  const events = await eventsOf(pipeline.stores.log)
  return events.flatMap(({ type, data }) => {
    if (type !== 'WarningRaised' && type !== 'WarningWithdrawn') return []
    return [`${type === 'WarningRaised' ? '+' : '-'}${String(data['rule_id'])}`]
  })
}

describe('a clock that passes', () => {
  test('takes what is due and asks the facts of nothing else', async () => {
    await pipeline.take([ticket('a'), reading('r', '2026-03-01T02:00:00.000Z')])
    asked = []
    await passTo('2026-03-01T02:05:00.000Z')
    await passTo('2026-03-02T02:00:00.000Z')
    expect(await ledger()).toEqual([])
    await passTo('2026-03-03T02:01:00.000Z')
    expect(await ledger()).toEqual(['+monitor-silent'])
    await passTo('2026-03-08T02:00:00.000Z')
    expect(await ledger()).toEqual(['+monitor-silent', '+ticket-answered', '+device-silent'])
    expect(asked.filter((one) => one.startsWith('newly-due'))).toEqual([])
  })

  test('a restart asks once for each rule, and raises what fell due while nothing ran', async () => {
    await pipeline.take([ticket('a'), ticket('b', '2026-02-28')])
    await restart()
    await passTo('2026-03-06T02:00:00.000Z')
    expect(await ledger()).toEqual(['+ticket-answered'])
    const once = asked.filter((one) => one === `newly-due of ${answered.id}@1`)
    expect(once).toHaveLength(2)
    await passTo('2026-03-08T02:00:00.000Z')
    expect(await ledger()).toEqual(['+ticket-answered', '+ticket-answered'])
    expect(asked.filter((one) => one === `newly-due of ${answered.id}@1`)).toEqual(once)
  })

  test('what falls due in the moment of its end is raised once, by whoever comes next', async () => {
    await pipeline.take([ticket('a'), reading('r', '2026-03-01T02:00:00.000Z')])
    clock.set('2026-03-08T02:00:00.000Z')
    await advanceClock(pipeline.stores.log, clock.now())
    // Wherever the round is by now.
    await restart()
    await pipeline.settle()
    await restart()
    await passTo('2026-03-09T02:00:00.000Z')
    expect((await ledger()).toSorted()).toEqual([
      '+device-silent',
      '+monitor-silent',
      '+ticket-answered',
    ])
  })

  test('what a correction moves or an answer removes does not fall due', async () => {
    const moved = ticket('a')
    await pipeline.take([moved, ticket('b'), ticket('c')])
    await pipeline.take([
      someCorrection(moved, { occurred_at: '2026-03-03T02:00:00.000Z' as Instant }),
      someEvent({
        type: 'TicketAnswered',
        occurred_at: '2026-03-04T02:00:00.000Z' as Instant,
        data: { ticket_number: 'b' },
      }),
    ])
    await passTo('2026-03-07T02:00:00.000Z')
    expect(await ledger()).toEqual(['+ticket-answered'])
    await passTo('2026-03-09T02:00:00.000Z')
    expect(await ledger()).toEqual(['+ticket-answered', '+ticket-answered'])
    expect(asked.filter((one) => one.startsWith('newly-due'))).toEqual([])
  })
})
