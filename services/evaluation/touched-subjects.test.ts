import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { logOfEvents } from '@jianwei/tests/support/log/log-of-events.ts'
import { correction, recordedLog, retraction } from '@jianwei/tests/support/log/recorded-log.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { DueSubjects } from '#/evaluation/due-subjects.ts'
import { NOTHING_EVALUATED } from '#/evaluation/evaluated-since.ts'
import { newsBetween } from '#/evaluation/news.ts'
import { causesOf, touchedSubjects } from '#/evaluation/touched-subjects.ts'

const counting = (type: string): Rule =>
  ruleWith({
    id: `counts-${type.toLowerCase()}`,
    kind: 'count',
    parameters: { of: { events: [type] }, at_least: 2, window: '30 days' },
  })
const ofComplaints = counting('ComplaintReceived')
const ofReports = counting('ReportReceived')
const ofPenalties = counting('PenaltyDecided')
const answered = ruleWith({
  id: 'answered',
  kind: 'deadline',
  parameters: {
    duty: { events: ['TicketDispatched'] },
    answer: { events: ['TicketAnswered'] },
    match: ['data.ticket_number'],
    within: { days: 5, counted: 'calendar' },
  },
})
const silent = ruleWith({
  id: 'silent',
  kind: 'silence',
  parameters: {
    of: { events: ['ReadingReported'] },
    key: ['data.device_id'],
    regular: { at_least: 1, within: '1 day' },
    silent_after: '1 day',
  },
})
const rules = [ofComplaints, ofReports, ofPenalties, answered, silent]

const fact = (type: string, data: object) => ({
  type,
  occurred_at: '2026-03-02T04:00:00.000Z',
  data,
})
const complaint = fact('ComplaintReceived', {
  complaint_number: 'c',
  channel: { code: '12315' },
  is_repeated: false,
})
const report = fact('ReportReceived', { report_number: 'r', channel: { code: '12315' } })
const ticket = fact('TicketDispatched', { ticket_number: 't', category: { code: 'dust' } })

let opened: WarehouseInFolder
let warehouse: Warehouse
let events: readonly RecordedEvent[]
beforeAll(async () => {
  opened = await openWarehouse()
  warehouse = opened.warehouse
  events = recordedLog([
    { id: 'ticket', subject_id: 'test:a', ...ticket },
    { id: 'complaint', subject_id: 'test:b', ...complaint },
    correction('corrected', 'complaint', { subject_id: 'test:b', ...report }),
    retraction('retracted', 'complaint', { subject_id: 'test:b' }),
  ])
  await project(warehouse, events)
})
afterAll(() => opened[Symbol.asyncDispose]())

/**
 * The rules that have to look again at what came after one position up to and with another, while
 * the clock stood still or not.
 */
async function concerned(
  after: number,
  upTo: number,
  days: readonly [string, string],
): Promise<readonly string[]> {
  const [from, to] = days.map((day) => `${day}T00:00:00.000Z` as Instant) as [Instant, Instant]
  const since = { evaluated: after as Position, clock: from }
  const boundary = { position: upTo as Position, clock: to, authorities: [], notices: [] }
  const stretch = { after: since.evaluated, up_to: boundary.position }
  const { signal } = new AbortController()
  const found: string[][] = []
  // By what the log says of them, and by the rows in the warehouse.
  for (const news of [
    await newsBetween(logOfEvents(events), stretch, signal),
    'by position',
  ] as const) {
    const dues = new DueSubjects()
    await using touched = await touchedSubjects(warehouse, rules, since, boundary, { news, dues })
    found.push(rules.filter(touched.concerns).map(({ id }) => id))
  }
  expect(found[0]).toEqual(found[1])
  return found[0] ?? []
}

const STILL = ['2026-03-03', '2026-03-03'] as const

test('rules that watch the type of a new fact look again, and no others', async () => {
  expect(await concerned(0, 1, STILL)).toEqual([answered.id])
  expect(await concerned(1, 2, STILL)).toEqual([ofComplaints.id])
  expect(await concerned(4, 4, STILL)).toEqual([])
})

