import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { amendedFactOf, versionOf } from '@jianwei/events/fact.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { factRegions } from '@jianwei/projections/evaluation/fact-regions.ts'
import {
  correction,
  recordedLog,
  retraction,
  SOURCE,
  type TestEvent,
} from '@jianwei/tests/support/log/recorded-log.ts'
import { logOfEvents } from '@jianwei/tests/support/log/log-of-events.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { newsBetween } from '#/evaluation/news.ts'
import { factRegionsInLog, regionsInNews } from '#/evaluation/placed-entries.ts'

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
})
afterAll(() => opened[Symbol.asyncDispose]())

const complaint = (region: string | null) => ({
  type: 'ComplaintReceived',
  occurred_at: '2026-03-01T04:00:00.000Z',
  region,
  data: { complaint_number: 'c', channel: { code: '12315' }, is_repeated: false },
})

const step = fc.record({
  kind: fc.constantFrom('reported', 'corrected', 'retracted'),
  fact: fc.constantFrom('a', 'b', 'c'),
  region: fc.constantFrom(null, '330203', '330204'),
  /** A department may amend under another subject than it reported. */
  subject_id: fc.constantFrom('test:a', 'test:a', 'test:b'),
})

/** The region of the last correction of the subject's fact, or of its original where none is. */
function lastSaid(events: readonly RecordedEvent[], factId: string): string | null {
  const ofSubject = events.filter(({ subject_id }) => subject_id === 'test:a')
  const versions = ofSubject
    .flatMap((event) => versionOf(event) ?? [])
    .filter(({ fact_id }) => fact_id === factId)
  const last =
    versions.findLast(({ kind }) => kind === 'correction') ??
    versions.find(({ kind }) => kind === 'original')
  return last === undefined || last.kind === 'retraction' ? null : last.content.region
}

function logWith(events: readonly RecordedEvent[]) {
  return {
    find: async (ids: readonly string[]) => events.filter(({ event_id }) => ids.includes(event_id)),
    amendmentsOf: async (ids: readonly string[]) =>
      events.filter((event) => ids.includes(amendedFactOf(event) ?? '')),
  }
}

test('a correction that came before its original says where the fact lies, also then', async () => {
  const [first, id] = [1_001, 'corrected before it came']
  const events = recordedLog(
    [
      correction(`${id}: a correction`, id, complaint('330204')),
      { ...complaint('330203'), id },
      retraction(`${id}: a retraction`, id),
    ],
    first,
  )
  await project(opened.warehouse, events)
  const facts = [{ subject_id: 'test:a', fact_id: eventIdOf(SOURCE, id) }]
  const places = [[eventIdOf(SOURCE, id), '330204']]
  for (const { position } of events) {
    expect([...(await factRegionsInLog(logWith(events), facts, position))]).toEqual(places)
    expect([...(await factRegions(opened.warehouse, facts, position))]).toEqual(places)
    const stretch = { after: (position - 1) as Position, up_to: position }
    const log = logOfEvents([
      ...recordedLog([{ ...complaint(null), id: 'x' }], first - 1),
      ...events,
    ])
    const news = await newsBetween(log, stretch, new AbortController().signal)
    expect([...regionsInNews(news === 'by position' ? [] : news, facts)]).toEqual(places)
  }
})

test('log and news say where facts lie as the warehouse does, at each position', async () => {
  let [first, inNews] = [1, 0]
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.nat(5),
      async (steps, from) => {
        const start = first
        first += steps.length
        const reported = new Set<string>()
        const events = recordedLog(
          steps.map(({ kind, fact, region, subject_id }, at): TestEvent => {
            const [id, of] = [`${start}-${at}`, `${start}-${fact}`]
            if (kind === 'retracted') return retraction(id, of, { subject_id })
            const isFirst = kind === 'reported' && !reported.has(of)
            if (isFirst) reported.add(of)
            return isFirst
              ? { ...complaint(region), id: of, subject_id }
              : correction(id, of, { ...complaint(region), subject_id })
          }),
          start,
        )
        await project(opened.warehouse, events)
        const log = logWith(events)
        const facts = ['a', 'b', 'c'].map((fact) => ({
          subject_id: 'test:a',
          fact_id: eventIdOf(SOURCE, `${start}-${fact}`),
        }))
        for (const { position } of events) {
          const inLog = await factRegionsInLog(log, facts, position)
          expect(inLog).toEqual(await factRegions(opened.warehouse, facts, position))
          const known = events.filter((event) => event.position <= position)
          for (const { fact_id } of facts)
            expect(inLog.get(fact_id) ?? null).toBe(lastSaid(known, fact_id))
          const news = await newsBetween(
            logOfEvents(events),
            { after: (start + from - 1) as Position, up_to: position },
            new AbortController().signal,
          )
          const told = regionsInNews(news === 'by position' ? [] : news, facts)
          for (const [fact, region] of told) expect(region).toBe(inLog.get(fact) ?? null)
          inNews += told.size
        }
      },
    ),
    { numRuns: 25 },
  )
  expect(inNews).toBeGreaterThan(0)
})
