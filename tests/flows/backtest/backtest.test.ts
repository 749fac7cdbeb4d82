import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { reportText } from '@jianwei/services/backtest/report-text.ts'
import { backtestOf, testOutcome } from '#/support/backtest/backtest-of.ts'
import { correction, recordedLog, retraction, type TestEvent } from '#/support/log/recorded-log.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

// A backtest is some forty statements, and a machine may have other work.
const opened = await openWarehouse()
const { warehouse } = opened
afterAll(() => opened[Symbol.asyncDispose]())

async function refill(...batches: readonly (readonly RecordedEvent[])[]): Promise<void> {
  await dropAll(warehouse)
  await migrate(warehouse, allTableFiles)
  for (const batch of batches) await project(warehouse, batch)
}
beforeEach(() => refill())

const DAY_MS = 86_400_000
/** A Monday, at midnight of the rules' offset. */
const START = Date.parse('2026-01-04T16:00:00.000Z')
const day = (days: number): string => new Date(START + days * DAY_MS).toISOString()

const DATA: Readonly<Record<string, object>> = { PenaltyDecided: { penalty_types: ['02'] } }

/** A fact of a subject that happened on a day, and was reported then or later. */
function fact(
  type: string,
  subject: string,
  at: number,
  more: Partial<TestEvent> & { told?: number } = {},
): TestEvent {
  const { told = at, ...given } = more
  return {
    id: `${type}-${subject}-${at}`,
    type,
    subject_id: `test:${subject}`,
    occurred_at: day(at),
    reported_at: day(told),
    data: DATA[type] ?? {},
    ...given,
  }
}
const violation = (subject: string, at: number, more = {}) =>
  fact('ViolationFound', subject, at, more)
const penalty = (subject: string, at: number, more = {}) =>
  fact('PenaltyDecided', subject, at, more)

const counting = (at_least: number, version = 1) =>
  ruleWith({
    id: 'violations',
    version,
    kind: 'count',
    parameters: { of: { events: ['ViolationFound'] }, at_least, window: '30 days' },
  })
const penaltyWithin90 = testOutcome({ events: ['PenaltyDecided'], within: '90 days' })

test('nothing known later than a warning is used: a planted leak shows in hindsight and not in the ledger', async () => {
  // Ten subjects offended on days 0 and 1, were punished on day 20, and only on day 60 was the
  // offence told.
  const leaking = Array.from({ length: 10 }, (_, index) => [
    violation(`s${index}`, 0, { told: 60 }),
    violation(`s${index}`, 1, { told: 60 }),
    penalty(`s${index}`, 20),
  ]).flat()
  await refill(recordedLog([...leaking, penalty('other', 400)]))
  const { outcome } = await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90 })
  expect(outcome?.hindsight.precision).toMatchObject({ value: 1, hits: 10, size: 10 })
  expect(outcome?.hindsight.recall).toMatchObject({ hits: 10 })
  expect(outcome?.hindsight.lead_time.map(({ days }) => days)).toEqual([19, 19, 19, 19, 19])
  expect(outcome?.ledger.precision).toMatchObject({ value: 0, hits: 0, size: 10 })
  expect(outcome?.ledger.recall).toMatchObject({ hits: 0 })
  expect(outcome?.ledger.lead_time).toEqual([])
  expect(outcome?.ledger.lead_histogram).toEqual([])
  const bins = outcome?.hindsight.lead_histogram ?? []
  expect(bins.filter(({ count }) => count > 0)).toMatchObject([{ from_days: 19 }])
  expect(bins[0]?.from_days).toBe(0)
})

test('an outcome in the second of knowing is not after it; one at the end of the window is within', async () => {
  const pair = (subject: string): TestEvent[] => [violation(subject, 0), violation(subject, 1)]
  const log = [
    ...pair('same'),
    penalty('same', 1),
    ...pair('end'),
    penalty('end', 91),
    ...pair('beyond'),
  ]
  const beyond = penalty('beyond', 91, {
    occurred_at: new Date(START + 91 * DAY_MS + 1_000).toISOString(),
  })
  await refill(recordedLog([...log, beyond, penalty('other', 400)]))
  const { outcome } = await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90 })
  expect(outcome?.ledger.precision).toMatchObject({ hits: 1, size: 3 })
})

