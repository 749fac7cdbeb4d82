import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SilenceScope } from '@jianwei/events/silence/events.ts'
import type { SilenceEvent } from '@jianwei/events/silence/silence.ts'
import {
  ALERTING_CLOCK,
  AlertingLog,
  warningIdOfTest,
  type GivenWarning,
} from '@jianwei/tests/support/log/alerting-log.ts'
import { logForEachTest } from '@jianwei/tests/support/log/log-each-test.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { NOTHING_ALERTED } from '#/alerting/alerting.ts'
import { STORM_SAMPLE_MAX } from '#/alerting/storm-alerts.ts'

let log: EventLog
const own = logForEachTest(newSqliteLog, (opened) => void (log = opened))

const counting = (alerting: object) =>
  ruleWith({
    id: 'three-complaints',
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
    alerting,
  })
const BY_CITY = { group_by: [{ field: 'region', prefix: 4 }] }
/** The whole of the log's time is one span. */
const always = (more_than: number) => ({ storm: { more_than, within: '20000 days' } })
const withRule = (alerting: object): AlertingLog => new AlertingLog(log, counting(alerting))

const day = (of: number): Instant =>
  `2026-03-${String(of).padStart(2, '0')}T00:00:00.000Z` as Instant
const a: GivenWarning = { subject: 'test:a', region: '330204' }
const b: GivenWarning = { subject: 'test:b', region: '330212' }
const c: GivenWarning = { subject: 'test:c', region: '330106' }

/** Type and subject of each event of alerts, in the order of the log. */
async function told(of: AlertingLog): Promise<readonly string[]> {
  return (await of.alertEvents()).map(({ type, subject_id }) => `${type} ${subject_id}`)
}

describe('a rule that groups by fields', () => {
  test('has one alert for all whose newest fact agrees, which names whom it is about', async () => {
    const bench = withRule(BY_CITY)
    await bench.raise(a, b, c)
    await bench.catchUp()
    expect(await told(bench)).toEqual([
      'AlertRaised group:region=3302',
      'AlertWarningGathered group:region=3302',
      'AlertSubjectAdded group:region=3302',
      'AlertRaised group:region=3301',
    ])
    expect((await bench.alertEvents())[0]).toMatchObject({
      region: '330200',
      data: { further_subjects: ['test:a'] },
    })
  })

  test('finds the alert again where a warning is withdrawn', async () => {
    const bench = withRule(BY_CITY)
    await bench.raise(a, b)
    await bench.withdraw(b)
    await bench.catchUp()
    expect((await bench.alertEvents()).at(-1)).toMatchObject({
      type: 'AlertWarningWithdrawn',
      subject_id: 'group:region=3302',
      data: { warning_id: warningIdOfTest(b) },
    })
  })

  test('groups by the subject what has no such field', async () => {
    const bench = withRule(BY_CITY)
    await bench.raise({ subject: 'test:nowhere' })
    await bench.catchUp()
    expect(await told(bench)).toEqual(['AlertRaised test:nowhere'])
  })
})

describe('a rule with a window', () => {
  const on = (of: number): GivenWarning => ({ ...a, at: day(of) })

  test('begins another alert after a pause, and one that lies between joins the newer', async () => {
    const bench = withRule({ window: '2 days' })
    await bench.raise(on(1))
    await bench.raise(on(2))
    await bench.raise(on(6))
    await bench.raise(on(4))
    await bench.catchUp()
    const [first, joined, second, between] = await bench.alertEvents()
    expect([first?.type, joined?.type, second?.type, between?.type]).toEqual([
      'AlertRaised',
      'AlertWarningGathered',
      'AlertRaised',
      'AlertWarningGathered',
    ])
    expect(joined?.stream).toBe(first?.stream)
    expect(second?.stream).not.toBe(first?.stream)
    expect(between?.stream).toBe(second?.stream)
  })

  test('withdraws from the alert in which the warning stands', async () => {
    const bench = withRule({ window: '2 days' })
    await bench.raise(on(1))
    await bench.raise(on(6))
    const record = await bench.catchUp()
    await bench.withdraw(on(1))
    await bench.catchUp(record)
    const events = await bench.alertEvents()
    expect(events.at(-1)).toMatchObject({
      type: 'AlertWarningWithdrawn',
      stream: events[0]?.stream,
    })
  })
})

test('a rule that only records opens no alert, and its warnings stand in the ledger', async () => {
  const bench = withRule({ record_only: true })
  await bench.raise(a, b)
  await bench.catchUp()
  expect(await told(bench)).toEqual([])
})

describe('a storm', () => {
  const many = (count: number): readonly GivenWarning[] =>
    Array.from({ length: count }, (_, at) => ({ subject: `test:s${at}` }))

  test('is one alert about the rule, with a sample, and names every other warning', async () => {
    const bench = withRule(always(3))
    const all = many(1_200)
    await bench.raise(...all)
    await bench.catchUp()
    const events = await bench.alertEvents()
    const about = Map.groupBy(events, ({ subject_id }) => subject_id)
    expect(about.size).toBe(4)
    const storm = about.get('rule:three-complaints') ?? []
    expect(storm.filter(({ type }) => type === 'AlertRaised')).toHaveLength(1)
    expect(storm.filter(({ type }) => type === 'AlertWarningGathered')).toHaveLength(
      STORM_SAMPLE_MAX - 1,
    )
    const named = events.flatMap(({ data }) => [
      // Events of alerts name warnings so.
      ...((data['warning_ids'] as readonly string[] | undefined) ?? []),
      ...(typeof data['warning_id'] === 'string' ? [data['warning_id']] : []),
    ])
    expect(named.toSorted()).toEqual(all.map(warningIdOfTest).toSorted())
  })

  test('takes no warning of an alert that is open, and learns that one of its own went', async () => {
    const bench = withRule(always(1))
    await bench.raise(a, b)
    const record = await bench.catchUp()
    await bench.raise({ ...a, at: day(2) })
    await bench.withdraw(b)
    await bench.catchUp(record)
    expect(await told(bench)).toEqual([
      'AlertRaised test:a',
      'AlertRaised rule:three-complaints',
      'AlertWarningGathered test:a',
      'AlertWarningWithdrawn rule:three-complaints',
    ])
  })
})

