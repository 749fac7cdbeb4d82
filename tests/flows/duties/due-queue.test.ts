import { afterEach, describe, expect, test } from 'vitest'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { DutyBench, stepOf } from '#/support/duties/duty-bench.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { alertIdOf } from '#/support/log/desk-events.ts'

let bench: DutyBench
afterEach(async () => bench[Symbol.asyncDispose]())

async function started(at = '2026-03-10T02:00:00.000Z'): Promise<void> {
  bench = await DutyBench.at(at)
  bench.start()
}

async function alertTypes(name: string): Promise<readonly string[]> {
  const steps = await Array.fromAsync(bench.log.read(streamOf('alert', alertIdOf(name))))
  return steps.map(({ type }) => type)
}

describe('the clocks of an alert', () => {
  test('are opened and met by its steps, each by the limit of its level', async () => {
    await started()
    await bench.raise('a')
    await bench.settled()
    await bench.moveTo('2026-03-10T02:30:00.000Z')
    const at = bench.clock.now()
    await bench.alert('a', { type: 'SignForAlert', data: stepOf('a'), at })
    const finding = 'substantiated' as const
    const verified = { ...stepOf('a'), finding, evidence: [] }
    await bench.alert('a', { type: 'VerifyAlert', data: verified })
    await bench.alert('a', { type: 'DisposeAlert', data: { ...stepOf('a'), measure: 'fined' } })
    await bench.alert('a', { type: 'FeedBackAlert', data: { ...stepOf('a'), feedback: 'done' } })
    await bench.settled()
    expect(await bench.told()).toEqual([
      'opened sign_for',
      'met',
      'opened verify',
      'met',
      'opened feed_back',
      'met',
    ])
    const [opened] = await bench.said()
    expect(opened?.data).toMatchObject({ limit_id: 'alert.sign_for.red', limit_version: 1 })
    expect(bench.keeper.view).toMatchObject({ open: 0, next_at: null })
  })

  test('begin anew where the alert is transferred, and end with it', async () => {
    await started()
    await bench.raise('a')
    await bench.alert('a', {
      type: 'TransferAlert',
      data: { ...stepOf('a'), to: null, unit: 'station-2' },
    })
    await bench.settled()
    expect(await bench.told()).toEqual(['opened sign_for', 'DutyCancelled', 'opened sign_for'])
    expect((await bench.said()).at(-1)?.data).toMatchObject({ unit: 'station-2' })
    const closing = { reason_code: 'benign', despite_open_parts: null } as const
    const warning_id = await standingWarning('a')
    await bench.alert('a', { type: 'WithdrawWarning', data: { ...stepOf('a'), warning_id } })
    await bench.alert('a', {
      type: 'CloseAlert',
      data: { ...stepOf('a'), ...closing },
      second_person: false,
    })
    await bench.settled()
    expect((await bench.said()).at(-1)?.data).toMatchObject({ cause: 'alert_closed' })
  })

  test('run for each cooperating unit, by the time it was given or the table', async () => {
    await started()
    await bench.raise('a')
    const ask = { ...stepOf('a'), task: 'check the licence' }
    const due_at = '2026-03-11T10:00:00.000Z' as Instant
    await bench.alert('a', { type: 'AskCooperation', data: { ...ask, unit: 'fire', due_at } })
    await bench.alert('a', { type: 'AskCooperation', data: { ...ask, unit: 'tax', due_at: null } })
    const answer = { alert_id: alertIdOf('a'), actor: 'wu', unit: 'fire', feedback: 'in order' }
    await bench.alert('a', { type: 'AnswerCooperation', data: answer })
    const withdraw = { ...stepOf('a'), unit: 'tax' }
    await bench.alert('a', { type: 'WithdrawCooperation', data: withdraw })
    await bench.settled()
    const parts = (await bench.said()).filter(({ data }) => data['about'] === 'cooperation')
    expect(parts.map(({ data }) => [data['part'], data['due_at']])).toEqual([
      ['fire', '2026-03-11T10:00:00.000Z'],
      ['tax', '2026-03-12T15:59:59.000Z'],
    ])
    expect((await bench.told()).filter((one) => one === 'met')).toHaveLength(1)
    expect((await bench.said()).at(-1)?.data).toMatchObject({ cause: 'part_ended' })
  })
})

async function standingWarning(name: string): Promise<string> {
  const [raised] = await Array.fromAsync(bench.log.read(streamOf('alert', alertIdOf(name))))
  // An alert is raised with the warnings that made it.
  const [warning = ''] = (raised?.data['warning_ids'] ?? []) as readonly string[]
  return warning
}

