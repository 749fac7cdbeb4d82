import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { DutyBench } from '#/support/duties/duty-bench.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { apiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

let bench: DutyBench
let app: FastifyInstance

beforeEach(async () => {
  bench = await DutyBench.at('2026-11-10T02:00:00.000Z')
  app = serverWithoutData({ log: bench.log, now: () => bench.clock.now() })
})

afterEach(async () => {
  await app.close()
  await bench[Symbol.asyncDispose]()
})

const notice = {
  year: 2027,
  off: ['2027-01-01'],
  work: ['2027-01-02'],
  title: '关于2027年部分节假日安排的通知',
  published_on: '2026-11-10',
}

async function record(notices: readonly object[], query = '') {
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/calendars${query}`,
    headers: { 'idempotency-key': JSON.stringify(notices).length.toString() },
    payload: { notices, reason: '国办通知' },
  })
  return { status: answer.statusCode, body: answer.json() }
}

async function calendars() {
  const schemas = apiSchemas((await app.inject('/openapi.json')).json())
  const answer = await app.inject('/v1/calendars')
  expect(schemas.misfitsOf('/v1/calendars', answer)).toEqual([])
  return answer.json().calendars
}

async function recorded(): Promise<number> {
  const events = await eventsOf(bench.log)
  return events.filter(({ type }) => type === 'HolidayNoticeRecorded').length
}

test('the years that are known and the missing are shown, and a notice fills one', async () => {
  const [before] = await calendars()
  expect(before).toMatchObject({ jurisdiction: 'CN', region: null, missing: [2027] })
  expect(before.years).toHaveLength(20)
  const tried = await record([notice], '?dry_run=true')
  expect([tried.body.written, await recorded()]).toEqual([false, 0])
  const { body } = await record([notice])
  expect(body).toEqual({
    notices: [
      {
        place: 'CN',
        year: 2027,
        was_known: false,
        turned: [
          { day: '2027-01-01', from: 'working', to: 'off' },
          { day: '2027-01-02', from: 'off', to: 'working' },
        ],
      },
    ],
    written: true,
  })
  const [after] = await calendars()
  expect(after.missing).toEqual([])
  expect(after.years.at(-1)).toMatchObject({ year: 2027, version: 1, title: notice.title })
})

test('of several notices all are recorded or none, and the same again is nothing new', async () => {
  const wrong = { ...notice, year: 2028, published_on: '2027-11-10' }
  const refused = await record([notice, wrong])
  expect(refused).toMatchObject({ status: 422, body: { code: 'HOLIDAY_NOTICE_REFUSED' } })
  expect(await recorded()).toBe(0)
  const local = { ...notice, region: '450000', off: ['2027-04-08'], work: [] }
  expect((await record([notice, local])).status).toBe(200)
  const again = await record([notice])
  expect(again.body.notices).toMatchObject([{ was_known: true, turned: [] }])
  expect(await recorded()).toBe(2)
  expect(await calendars()).toMatchObject([{ region: null }, { region: '450000', missing: [] }])
})
