import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NewEvent, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { newestMinute, positionAt } from '@jianwei/projections/clock/queries.ts'
import { fingerprints } from '@jianwei/projections/fingerprint.ts'
import { acceptClock } from '@jianwei/services/start-checks/clock-acceptance.ts'
import {
  CorrectionRefused,
  correctTimes,
} from '@jianwei/services/composition/clock/correct-times.ts'
import { refill } from '@jianwei/services/projector/rebuild.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { someEvent } from '#/support/log/events.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  runPipeline,
  shelfOf,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { joined, sql } from '@jianwei/projections/sql.ts'

/*
 * One append with the machine's clock ahead, then a day of work with the clock right again: all of
 * it is recorded in 2099. The repair is an event, and every reader of the time of recording goes by
 * it.
 */

const SUBJECT = '91330203MA00000010'
const BEFORE = '2026-03-10T02:00:00.000Z'
const WRONG = '2099-01-01T00:00:00.000Z'
const AFTER = '2026-03-10T03:00:00.000Z'
const REPAIRED = '2026-03-10T04:00:00.000Z' as Instant
const BY = { actor: 'operator', reason: 'the clock was set by hand, to a wrong year' }

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

const clock = settableClock(BEFORE)
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
let app: FastifyInstance

beforeEach(async () => {
  clock.set(BEFORE)
  folder = await temporaryFolder('clock-repair')
  pipeline = await runPipeline(folder.path, [answered], clock)
  const { clock: _, ...stores } = pipeline.stores
  const progress = {
    consumers: async () => {
      const head = await pipeline.stores.log.head()
      return [
        {
          name: 'sentinel',
          position: head,
          head,
          lag_events: 0,
          lag_seconds: 0,
          state: 'running',
        } as const,
      ]
    },
  }
  app = serverWithoutData({ ...stores, progress, rules: shelfOf([answered]) })
})