describe('what falls due', () => {
  test('is marked as the clock comes to it, once, and the alert is urged and supervised', async () => {
    await started()
    await bench.raise('a')
    await bench.settled()
    await bench.moveTo('2026-03-10T02:59:59.999Z')
    expect(await bench.told()).toEqual(['opened sign_for'])
    await bench.moveTo('2026-03-10T03:00:00.000Z')
    await bench.moveTo('2026-03-10T04:00:00.000Z')
    expect(await bench.told()).toEqual(['opened sign_for', 'warning'])
    await bench.moveTo('2026-03-10T04:00:01.000Z')
    expect(await alertTypes('a')).toEqual(['AlertRaised', 'AlertUrged'])
    await bench.moveTo('2026-03-10T08:00:00.000Z')
    await bench.moveTo('2026-03-20T08:00:00.000Z')
    expect(await bench.told()).toEqual([
      'opened sign_for',
      'warning',
      'DutyBreached',
      'yellow_card',
      'red_card',
    ])
    expect(await alertTypes('a')).toEqual(['AlertRaised', 'AlertUrged', 'AlertSupervised'])
  })

  test('of many parts of one alert at once urges it for each, in one append', async () => {
    await started()
    const due_at = '2026-03-10T10:00:00.000Z' as Instant
    await bench.raise('a', 'blue')
    const units = Array.from({ length: 8 }, (_, index) => `station-${index}`)
    const ask = { ...stepOf('a'), task: 'check the licence', due_at }
    for (const unit of units)
      await bench.alert('a', { type: 'AskCooperation', data: { ...ask, unit } })
    await bench.settled()
    const { appends } = bench.asked
    await bench.moveTo('2026-03-10T10:00:01.000Z')
    const yellow = (await bench.told()).filter((told) => told === 'yellow_card')
    const urged = (await alertTypes('a')).filter((type) => type === 'AlertUrged')
    expect([yellow.length, urged.length]).toEqual([units.length, units.length])
    // The marks in one, and what follows from them in another.
    expect(bench.asked.appends - appends).toBe(2)
  })

  test('is marked in its order by a start that comes after several deadlines', async () => {
    await started()
    await bench.raise('a')
    await bench.settled()
    await bench.stop()
    // Somebody signs late while nobody keeps the clocks.
    bench.clock.moveTo('2026-03-10T05:00:00.000Z' as Instant)
    const at = bench.clock.now()
    await bench.alert('a', { type: 'SignForAlert', data: stepOf('a'), at })
    bench.clock.moveTo('2026-04-20T05:00:00.000Z' as Instant)
    bench.start()
    await bench.settled()
    const expected = [
      'opened sign_for',
      'warning',
      'DutyBreached',
      'yellow_card',
      'met late',
      'opened verify',
      'warning',
      'DutyBreached',
      'yellow_card',
      'red_card',
    ]
    expect(await bench.told()).toEqual(expected)
    await bench.stop()
    bench.start()
    await bench.settled()
    expect(await bench.told()).toEqual(expected)
  })

  test('is marked once, wherever the program is killed', async () => {
    await started()
    const plain = await livesThrough()
    await bench[Symbol.asyncDispose]()
    for (const where of ['onAppend', 'onSave'] as const) {
      for (let after = 1; after <= 6; after++) {
        await started()
        let calls = 0
        bench[where] = () => {
          calls += 1
          if (calls === after) throw new Error('killed')
        }
        expect(await livesThrough(), `${where} ${after}`).toEqual(plain)
        await bench[Symbol.asyncDispose]()
      }
    }
    await started()
  })

  /** A life in which the clocks are started again wherever they stopped. */
  async function livesThrough(): Promise<readonly string[]> {
    bench.onStopped = () => bench.start()
    await bench.raise('a')
    await bench.settled()
    bench.clock.moveTo('2026-03-10T04:30:00.000Z' as Instant)
    await bench.settled()
    const at = bench.clock.now()
    await bench.alert('a', { type: 'SignForAlert', data: stepOf('a'), at })
    bench.clock.moveTo('2026-03-20T04:30:00.000Z' as Instant)
    await bench.settled()
    const told = await bench.told()
    return [...told, ...(await alertTypes('a'))]
  }

  test('costs nothing before it does: no read and no append in all the minutes until then', async () => {
    await started()
    for (let one = 0; one < 20; one++) await bench.raise(`blue-${one}`, 'blue')
    await bench.settled()
    const asked = { ...bench.asked }
    for (let minute = 0; minute < 600; minute++) {
      bench.clock.moveBy(60_000)
      await Promise.resolve()
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(bench.asked).toEqual(asked)
    expect(bench.keeper.view).toMatchObject({ open: 20, behind_seconds: 0 })
    // All twenty fall at one time: one tick, one look at each, one append.
    const before = (await eventsOf(bench.log)).length
    await bench.moveTo('2026-03-11T16:00:00.000Z')
    expect((await eventsOf(bench.log)).length - before).toBe(21)
    expect(bench.asked.appends - asked.appends).toBe(1)
  })
})

describe('times of the log that are corrected', () => {
  test('take back what a clock that was ahead had marked', async () => {
    await started()
    await bench.raise('a', 'blue')
    await bench.settled()
    const [opened] = await bench.said()
    await bench.moveTo('2026-06-01T00:00:00.000Z')
    expect((await bench.told()).slice(-1)).toEqual(['red_card'])
    bench.clock.setBackTo('2026-03-10T03:00:00.000Z' as Instant)
    await bench.correctTimes((opened?.position ?? 0) + 1, '2026-03-10T03:00:00.000Z')
    await bench.settled()
    expect((await bench.said()).at(-1)?.data).toMatchObject({
      marks: ['warning', 'yellow_card', 'red_card'],
      breach: true,
    })
  })
})