test('a warning whose window is not over is undecided, and never false', async () => {
  const of = (subject: string, at: number): TestEvent[] => [
    violation(subject, at - 1),
    violation(subject, at),
  ]
  const log = [
    ...of('over', 10),
    ...of('last', 109),
    ...of('open', 110),
    ...of('struck', 150),
    penalty('struck', 160),
  ]
  await refill(recordedLog([...log, penalty('other', 200)]))
  const { outcome } = await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90 })
  expect(outcome?.ledger).toMatchObject({ decided: 2, undecided: 2, undecided_already_true: 1 })
  expect(outcome?.ledger.precision).toMatchObject({ hits: 0, size: 2 })
  const late = testOutcome({
    events: ['PenaltyDecided'],
    within: '90 days',
    reported_within: '20 days',
  })
  const patient = await backtestOf(warehouse, counting(2), { outcome: late })
  expect(patient.outcome?.ledger).toMatchObject({ decided: 1, undecided: 3 })
})

test('the end of the data is that of the sources that tell of the outcome', async () => {
  const elsewhere = violation('far', 900, { source: 'urn:example:elsewhere' })
  await refill(recordedLog([violation('a', 0), violation('a', 1), penalty('b', 50), elsewhere]))
  const { outcome } = await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90 })
  expect(outcome).toMatchObject({ data_until: day(50), ledger: { decided: 0, undecided: 1 } })
})

test('a warning that was withdrawn was raised all the same, and counts once however often it came back', async () => {
  const happened = [
    violation('a', 0),
    violation('a', 1),
    retraction('gone', 'ViolationFound-a-1', { subject_id: 'test:a', reported_at: day(10) }),
    correction('back', 'ViolationFound-a-1', { ...violation('a', 1), reported_at: day(20) }),
    retraction('again', 'ViolationFound-a-1', { subject_id: 'test:a', reported_at: day(30) }),
    penalty('a', 5),
    penalty('b', 200),
  ]
  await refill(recordedLog(happened))
  const { volume, outcome } = await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90 })
  expect(volume).toMatchObject({ warnings: 1, subjects: 1, withdrawn_later: 1 })
  expect(outcome?.ledger.precision).toMatchObject({ hits: 1, size: 1 })
  expect(outcome?.hindsight).toMatchObject({ warnings: 0, precision: null })
})

test('the base rate is over the weeks of active subjects: known, and not known to be gone', async () => {
  const log = [
    violation('early', 0),
    violation('late', 21, { told: 28 }),
    violation('gone', 0),
    fact('SubjectDeregistered', 'gone', 14),
    penalty('early', 30),
    penalty('other', 140),
  ]
  await refill(recordedLog(log))
  const { outcome } = await backtestOf(warehouse, counting(2), {
    outcome: testOutcome({ events: ['PenaltyDecided'], within: '14 days' }),
  })
  // 18 Mondays from day 0 to day 119, as the window of day 126 ends with the data and is not over:
  // all of the early one's, 14 from day 28 on, and two before the other went. The penalty of day 30
  // lies within 14 days of two of them, of days 21 and 28; that of day 140 is of a subject that was
  // not known before.
  expect(outcome?.base_rate).toMatchObject({ hits: 2, size: 18 + 14 + 2 })
})