afterEach(async () => {
  await app.close()
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const complaint = (id: string): NewEvent =>
  someEvent({ id, occurred_at: '2026-03-09T01:00:00.000Z' as Instant, reported_at: null })

const ticket = (): NewEvent =>
  someEvent({
    type: 'TicketDispatched',
    occurred_at: '2026-03-09T01:00:00.000Z' as Instant,
    reported_at: null,
    data: { ticket_number: 'T-1' },
  })

/**
 * What a wrong clock leaves behind: a duty, the append in 2099 with a tick of the timekeeper, and
 * what came when the clock was right.
 */
async function poison(): Promise<void> {
  await pipeline.take([ticket()])
  clock.set(WRONG)
  await pipeline.take([complaint('wrong')])
  await pipeline.tick()
  clock.set(AFTER)
  await pipeline.take([complaint('after-1'), complaint('after-2')])
}

async function events(): Promise<readonly RecordedEvent[]> {
  const { signal } = new AbortController()
  const batches = pipeline.stores.log.follow('start', {
    signal,
    batch_events_max: 1_000,
    until: 'head',
  })
  return (await Array.fromAsync(batches)).flatMap((batch) => batch.events)
}

async function get(path: string): Promise<Record<string, never>> {
  const answer = await app.inject(path)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

/**
 * Ids of the complaints that the history of the subject shows as known at the time, by platform.
 */
async function knownAt(time: string): Promise<readonly string[]> {
  const { items } = await get(
    `/v1/subjects/${SUBJECT}/history?by=platform&as_known_at=${time}&limit=100`,
  )
  const rows = items as unknown as readonly { data: { complaint_number?: string } }[]
  return rows.flatMap(({ data }) => data.complaint_number ?? []).toSorted()
}

/** Every time of recording that the warehouse holds anywhere. */
async function timesInWarehouse(): Promise<readonly string[]> {
  const tables = [sql`events_v2`, sql`warnings_v1`, sql`alert_events_v1`]
  const rows = await pipeline.stores.warehouse.query<{ at: string }>(
    sql`
SELECT DISTINCT at FROM (
  ${joined(
    tables.map((table) => sql`SELECT toString(recorded_at) AS at FROM ${table}`),
    ' UNION ALL ',
  )}
  UNION ALL SELECT toString(reported_at) FROM events_v2
  UNION ALL SELECT toString(occurred_at)
  FROM events_v2
  UNION ALL SELECT toString(occurred_at)
  FROM alert_events_v1
  UNION ALL SELECT toString(minute)
  FROM clock_v2
  UNION ALL SELECT toString(day)
  FROM source_activity_v3
  UNION ALL SELECT toString(last_recorded_at) FROM source_activity_v3
) ORDER BY at`,
    { purpose: 'test:times' },
  )
  return rows.map(({ at }) => at)
}

const isOf2099 = (time: string): boolean => time.startsWith('2099')

test('a poisoned log hides facts, counts them to no period and raises what is not due', async () => {
  await poison()
  expect(await knownAt(REPAIRED)).toEqual([])
  const [ofTicket] = await events()
  expect(await get(`/v1/completeness?to=${REPAIRED}`)).toMatchObject({
    complete: true,
    last_position: ofTicket?.position,
    events_in_log: 1,
    events_held: 1,
  })
  expect((await events()).map(({ type }) => type)).toContain('WarningRaised')
  expect((await timesInWarehouse()).some(isOf2099)).toBe(true)
})

test('after the repair every reader of the time of recording goes by the true times, while the program runs', async () => {
  await poison()
  const poisoned = await events()
  clock.set(REPAIRED)
  const { log, warehouse } = pipeline.stores
  const { data, position } = await correctTimes(log, BY, REPAIRED)
  await pipeline.settle()

  const wrong = poisoned[1]?.position
  expect(data).toMatchObject({ first_position: wrong, recorded_as: WRONG, ...BY })
  expect(data.points.at(0)).toEqual({ position: wrong, at: BEFORE })
  const last = (await events()).findLast((event) => event.position < position)
  expect(data.points.at(-1)).toEqual({ position: last?.position, at: REPAIRED })

  // The log: whatever it gives out, in order and not in the future.
  const repaired = await events()
  const times = repaired.map(({ recorded_at }) => recorded_at)
  expect(times).toEqual(times.toSorted())
  expect(times.some(isOf2099)).toBe(false)
  expect(repaired.slice(0, poisoned.length).map(({ event_id }) => event_id)).toEqual(
    poisoned.map(({ event_id }) => event_id),
  )
  const tick = repaired.find(({ type }) => type === 'ClockAdvanced')
  expect(tick?.data['to']).toBe(tick?.recorded_at)

  // The warehouse: rows, views, the clock that rules are judged by, and what was known when.
  expect((await timesInWarehouse()).filter(isOf2099)).toEqual([])
  expect(await newestMinute(warehouse)).toBe(REPAIRED)
  expect(await positionAt(warehouse, REPAIRED)).toBe(await log.head())
  expect(await positionAt(warehouse, BEFORE as Instant)).toBe(wrong)
  expect(await knownAt(REPAIRED)).toEqual(['after-1', 'after-2', 'wrong'])
  expect(await knownAt(BEFORE)).toEqual(['wrong'])

  // The certificate counts them to the day on which they came.
  expect(
    await get('/v1/completeness?from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z'),
  ).toMatchObject({
    complete: true,
    first_position: 1,
    last_position: await log.head(),
    events_in_log: repaired.length,
    gaps: 0,
  })

  // What fell due by the false clock is taken back, and its alert with it.
  const types = repaired.map(({ type }) => type)
  expect(types.filter((type) => type.startsWith('Warning'))).toEqual([
    'WarningRaised',
    'WarningWithdrawn',
  ])
  expect((await get('/v1/warnings?standing=true'))['items']).toEqual([])

  // What comes next is recorded by the true clock.
  await pipeline.take([complaint('next')])
  expect((await events()).at(-1)?.recorded_at).toBe(REPAIRED)
})

test('the duty still falls due, on its true day', async () => {
  await poison()
  clock.set(REPAIRED)
  await correctTimes(pipeline.stores.log, BY, REPAIRED)
  await pipeline.settle()
  clock.set('2026-03-20T00:00:00.000Z')
  await pipeline.tick()
  const types = (await events())
    .map(({ type }) => type)
    .filter((type) => type.startsWith('Warning'))
  expect(types).toEqual(['WarningRaised', 'WarningWithdrawn', 'WarningRaised'])
})

test('a warehouse that is filled from the start holds the same as the one that was running', async () => {
  await poison()
  clock.set(REPAIRED)
  await correctTimes(pipeline.stores.log, BY, REPAIRED)
  await pipeline.settle()
  await pipeline.take([complaint('next')])
  const before = await fingerprints(pipeline.stores.warehouse)
  await pipeline[Symbol.asyncDispose]()
  pipeline = await runPipeline(folder.path, [answered], clock)
  await pipeline.settle()
  const { signal } = new AbortController()
  const options = {
    projections: allProjections,
    batch_events_max: 2,
    insert_interval_ms: 0,
    announce: () => {},
    signal,
  }
  const { recreateWarehouse } = pipeline.stores
  await refill({ ...pipeline.stores, ...options, recreate: recreateWarehouse, onRefill: () => {} })
  expect(await fingerprints(pipeline.stores.warehouse)).toEqual(before)
})

test('a second repair goes before the first', async () => {
  await poison()
  clock.set(REPAIRED)
  const { log } = pipeline.stores
  const [, wrong] = await events()
  const first = await correctTimes(log, BY, REPAIRED)
  const better = '2026-03-10T02:30:00.000Z' as Instant
  await correctTimes(
    log,
    { ...BY, first_position: wrong?.position, last_position: first.position - 1, from: better },
    REPAIRED,
  )
  await pipeline.settle()
  expect((await events())[1]?.recorded_at).toBe(better)
  expect(await knownAt(BEFORE)).toEqual([])
  expect(await knownAt(better)).toEqual(['wrong'])
})

test('ticks that were written when the clock was right again say when the events between them came', async () => {
  await pipeline.take([ticket()])
  clock.set(WRONG)
  await pipeline.take([complaint('wrong')])
  await pipeline.tick()
  clock.set('2026-03-10T03:30:00.000Z')
  await pipeline.tick()
  const tick = await pipeline.stores.log.head()
  await pipeline.take([complaint('after')])
  const [, wrong] = await events()
  const after = await pipeline.stores.log.head()
  clock.set(REPAIRED)
  const { data } = await correctTimes(pipeline.stores.log, BY, REPAIRED)
  expect(data.points.map(({ position, at }) => [position, at])).toEqual([
    [wrong?.position, BEFORE],
    [tick, '2026-03-10T03:30:00.000Z'],
    [after, REPAIRED],
  ])
})

test.each([
  [
    'a range that begins before the event before it',
    { from: '2026-03-10T01:00:00.000Z' as Instant },
    /event before/,
  ],
  [
    'a range that ends later than now',
    { to: '2026-03-11T00:00:00.000Z' as Instant },
    /later than now/,
  ],
  [
    'a range that ends before it begins',
    { to: '2026-03-10T01:59:00.000Z' as Instant },
    /cannot begin/,
  ],
  ['a position that the log does not hold', { first_position: 999 }, /no event at position 999/],
])('%s is refused, and nothing is written', async (_, order, message) => {
  await poison()
  clock.set(REPAIRED)
  const head = await pipeline.stores.log.head()
  const refused = correctTimes(pipeline.stores.log, { ...BY, ...order }, REPAIRED)
  await expect(refused).rejects.toThrow(CorrectionRefused)
  await expect(refused).rejects.toThrow(message)
  expect(await pipeline.stores.log.head()).toBe(head)
})

test('a log whose times are right has nothing to repair', async () => {
  await pipeline.take([ticket()])
  await acceptClock(pipeline.stores.log, BEFORE as Instant, BY)
  await expect(correctTimes(pipeline.stores.log, BY, REPAIRED)).rejects.toThrow(
    /no event of the log was recorded later/,
  )
})
