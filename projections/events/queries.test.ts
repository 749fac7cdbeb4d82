import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  correction,
  recordedLog,
  retraction,
  SOURCE,
  type TestEvent,
} from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { knownAt, positionAt } from '#/clock/queries.ts'
import { CursorUnreadable } from '#/cursor.ts'
import { factsBehindCount, eventsById, latestEvents } from '#/events/queries.ts'
import { subjectHistory, type HistoryFilter } from '#/events/subject-history.ts'

/** On 2 January; reported and recorded much later. */
function penalty(id: string, fineCents: number, more: Partial<TestEvent> = {}): TestEvent {
  const fine = {
    fine_cents: fineCents,
    fine_unit: 'cent',
    fine_text: String(fineCents),
    currency: 'CNY',
  }
  const data = { penalty_types: ['02'], ...fine }
  return {
    id,
    type: 'PenaltyDecided',
    occurred_at: '2026-01-02T00:00:00.000Z',
    region: '330203',
    data,
    ...more,
  }
}

const at = (text: string): Instant => text as Instant

const log = recordedLog([
  penalty('p1', 100, {
    reported_at: '2026-02-01T00:00:00.000Z',
    recorded_at: '2026-06-01T00:00:01.000Z',
  }),
  penalty('p2', 200, {
    occurred_at: '2026-03-01T08:00:00.123Z',
    recorded_at: '2026-06-01T00:00:02.000Z',
  }),
  correction('c1', 'p1', {
    ...penalty('', 150),
    reported_at: '2026-04-01T00:00:00.000Z',
    recorded_at: '2026-06-01T00:00:03.000Z',
  }),
  retraction('r1', 'p2', { recorded_at: '2026-06-01T00:01:04.000Z' }),
  // Arrives after its own correction, which was reported before it too.
  correction('c3', 'p3', {
    ...penalty('', 350),
    reported_at: '2026-05-01T00:00:00.000Z',
    recorded_at: '2026-06-01T00:01:05.000Z',
  }),
  penalty('p3', 300, {
    reported_at: '2026-05-02T00:00:00.000Z',
    recorded_at: '2026-06-01T00:01:06.000Z',
  }),
  correction('c1b', 'p1', {
    ...penalty('', 175),
    reported_at: '2026-03-01T00:00:00.000Z',
    recorded_at: '2026-06-01T00:02:00.000Z',
  }),
  penalty('other', 1, { subject_id: 'test:b', recorded_at: '2026-06-01T00:02:01.000Z' }),
  {
    id: 'source',
    type: 'SourceRegistered',
    occurred_at: '2026-06-01T00:00:00.000Z',
    recorded_at: '2026-06-01T00:02:02.000Z',
    data: { name: SOURCE },
  },
])
const idOf = (id: string): string => eventIdOf(SOURCE, id)

