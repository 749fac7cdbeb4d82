import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { deskServer, send, TIP } from '#/support/desk/desk-bench.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import {
  ALERT,
  bureauLog,
  idOf,
  penalty,
  RULE,
  warning,
  WITHDRAWN_WARNING,
} from '#/support/log/bureau-log.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { newSqliteLog, type AdapterData, type Opened } from '#/support/log/sqlite-place.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/* Print data of documents about alerts, and their numbers. */

const ORIGIN = 'https://jianwei.example.gov.cn'
const NOW = '2026-03-20T02:00:00.000Z' as Instant

let opened: WarehouseInFolder
let place: AdapterData<EventLog>
let kept: Opened<EventLog>
let app: FastifyInstance
beforeAll(async () => {
  opened = await openWarehouse()
  place = await newSqliteLog()
  kept = await place.open()
  app = deskServer({
    warehouse: opened.warehouse,
    log: kept.port,
    now: () => NOW,
    public_origin: ORIGIN,
  })
})
afterAll(async () => {
  await app?.close()
  await kept?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
  await opened?.[Symbol.asyncDispose]()
})

let tips = 0
async function tip(more: object = {}): Promise<string> {
  tips += 1
  const body = { ...TIP, summary: `线索 ${tips}`, ...more }
  const answer = await send(app, '/v1/alerts', { as: 'li', body })
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  return answer.json().alert_id
}

async function print(alertId: string, document: string, as = 'li', server = app) {
  const url = `/v1/alerts/${alertId}/print/${document}`
  return server.inject({ url, headers: { 'x-test-actor': as } })
}

async function eventsOfType(type: string): Promise<readonly RecordedEvent[]> {
  return (await eventsOf(kept.port)).filter((event) => event.type === type)
}

test('a notice says what it is about, what people said, who signs, and leads to the alert', async () => {
  const alertId = await tip({ summary: '来电称后厨有老鼠，来电人电话13812345678' })
  const signed = await send(app, `/v1/alerts/${alertId}/sign`, { as: 'wang', seen: 0 })
  expect(signed.statusCode, signed.body).toBe(200)
  const answer = await print(alertId, 'notice')
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  const view = answer.json()
  expect(view).toMatchObject({
    title: '预警单',
    number: expect.stringMatching(/^预警〔2026〕\d+号$/),
    printed_by: 'li',
    level_name: '橙色',
    state_name: '已签收',
    region: { id: '330203', name: '海曙区' },
    object: { subject_id: TIP.subject_id },
    limit: expect.objectContaining({ duties: [] }),
    signatures: expect.arrayContaining([{ role: '负责人', seal: true }]),
    qr: { address: `${ORIGIN}/alerts/${alertId}`, missing: null },
  })
  expect(view.opinions).toEqual([
    expect.objectContaining({ title: '预警单签收', actor: 'wang', at: NOW }),
  ])
  expect(view.qr.svg).toMatch(/^<svg[^>]*viewBox/)
  // Numbers of persons are masked in texts on paper as well.
  expect(answer.body).not.toContain('13812345678')
  expect(view.summary).toContain('138****5678')
})

test('a number is given once, also where many ask at once, and none is left out', async () => {
  const before = (await eventsOfType('DocumentNumbered')).length
  const ids = await Promise.all(Array.from({ length: 8 }, () => tip()))
  const answers = await Promise.all([...ids, ...ids].map((id) => print(id, 'notice')))
  const numbers = answers.map((answer) => answer.json().number as string)
  expect(numbers.slice(8)).toEqual(numbers.slice(0, 8))
  const serials = numbers.slice(0, 8).map((number) => Number(/〕(\d+)号/.exec(number)?.[1]))
  expect(serials.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 8 }, (_, index) => before + 1 + index),
  )
  expect((await eventsOfType('DocumentNumbered')).length).toBe(before + 8)
  // And stays so for a server that knows nothing of it.
  await using other = deskServer({ warehouse: opened.warehouse, log: kept.port, now: () => NOW })
  const again = (await print(ids[0]!, 'notice', 'zhao', other)).json()
  expect(again.number).toBe(numbers[0])
  expect(again.qr).toMatchObject({ svg: null, missing: expect.stringContaining('PUBLIC_URL') })
})