test('a source whose coverage shrinks does not flatter a rule: who is seen no more is compared with nobody', async () => {
  // A hundred shops are visited once, in the first week of three years. Ten go on being visited,
  // every four weeks, and are punished after every third visit; the visit before that finds a
  // second violation, of which the rule warns.
  const once = Array.from({ length: 100 }, (_, index) => violation(`once${index}`, index % 7))
  const often = Array.from({ length: 10 }, (_, index) => {
    const visits = Array.from({ length: 39 }, (_, visit) => {
      const at = index + visit * 28
      return visit % 3 === 1
        ? [violation(`often${index}`, at), violation(`often${index}`, at + 1)]
        : [violation(`often${index}`, at)]
    })
    const penalties = Array.from({ length: 13 }, (_, third) =>
      penalty(`often${index}`, index + third * 84 + 42),
    )
    return [...visits.flat(), ...penalties]
  }).flat()
  await refill(recordedLog([...once, ...often]))
  const rule = ruleWith({
    id: 'violations',
    kind: 'count',
    parameters: { of: { events: ['ViolationFound'] }, at_least: 2, window: '7 days' },
  })
  const seenWithin = async (seen_within: string) => {
    const within = testOutcome({ events: ['PenaltyDecided'], within: '21 days', seen_within })
    return (await backtestOf(warehouse, rule, { outcome: within })).outcome
  }
  const honest = await seenWithin('35 days')
  // A penalty every twelve weeks lies within three weeks of three of them: of one week in four.
  expect(honest?.ledger.precision).toMatchObject({ value: 1 })
  expect(honest?.base_rate?.value).toBeGreaterThan(0.18)
  expect(honest?.ledger.lift?.value).toBeLessThan(5.5)
  // Seen once is seen for ever: the hundred shops that nobody visits make the rule look ten times
  // as good.
  const flattering = await seenWithin('3650 days')
  expect(flattering?.ledger.lift?.value).toBeGreaterThan(40)
})

test('a warning about a subject that was not seen for long, or was gone, is counted apart', async () => {
  const log = [
    violation('seen', 0),
    violation('seen', 30),
    penalty('seen', 60),
    violation('gone', 0),
    fact('SubjectDeregistered', 'gone', 20),
    violation('gone', 21),
    violation('unseen', 0),
    penalty('other', 400),
  ]
  await refill(recordedLog(log))
  const silent = ruleWith({
    id: 'silent',
    kind: 'deadline',
    parameters: {
      duty: { events: ['ViolationFound'] },
      answer: { events: ['PenaltyDecided'] },
      within: { days: 200, counted: 'calendar' },
    },
  })
  const { outcome } = await backtestOf(warehouse, silent, {
    outcome: testOutcome({ events: ['PenaltyDecided'], within: '90 days' }),
  })
  expect(outcome?.ledger).toMatchObject({ warnings: 3, decided: 0, undecided: 0, precision: null })
  expect(outcome?.ledger.outside_population).toEqual({ warnings: 3, decided: 3, with_outcome: 0 })
  const patient = testOutcome({
    events: ['PenaltyDecided'],
    within: '90 days',
    seen_within: '210 days',
  })
  const waited = await backtestOf(warehouse, silent, { outcome: patient })
  expect(waited.outcome?.ledger).toMatchObject({
    decided: 1,
    outside_population: { warnings: 2, decided: 2 },
  })
  expect(waited.outcome?.meaning['base_rate']).toContain('210 days')
  expect(waited.outcome?.population).toEqual({ seen_within_days: 210 })
})

test('the next inspection: positive by a fact beside it, undecided without one', async () => {
  const visit = (subject: string, at: number, code: string): TestEvent =>
    fact('InspectionConducted', subject, at, { data: { officers: null, check_action_code: code } })
  const critical = (subject: string, at: number, code: string): TestEvent =>
    violation(subject, at, { data: { check_action_code: code, severity: { text: 'critical' } } })
  const log = [
    visit('hit', 0, 'h1'),
    critical('hit', 0, 'h1'),
    visit('hit', 50, 'h2'),
    critical('hit', 50, 'h2'),
    visit('miss', 0, 'm1'),
    critical('miss', 0, 'm1'),
    visit('miss', 60, 'm2'),
    // Of another visit in the same second.
    critical('miss', 60, 'm9'),
    visit('open', 0, 'o1'),
    critical('open', 0, 'o1'),
  ]
  await refill(recordedLog(log))
  const { outcome } = await backtestOf(warehouse, counting(1), {
    outcome: testOutcome({
      next: {
        of: { events: ['InspectionConducted'] },
        has: { events: ['ViolationFound'], where: { field: 'data.severity.text', eq: 'critical' } },
        match: ['data.check_action_code'],
      },
    }),
  })
  // The violations of days 50 and 60 are warnings too, with no inspection after them; neither has
  // `open`.
  expect(outcome?.ledger).toMatchObject({ decided: 2, undecided: 3 })
  expect(outcome?.ledger.precision).toMatchObject({ hits: 1, size: 2 })
  // Only the second inspections are the next of anything; of four positive ones, three are first
  // ones.
  expect(outcome?.base_rate).toMatchObject({ hits: 1, size: 2 })
  expect(outcome?.ledger.recall).toMatchObject({ hits: 1, size: 4 })
  expect(outcome?.ledger.lead_time[2]).toMatchObject({ quantile: 0.5, days: 50 })
})