describe('a silence', () => {
  const nobody: SilenceScope = {
    rule_id: null,
    subject_id: null,
    region: null,
    department: null,
    level: null,
  }
  const who = { silence_id: '1c7db5e3-ca58-5158-84d3-c2c340b61bf0', actor: 'li', reason: 'works' }
  const ordered = (scope: Partial<SilenceScope>): SilenceEvent => ({
    type: 'SilenceOrdered',
    data: { ...who, scope: { ...nobody, ...scope }, owner: 'li', from: day(2), until: day(5) },
  })
  const lifted: SilenceEvent = {
    type: 'SilenceLifted',
    data: { ...who, until: day(3), until_before: day(5) },
  }

  test('holds back by when the fact happened, also what comes after its end', async () => {
    const bench = withRule({})
    await bench.silence('order', ordered({ region: '330200' }))
    await bench.raise({ ...a, at: day(3) }, { ...b, at: day(5) }, { ...c, at: day(3) })
    const record = await bench.catchUp()
    expect(await told(bench)).toEqual(['AlertRaised test:b', 'AlertRaised test:c'])
    await bench.silence('lift', lifted)
    await bench.catchUp(record)
    await bench.catchUp(NOTHING_ALERTED)
    expect(await told(bench)).toHaveLength(2)
  })

  test('leaves the alert that opens after it where its warning lies', async () => {
    const bench = withRule({})
    await bench.silence('order', ordered({ rule_id: 'three-complaints' }))
    const held = { ...a, at: day(3) }
    await bench.raise(held)
    // In one page: the withdrawal looks at the alerts of the key before the alert opens.
    await bench.withdraw(held)
    await bench.raise({ ...a, at: day(6) })
    await bench.catchUp()
    expect(await bench.alertEvents()).toMatchObject([{ type: 'AlertRaised', region: a.region }])
  })

  test('holds back nothing that was found before it, and nothing after it was lifted', async () => {
    const bench = withRule({})
    await bench.raise({ ...a, at: day(4) })
    await bench.silence('order', ordered({ rule_id: 'three-complaints' }))
    await bench.raise({ ...b, at: day(4) })
    await bench.silence('lift', lifted)
    await bench.raise({ ...c, at: day(4) })
    // Looked at only now, and still as the log knew it at each warning.
    await bench.catchUp()
    expect(await told(bench)).toEqual(['AlertRaised test:a', 'AlertRaised test:c'])
  })
})

test('however the rounds are cut, the alerts are the same', async () => {
  const subjects = fc.constantFrom(a, b, c)
  const days = fc.integer({ min: 1, max: 9 }).map(day)
  const step = fc.record({
    warning: fc.tuple(subjects, days).map(([one, at]) => ({ ...one, at })),
    withdraws: fc.boolean(),
  })
  const alerting = fc.constantFrom(
    {},
    BY_CITY,
    { window: '2 days' },
    { ...BY_CITY, window: '1 day' },
    always(2),
    { ...BY_CITY, ...always(1) },
  )
  await fc.assert(
    fc.asyncProperty(alerting, fc.array(step, { maxLength: 12 }), async (of, steps) => {
      const streamsOf = async (
        how: 'at the end' | 'in rounds' | 'ahead' | 'ahead, unsaved',
      ): Promise<readonly string[]> => {
        await own.renew()
        const bench = withRule(of)
        const seen = new Map<string, 'raised' | 'withdrawn'>()
        let known = NOTHING_ALERTED
        for (const { warning, withdraws } of steps) {
          const id = warningIdOfTest(warning)
          // A warning is raised once, and withdrawn at most once.
          if (seen.has(id) && !(withdraws && seen.get(id) === 'raised')) continue
          const boundary = await log.head()
          const fresh = await (seen.has(id) ? bench.withdraw(warning) : bench.raise(warning))
          if (how.startsWith('ahead')) {
            known = await bench.catchUp(known, { upTo: boundary })
            const ahead = await bench.ahead(boundary, fresh, { record: known })
            if (how === 'ahead') known = ahead.record
          }
          seen.set(id, seen.has(id) ? 'withdrawn' : 'raised')
        }
        const end = await log.head()
        let record = how === 'ahead' ? known : NOTHING_ALERTED
        const cuts = how === 'in rounds' ? end : 0
        for (let upTo = 1; upTo < cuts; upTo++)
          record = await bench.catchUp(record, { upTo: upTo as Position })
        await bench.catchUp(record, { clock: ALERTING_CLOCK })
        return bench.streams()
      }
      const atTheEnd = await streamsOf('at the end')
      expect(await streamsOf('in rounds')).toEqual(atTheEnd)
      expect(await streamsOf('ahead')).toEqual(atTheEnd)
      expect(await streamsOf('ahead, unsaved')).toEqual(atTheEnd)
    }),
    { numRuns: 25, endOnFailure: true },
  )
})
