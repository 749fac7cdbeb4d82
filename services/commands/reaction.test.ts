import { expect, test } from 'vitest'
import type { NewEvent, Position } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { logForEachTest } from '@jianwei/tests/support/log/log-each-test.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import { someEvent, someStream } from '@jianwei/tests/support/log/events.ts'
import {
  LOG_START,
  react,
  reactionOfBoth,
  type LogPoint,
  type Reaction,
} from '#/commands/reaction.ts'

let log: EventLog
logForEachTest(newSqliteLog, (opened) => void (log = opened))

const report = (): NewEvent => someEvent({ type: 'ReportReceived', data: {} })

/** Hears of reports, and remembers at which positions they are. */
class Heard implements Reaction {
  readonly interested = ['ReportReceived']
  readonly pages: (readonly number[])[] = []
  readonly befores: LogPoint[] = []

  async handle(events: Parameters<Reaction['handle']>[0], before: LogPoint): Promise<number> {
    this.pages.push(events.map(({ position }) => position))
    this.befores.push(before)
    return 0
  }

  get positions(): readonly number[] {
    return this.pages.flat()
  }
}

async function heard(
  after: LogPoint,
  upTo: number,
  signal = new AbortController().signal,
): Promise<{ readonly told: Heard; readonly reached: LogPoint | undefined }> {
  const told = new Heard()
  const { reached } = await react(log, told, { after, up_to: upTo as Position, signal })
  return { told, reached }
}

/** So many events, of which each tenth is a report. */
async function written(events: number): Promise<void> {
  const all = Array.from({ length: events }, (_, at) => (at % 10 === 9 ? report() : someEvent()))
  await log.append([{ stream: someStream(), expected: 'any', events: all }])
}

test('it is told of what it is interested in up to the position, and goes on behind it', async () => {
  await written(50)
  const first = await heard(LOG_START, 25)
  expect(first.told.positions).toEqual([10, 20])
  expect(first.reached?.position).toBe(25)
  const second = await heard(first.reached ?? LOG_START, 50)
  expect(second.told.positions).toEqual([30, 40, 50])
  expect((await heard(second.reached ?? LOG_START, 50)).told.positions).toEqual([])
})

test('where only the position is known, nothing before it is told again', async () => {
  await written(50)
  const { told } = await heard({ position: 20 as Position, checkpoint: null }, 50)
  expect(told.positions).toEqual([30, 40, 50])
})

test('pages are bounded, and each can be read again from the point before it', async () => {
  await written(12_000)
  const { told } = await heard(LOG_START, 12_000)
  expect(told.pages.map(({ length }) => length)).toEqual([500, 500, 200])
  for (const [at, before] of told.befores.entries()) {
    const again = await heard(before, 12_000)
    expect(again.told.positions).toEqual(told.pages.slice(at).flat())
  }
})

test('stopped meanwhile, it has come nowhere: the next begins where this one did', async () => {
  await written(50)
  expect((await heard(LOG_START, 50, AbortSignal.abort())).reached).toBeUndefined()
})

test('a log that was set back is followed from where it ends now', async () => {
  await written(50)
  const { reached } = await heard(LOG_START, 50)
  const ahead = { ...(reached ?? LOG_START), position: 80 as Position }
  const { told, reached: back } = await heard(ahead, 50)
  expect(told.positions).toEqual([])
  expect(back).toEqual({ position: 50, checkpoint: null })
  await written(20)
  expect((await heard(back ?? LOG_START, 70)).told.positions).toEqual([60, 70])
})

test('two that go on together are each told of their own events, with one reading of the log', async () => {
  await written(25)
  let readings = 0
  const counting: EventLog = Object.assign(Object.create(log) as EventLog, {
    follow: (...asked: Parameters<EventLog['follow']>) => {
      readings += 1
      return log.follow(...asked)
    },
  })
  const [one, other] = [new Heard(), new Heard()]
  const everything = { interested: [someEvent().type], handle: other.handle.bind(other) }
  const { signal } = new AbortController()
  const range = { after: LOG_START, up_to: 25 as Position, signal }
  await react(counting, reactionOfBoth(one, everything), range)
  expect(one.positions).toEqual([10, 20])
  expect(other.positions).toHaveLength(23)
  expect(readings).toBe(1)
})