test('volume is told by month, region, industry and week, as known when the warning was', async () => {
  const registered = (at: number, region: string, industry_code: string, id: string): TestEvent =>
    fact('SubjectRegistered', 'a', at, { id, region, data: { name: 'A', industry_code } })
  const log = [
    registered(0, '330100', 'C1311@2017', 'r1'),
    violation('a', 1),
    violation('a', 2),
    registered(40, '330200', 'H6210@2017', 'r2'),
    violation('a', 50, { region: '330200' }),
    violation('a', 51, { region: '330200' }),
    violation('b', 50),
    violation('b', 51),
  ]
  await refill(recordedLog(log))
  const { volume } = await backtestOf(warehouse, counting(2))
  expect(volume.months).toEqual([
    { name: '2026-01', warnings: 1, subjects: 1 },
    { name: '2026-02', warnings: 2, subjects: 2 },
  ])
  expect(volume.regions.listed).toEqual([
    { name: null, warnings: 1, subjects: 1 },
    { name: '330100', warnings: 1, subjects: 1 },
    { name: '330200', warnings: 1, subjects: 1 },
  ])
  expect(volume.industries.listed.map(({ name }) => name)).toEqual([null, 'C13@2017', 'H62@2017'])
  expect(volume.levels).toEqual([{ name: 'yellow', warnings: 3, subjects: 2 }])
  expect(volume.workload).toMatchObject({
    weeks: 8,
    warnings: { mean: 0.375, median: 0, p95: 2, max: 2 },
    alerts: { mean: 0.25, median: 0, p95: 1, max: 1 },
    not_listed: 0,
  })
  const { listed } = volume.workload
  expect(listed.map(({ warnings, alerts }) => [warnings, alerts])).toEqual([
    [1, 1],
    [2, 1],
  ])
  for (const { begins } of listed)
    expect(new Date(Date.parse(begins) + 8 * 3_600_000).getUTCDay(), 'a Monday there').toBe(1)
})

test('a period keeps the warnings that became known in it', async () => {
  const of = (subject: string, at: number): TestEvent[] => [
    violation(subject, at - 1),
    violation(subject, at),
  ]
  await refill(recordedLog([...of('a', 10), ...of('b', 20), ...of('c', 30)]))
  const span = async (from: number, to: number): Promise<number> => {
    const { volume } = await backtestOf(warehouse, counting(2), {
      from: day(from) as NonNullable<Parameters<typeof backtestOf>[2]>['from'] & string,
      to: day(to) as NonNullable<Parameters<typeof backtestOf>[2]>['to'] & string,
    })
    return volume.warnings
  }
  expect(await span(10, 30)).toBe(2)
  expect(await span(11, 31)).toBe(2)
  await expect(span(30, 30)).rejects.toMatchObject({ code: 'PERIOD_REFUSED' })
})