test('an amendment concerns whoever watches a type that the fact had or has', async () => {
  expect(await concerned(2, 3, STILL)).toEqual([ofComplaints.id, ofReports.id])
  expect(await concerned(3, 4, STILL)).toEqual([ofComplaints.id, ofReports.id])
})

test('a rule of which the time came looks again, and a rule about groups whenever time passes', async () => {
  expect(await concerned(4, 4, ['2026-03-03', '2026-03-04'])).toEqual([silent.id])
  expect(await concerned(4, 4, ['2026-03-03', '2026-03-09'])).toEqual([answered.id, silent.id])
})

/** By subject the rules that what touched it concerns; null where that is not known. */
async function rulesBySubject(
  after: number,
  upTo: number,
  { from, to, dues }: { readonly from: string; readonly to: string; readonly dues: DueSubjects },
): Promise<Readonly<Record<string, readonly string[]>> | null> {
  const since = { evaluated: after as Position, clock: `${from}T00:00:00.000Z` as Instant }
  const clock = `${to}T00:00:00.000Z` as Instant
  const boundary = { position: upTo as Position, clock, authorities: [], notices: [] }
  const stretch = { after: since.evaluated, up_to: boundary.position }
  const news = await newsBetween(logOfEvents(events), stretch, new AbortController().signal)
  await using touched = await touchedSubjects(warehouse, rules, since, boundary, { news, dues })
  const { touchedBy } = touched
  if (touchedBy === null) return null
  const ids = touched.slices.flatMap((slice) => (slice.of === 'subjects' ? slice.subject_ids : []))
  return Object.fromEntries(
    ids.map((id) => [
      id,
      rules
        .filter((rule) => causesOf(rule).some((cause) => touchedBy(id).has(cause)))
        .map((rule) => rule.id),
    ]),
  )
}

function noDues(): DueSubjects {
  const dues = new DueSubjects()
  for (const rule of rules) dues.expectEverybody(rule)
  return dues
}

test('of each subject it is known which rules may say something else of it', async () => {
  const still = { from: '2026-03-03', to: '2026-03-03' }
  expect(await rulesBySubject(0, 2, { ...still, dues: noDues() })).toEqual({
    'test:a': [answered.id],
    'test:b': [ofComplaints.id],
  })
  // The type that a corrected fact had, and the one that it has; so of one that is retracted.
  const either = { 'test:b': [ofComplaints.id, ofReports.id] }
  expect(await rulesBySubject(2, 3, { ...still, dues: noDues() })).toEqual(either)
  expect(await rulesBySubject(3, 4, { ...still, dues: noDues() })).toEqual(either)
  expect(await rulesBySubject(4, 4, { ...still, dues: noDues() })).toEqual({})
})

test('whom time alone touches is judged by the rules of which the time came', async () => {
  const [passes, dues] = [{ from: '2026-03-03', to: '2026-03-09' }, noDues()]
  dues.add(answered, 'test:a', Date.parse('2026-03-08T00:00:00Z') / 1_000)
  dues.add(answered, 'test:later', Date.parse('2026-03-10T00:00:00Z') / 1_000)
  expect(await rulesBySubject(4, 4, { ...passes, dues })).toEqual({ 'test:a': [answered.id] })
  // After a start it is not known of whom the time came.
  expect(await rulesBySubject(4, 4, { ...passes, dues: new DueSubjects() })).toBeNull()
})

test('rules that were never evaluated all look', async () => {
  await using touched = await touchedSubjects(
    warehouse,
    rules,
    NOTHING_EVALUATED,
    {
      position: 4 as Position,
      clock: '2026-03-03T00:00:00.000Z' as Instant,
      authorities: [],
      notices: [],
    },
    { news: 'by position', dues: new DueSubjects() },
  )
  expect(rules.every(touched.concerns)).toBe(true)
  expect(touched.subjects).toBe(2)
})