test('who asks for the headers alone is refused, and gives no number', async () => {
  const alertId = await tip()
  const before = await Promise.all(['DocumentNumbered', 'DocumentPrinted'].map(eventsOfType))
  const url = `/v1/alerts/${alertId}/print/notice`
  const answer = await app.inject({ method: 'HEAD', url, headers: { 'x-test-actor': 'li' } })
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET'])
  const after = await Promise.all(['DocumentNumbered', 'DocumentPrinted'].map(eventsOfType))
  expect(after).toEqual(before)
})

test('facts stand on it with the law; numbers of persons are masked in them', async () => {
  const number = '330203199001011233'
  const party = {
    administrative_cp: '欧阳明远',
    administrative_cp_na: '1',
    administrative_cp_ui_code: number,
  }
  const { data } = penalty('p1', '2026-02-01')
  const person = penalty('of-a-person', '2026-02-02', { data: { ...data, ...party } })
  const evidence = [idOf('p2'), idOf('of-a-person')]
  await project(opened.warehouse, bureauLog)
  const at = '2026-04-01T00:00:00.000Z'
  const again = {
    warning_id: WITHDRAWN_WARNING,
    anchor: at,
    anchor_at: at,
    evidence,
    seen_position: 6,
  }
  const more = recordedLog([person, warning('again', 'WarningRaised', again)], bureauLog.length + 1)
  await project(opened.warehouse, more)
  const stream = streamOf('alert', ALERT)
  const events = bureauLog.filter((event) => event.stream === stream)
  await appendOne(kept.port, stream, 'absent', events)
  await using server = deskServer({
    warehouse: opened.warehouse,
    log: kept.port,
    now: () => NOW,
    rules: shelfOf([RULE]),
  })
  const answer = await print(ALERT, 'notice', 'li', server)
  expect(answer.statusCode, answer.body).toBe(200)
  const view = answer.json()
  expect(view.law).toEqual([
    expect.objectContaining({ law: '中华人民共和国食品安全法', article: '第一百三十四条' }),
  ])
  expect(view.facts.map(({ event_id }: { event_id: string }) => event_id)).toContain(
    idOf('of-a-person'),
  )
  expect(view.facts[0]).toMatchObject({ title: '行政处罚决定', department: null })
  expect(answer.body).not.toContain(number)
  expect(view.masked).toContain('facts.data.administrative_cp_ui_code')
})

test('a letter and a reminder are about the last mark that asks for one', async () => {
  const alertId = await tip()
  for (const [document, step, title] of [
    ['reminder', 'urge', '催办通知书'],
    ['supervision-letter', 'supervise', '督办函'],
  ] as const) {
    const none = await print(alertId, document)
    expect([none.statusCode, none.json().code]).toEqual([409, 'DOCUMENT_WITHOUT_OCCASION'])
    const numbers = new Set<string>()
    for (const [by, reason] of [
      ['zhou', '第一次'],
      ['wu', '第二次'],
    ] as const) {
      const body = { reason }
      const marked = await send(app, `/v1/alerts/${alertId}/${step}`, { as: by, body })
      expect(marked.statusCode, marked.body).toBe(200)
      const view = (await print(alertId, document)).json()
      expect(view).toMatchObject({ title, occasion: { by, text: reason } })
      numbers.add(view.number)
    }
    expect(numbers.size).toBe(2)
  }
})

test('each print is on record, once an hour for each who and number', async () => {
  const alertId = await tip()
  const { number } = (await print(alertId, 'notice')).json()
  await print(alertId, 'notice')
  await print(alertId, 'notice', 'zhao')
  const printed = (await eventsOfType('DocumentPrinted')).filter(
    ({ data }) => data['number'] === number,
  )
  expect(printed.map(({ data }) => data['actor'])).toEqual(['li', 'zhao'])
  expect(printed[0]?.data).toMatchObject({
    document: 'notice',
    alert_id: alertId,
    fields: expect.arrayContaining(['object', 'opinions']),
  })
})

test('who may not see the alert gets neither a print nor a number', async () => {
  const alertId = await tip()
  const before = (await eventsOfType('DocumentNumbered')).length
  await using elsewhere = serverWithoutData({
    warehouse: opened.warehouse,
    log: kept.port,
    authenticate: async () => ({
      ...LOCAL_ADMINISTRATOR,
      actor: 'sun',
      grants: [{ role: 'regulator', region: '44', domain: null, department: null }],
    }),
  })
  const answer = await elsewhere.inject(`/v1/alerts/${alertId}/print/notice`)
  expect(answer.statusCode).toBe(404)
  expect((await eventsOfType('DocumentNumbered')).length).toBe(before)
})