test('two versions are compared by warning and by subject, with examples', async () => {
  const log = [
    ...[0, 1, 2].map((at) => violation('thrice', at)),
    ...[0, 1].map((at) => violation('twice', at)),
    violation('late', 0),
    violation('late', 1, { told: 5 }),
    penalty('thrice', 40),
  ]
  await refill(recordedLog(log))
  const { against } = await backtestOf(warehouse, counting(3, 2), {
    against: counting(2),
    outcome: penaltyWithin90,
  })
  const cases = (differences: readonly { difference: string; cases: number }[] = []): object =>
    Object.fromEntries(differences.map(({ difference, cases: count }) => [difference, count]))
  expect(against?.volume.warnings).toBe(3)
  expect(cases(against?.warnings)).toEqual({ gained: 1, lost: 3, earlier: 0, later: 0, same: 0 })
  expect(cases(against?.subjects)).toEqual({ gained: 0, lost: 2, earlier: 0, later: 1, same: 0 })
  expect(against?.subjects.find(({ difference }) => difference === 'later')?.examples).toEqual([
    { subject_id: 'test:thrice', anchor: null, known_at: day(2), known_at_against: day(1) },
  ])
  expect(
    against?.warnings
      .find(({ difference }) => difference === 'lost')
      ?.examples.map((one) => one.subject_id),
  ).toEqual(['test:thrice', 'test:twice', 'test:late'])
  const reverse = await backtestOf(warehouse, counting(2), { against: counting(3, 2) })
  expect(cases(reverse.against?.subjects)).toEqual({
    gained: 2,
    lost: 0,
    earlier: 1,
    later: 0,
    same: 0,
  })
  const itself = await backtestOf(warehouse, counting(2), { against: counting(2) })
  expect(cases(itself.against?.warnings)).toEqual({
    gained: 0,
    lost: 0,
    earlier: 0,
    later: 0,
    same: 3,
  })
})

describe('exact reproduction', () => {
  const subjects = Array.from({ length: 12 }, (_, index) => `s${index}`)
  const log = recordedLog(
    subjects.flatMap((subject, index) => [
      violation(subject, index, { region: `3301${10 + (index % 3)}` }),
      violation(subject, index + 3, { told: index + 3 + (index % 4) * 9 }),
      violation(subject, index + 60),
      ...(index % 2 === 0 ? [penalty(subject, index + 30)] : []),
      ...(index % 5 === 0
        ? [
            retraction(`r${index}`, `ViolationFound-${subject}-${index}`, {
              subject_id: `test:${subject}`,
              reported_at: day(90),
            }),
          ]
        : []),
      penalty(subject, 250 + index),
    ]),
  )
  const bytes = async (): Promise<string> =>
    canonicalJson(
      await backtestOf(warehouse, counting(2), {
        outcome: penaltyWithin90,
        against: counting(3, 2),
      }),
    )

  test('the same bytes twice, on a warehouse filled anew, and whatever the batches were', async () => {
    await refill(log)
    const first = await bytes()
    expect(await bytes()).toBe(first)
    await refill(log.slice(0, 1), log.slice(1, 20), log.slice(20, 21), log.slice(21))
    expect(await bytes()).toBe(first)
    expect(first.length).toBeGreaterThan(3_000)
  })

  test('what the log takes after the head changes nothing', async () => {
    await refill(log)
    const head = log.length
    const first = await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90 }, head)
    await project(
      warehouse,
      recordedLog(
        [
          violation('s1', 5, { told: 5 }),
          penalty('s1', 6),
          violation('new', 0),
          violation('new', 1),
        ],
        head + 1,
      ),
    )
    expect(await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90 }, head)).toEqual(
      first,
    )
    expect(await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90 })).not.toEqual(
      first,
    )
  })

  test('other inputs have another hash', async () => {
    await refill(log)
    const hash = async (
      ...given: Parameters<typeof backtestOf> extends [unknown, ...infer Rest] ? Rest : never
    ) => (await backtestOf(warehouse, ...given)).inputs_hash
    const hashes = [
      await hash(counting(2)),
      await hash(counting(3)),
      await hash(counting(2), { by: 'platform' }),
      await hash(counting(2), { outcome: penaltyWithin90 }),
      await hash(counting(2), {}, log.length - 1),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

test('the report says the same in tables', async () => {
  await refill(
    recordedLog([violation('a', 0), violation('a', 1), penalty('a', 11), penalty('b', 300)]),
  )
  const text = reportText(
    await backtestOf(warehouse, counting(2), { outcome: penaltyWithin90, against: counting(3, 2) }),
  )
  expect(text).toContain('1 warnings for 1 subjects; 0 of them were withdrawn later')
  expect(text).toMatch(/precision +100\.0 % \[20\.7–100\.0\] 1\/1/)
  expect(text).toMatch(/lead time, days +median 10 \[10–10\], quartiles 10 and 10/)
  expect(text).toContain('gained warning: test:a at')
})