describe('the events', () => {
  let opened: WarehouseInFolder
  const history = (filter: Partial<HistoryFilter> = {}) =>
    subjectHistory(opened.warehouse, {
      subject_id: 'test:a',
      known: { by: 'platform' },
      with_records: false,
      limit: 100,
      ...filter,
    })
  const fines = async (filter: Partial<HistoryFilter>): Promise<readonly number[]> =>
    (await history(filter)).items
      .map((row) => Number(row.data?.['fine_cents']))
      .toSorted((a, b) => a - b)
  const finesReportedBy = async (time: string): Promise<readonly number[]> =>
    fines({ known: await knownAt(opened.warehouse, 'source', at(time)) })

  beforeAll(async () => {
    opened = await openWarehouse()
    await project(opened.warehouse, log)
  })
  afterAll(async () => opened[Symbol.asyncDispose]())

  test('say of a version where another amendment of its fact was reported and arrived the other way round', async () => {
    const overtaken = async (filter: Partial<HistoryFilter>): Promise<readonly string[]> =>
      (await history(filter)).items
        .flatMap((row) => (row.overtaken ? [row.event_id] : []))
        .toSorted()
    const both = [idOf('c1'), idOf('c1b')].toSorted()
    expect(await overtaken({})).toEqual(both)
    expect(await overtaken({ known: { by: 'source' } })).toEqual(both)
    // The second had not arrived.
    expect(
      await overtaken({ known: { by: 'platform', until: { by: 'platform', position: 6 } } }),
    ).toEqual([])
    const all = { by: 'platform', until: { by: 'platform', position: 7 } } as const
    expect(await overtaken({ known: all })).toEqual([idOf('c1b')])
  })

  test('come back as they were, to the millisecond, with the fields that an amendment brings', async () => {
    const [original, corrected, retracted] = await eventsById(opened.warehouse, [
      idOf('p2'),
      idOf('c1'),
      idOf('r1'),
    ])
    expect(original).toEqual({
      position: 2,
      event_id: idOf('p2'),
      fact_id: idOf('p2'),
      version_kind: 'original',
      type: 'PenaltyDecided',
      schema_version: 1,
      subject_id: 'test:a',
      region: '330203',
      department: null,
      occurred_at: '2026-03-01T08:00:00.123Z',
      reported_at: '2026-06-01T00:00:02.000Z',
      recorded_at: '2026-06-01T00:00:02.000Z',
      source: SOURCE,
      source_event_id: 'p2',
      correlation_id: idOf('p2'),
      causation_id: null,
      reason: null,
      data: log[1]?.data,
    })
    expect(corrected).toMatchObject({
      fact_id: idOf('p1'),
      version_kind: 'correction',
      type: 'PenaltyDecided',
      occurred_at: '2026-01-02T00:00:00.000Z',
      reason: 'wrong',
      data: { fine_cents: 150 },
    })
    expect(retracted).toMatchObject({
      fact_id: idOf('p2'),
      version_kind: 'retraction',
      type: 'FactRetracted',
      data: null,
    })
  })

  test('a subject has all versions of its facts, each with when it was what was known', async () => {
    const { items } = await history()
    const known = Object.fromEntries(
      items.map((row) => [
        row.source_event_id,
        [row.known_from.position, row.known_until?.position ?? null],
      ]),
    )
    expect(known).toEqual({
      p1: [1, 3],
      c1: [3, 7],
      c1b: [7, null],
      p2: [2, 4],
      r1: [4, null],
      c3: [5, null],
      // Its correction was known first, so it never was what was known.
      p3: [6, 5],
    })
  })

  test('what was known is told by platform: by position or by time', async () => {
    const by = 'platform'
    const upTo = (position: number): Promise<unknown> =>
      fines({ known: { by, until: { by, position } } })
    expect(await upTo(0)).toEqual([])
    expect(await upTo(2)).toEqual([100, 200])
    expect(await upTo(3)).toEqual([150, 200])
    expect(await upTo(4)).toEqual([150])
    expect(await upTo(6)).toEqual([150, 350])
    expect(await upTo(9)).toEqual([175, 350])
    const time = await knownAt(opened.warehouse, by, at('2026-06-01T00:01:05.999Z'))
    expect(await fines({ known: time })).toEqual([150, 350])
  })

  test('what could have been known is told by source, in the order of reporting', async () => {
    expect(await finesReportedBy('2026-01-31T00:00:00.000Z')).toEqual([])
    expect(await finesReportedBy('2026-02-01T00:00:00.000Z')).toEqual([100])
    expect(await finesReportedBy('2026-03-15T00:00:00.000Z')).toEqual([175])
    expect(await finesReportedBy('2026-04-15T00:00:00.000Z')).toEqual([150])
    expect(await finesReportedBy('2026-05-03T00:00:00.000Z')).toEqual([150, 350])
    expect(await finesReportedBy('2027-01-01T00:00:00.000Z')).toEqual([150, 350])
  })

  test('what had happened by a time is told by the time of the version', async () => {
    const now = { by: 'platform', until: { by: 'platform', position: 3 } } as const
    expect(await fines({ known: now, as_of: at('2026-02-01T00:00:00.000Z') })).toEqual([150])
    expect(await fines({ known: now, as_of: at('2026-03-01T08:00:00.123Z') })).toEqual([150, 200])
  })

  test('pages give every row once, newest first, whatever arrives between them', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    for (let page = 0; page < 10; page += 1) {
      const { items, next } = await history({
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      })
      seen.push(...items.map((row) => row.source_event_id))
      if (page === 1) {
        const late = {
          occurred_at: '2026-05-05T00:00:00.000Z',
          recorded_at: '2026-06-01T00:03:00.000Z',
        }
        await project(opened.warehouse, recordedLog([penalty('late', 9, late)], 10))
      }
      if (next === null) break
      cursor = next
    }
    expect(seen).toHaveLength(7)
    expect(new Set(seen).size).toBe(7)
    expect(seen).not.toContain('late')
  })

  test('the platform’s records about a subject are given when asked for', async () => {
    const kinds = new Set(
      (await history({ with_records: true })).items.map((row) => row.version_kind),
    )
    expect(kinds).toContain('record')
  })

  test('the newest of all events come first, page by page', async () => {
    const first = await latestEvents(opened.warehouse, { limit: 4 })
    expect(first.items.map((row) => row.position)).toEqual([10, 9, 8, 7])
    const second = await latestEvents(opened.warehouse, { limit: 4, cursor: first.next ?? '' })
    expect(second.items.map((row) => row.position)).toEqual([6, 5, 4, 3])
    const third = await latestEvents(opened.warehouse, { limit: 4, cursor: second.next ?? '' })
    expect([third.items.map((row) => row.position), third.next]).toEqual([[2, 1], null])
    await expect(latestEvents(opened.warehouse, { limit: 4, cursor: 'x' })).rejects.toBeInstanceOf(
      CursorUnreadable,
    )
  })

  test('the facts behind a count are those in force now', async () => {
    const filter = {
      event_type: 'PenaltyDecided',
      region: '3302',
      from: at('2026-01-01T00:00:00.000Z'),
      to: at('2026-04-01T00:00:00.000Z'),
      limit: 2,
    }
    const first = await factsBehindCount(opened.warehouse, filter)
    const rest = await factsBehindCount(opened.warehouse, { ...filter, cursor: first.next ?? '' })
    const ids = [...first.items, ...rest.items].map((row) => row.source_event_id)
    expect([ids.toSorted(), rest.next]).toEqual([['c1b', 'c3', 'other'], null])
  })

  test('a time lies between two positions', async () => {
    expect(await positionAt(opened.warehouse, at('2025-01-01T00:00:00.000Z'))).toBe(0)
    expect(await positionAt(opened.warehouse, at('2026-06-01T00:00:02.999Z'))).toBe(2)
    expect(await positionAt(opened.warehouse, at('2026-06-01T00:00:59.000Z'))).toBe(3)
    expect(
      await positionAt(opened.warehouse, at('2030-01-01T00:00:00.000Z')),
    ).toBeGreaterThanOrEqual(9)
  })
})
