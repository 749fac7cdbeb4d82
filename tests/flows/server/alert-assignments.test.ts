import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { streamOf, type RecordedEvent, type StreamId } from '@jianwei/events/envelope.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import { EXPORT_TYPES } from '@jianwei/services/server/exports/export-types.ts'
import { deskServer, send } from '#/support/desk/desk-bench.ts'
import { alertIdOf, raisedForTest } from '#/support/log/desk-events.ts'
import { recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { newSqliteLog, type AdapterData, type Opened } from '#/support/log/sqlite-place.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/* Alerts are given to people by a form: what a cell can have wrong, and what the rows come to. */

const NOW = '2026-03-20T02:00:00.000Z' as Instant
const UNIT = {
  actor: 'li',
  reason: '机构改革方案',
  unit_id: 'food-safety',
  name: '食品安全科',
  code: null,
  region: '330203',
  parent: null,
  valid_from: '2020-01-01',
  valid_to: null,
  spellings: [{ spelling: '食品安全科', region: '330203', valid_from: null, valid_to: null }],
}
const NAMES = ['first', 'second', 'third'] as const

let opened: WarehouseInFolder
let place: AdapterData<EventLog>
let kept: Opened<EventLog>
let app: FastifyInstance
beforeAll(async () => {
  opened = await openWarehouse()
  place = await newSqliteLog()
  kept = await place.open()
  const unit: TestEvent = {
    id: 'unit-food',
    type: 'UnitRegistered',
    subject_id: 'organisation:directory',
    occurred_at: '2026-01-01T00:00:00.000Z',
    data: UNIT,
  }
  const events = recordedLog([unit, ...NAMES.map((name) => raisedForTest(name))])
  await project(opened.warehouse, events)
  const streams = new Map<StreamId, RecordedEvent[]>()
  for (const event of events.slice(1))
    streams.set(event.stream, [...(streams.get(event.stream) ?? []), event])
  for (const [stream, each] of streams) await appendOne(kept.port, stream, 'absent', each)
  app = deskServer({ warehouse: opened.warehouse, log: kept.port, now: () => NOW })
})
afterAll(async () => {
  await app?.close()
  await kept?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
  await opened?.[Symbol.asyncDispose]()
})

type Row = Record<string, unknown>
const HEADERS = ['预警单编号', '修订号', '新承办单位编号', '新承办人账号', '理由'] as const

async function template(format: string, query = ''): Promise<Buffer> {
  const url = `/v1/alerts/assignments/template?format=${format}${query}`
  const answer = await app.inject({ url, headers: { 'x-test-actor': 'li' } })
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200)
  return answer.rawPayload
}

async function preview(payload: Buffer, type: string = EXPORT_TYPES.xlsx) {
  return app.inject({
    method: 'POST',
    url: '/v1/alerts/assignments/preview',
    headers: { 'x-test-actor': 'li', 'content-type': type },
    payload,
  })
}

async function workbook(rows: readonly (readonly unknown[])[]): Promise<Buffer> {
  // Values of cells as the library takes them.
  const sheet = { name: '预警单分派', rows: rows as never }
  return Buffer.from(await writeXlsx({ sheets: [sheet] }))
}

const filled = (name: string, more: Row = {}) => {
  const row = {
    预警单编号: alertIdOf(name),
    修订号: 0,
    新承办人账号: 'wang',
    理由: '分工',
    ...more,
  }
  return HEADERS.map((header) => (row as Row)[header] ?? null)
}

const badOf = (answer: {
  json: () => { bad_cells: { row: number; header: string; code: string }[] }
}) => answer.json().bad_cells.map(({ row, header, code }) => [row, header, code])

async function typesOf(name: string): Promise<readonly string[]> {
  const events = await Array.fromAsync(kept.port.read(streamOf('alert', alertIdOf(name))))
  return events.map(({ type }) => type)
}

describe('the form', () => {
  test('has the open alerts as text cells, columns to fill in, and its note; it is on record', async () => {
    const { sheets } = await readXlsx(await template('xlsx'))
    expect(sheets.map(({ name }) => name)).toEqual(['预警单分派', '填写说明', '导出说明'])
    const [headers = [], ...rows] = sheets[0]!.rows
    expect(headers).toEqual(expect.arrayContaining([...HEADERS]))
    const ids = rows.map((row) => row[headers.indexOf('预警单编号')])
    expect(ids).toHaveLength(NAMES.length)
    expect(new Set(ids)).toEqual(new Set(NAMES.map(alertIdOf)))
    // All columns of the note are filled in.
    const note = Object.fromEntries(sheets[2]!.rows as [string, unknown][])
    expect(note).toMatchObject({ 导出人: 'li', 行数: NAMES.length, 用途: '预警单分派' })
    const id = String(note['导出编号'])
    const [started] = await Array.fromAsync(kept.port.read(streamOf('export', id)))
    expect(started?.data).toMatchObject({ list: 'assignments', recipient: 'li' })
  })

  test('sent back as it came does nothing, in either form', async () => {
    for (const [format, type] of [
      ['xlsx', EXPORT_TYPES.xlsx],
      ['csv', 'text/csv'],
    ] as const) {
      const answer = await preview(await template(format), type)
      expect([answer.statusCode, answer.json()]).toEqual([
        200,
        { token: null, expires_at: null, rows: 0, empty_rows: NAMES.length, bad_cells: [] },
      ])
    }
  })
})

describe('the preview', () => {
  test('marks each bad cell with its place and a sentence, and gives no token', async () => {
    const answer = await preview(
      await workbook([
        HEADERS,
        filled('first', { 新承办单位编号: 'no-such-unit' }),
        filled('second', { 理由: null }),
        filled('second', { 预警单编号: 'AL-7', 修订号: '1.5' }),
        filled('third', { 新承办人账号: new Date('2026-03-01T00:00:00Z') }),
        filled('third', { 新承办人账号: 1.23e17 }),
        filled('third', { 新承办人账号: '11010519491231002X', 理由: '长'.repeat(301) }),
        filled('first'),
      ]),
    )
    expect(answer.statusCode, answer.body).toBe(200)
    expect(badOf(answer)).toEqual([
      [2, '新承办单位编号', 'UNIT_UNKNOWN'],
      [3, '理由', 'REASON_MISSING'],
      [4, '预警单编号', 'ALERT_ID_UNREADABLE'],
      [4, '修订号', 'REVISION_UNREADABLE'],
      [5, '新承办人账号', 'CELL_DATE'],
      [6, '新承办人账号', 'CELL_LONG_NUMBER'],
      [6, '预警单编号', 'ALERT_TWICE'],
      [7, '新承办人账号', 'TEXT_PERSONAL'],
      [7, '理由', 'REASON_TOO_LONG'],
      [7, '预警单编号', 'ALERT_TWICE'],
      [8, '预警单编号', 'ALERT_TWICE'],
    ])
    expect(answer.json()).toMatchObject({ token: null })
    expect(answer.json().bad_cells[0]).toMatchObject({
      column: 'C',
      message: { zh: '没有该编号的现行有效单位' },
    })
    expect(answer.body).not.toContain('11010519491231002X')
  })

  test('knows a formula, a missing column, an alert that is not there and one that changed', async () => {
    const sheet = {
      name: '预警单分派',
      rows: [[...HEADERS], filled('first')] as never,
      cells: new Map([['1,3', { value: 'wang', type: 'formula', formula: 'A1' } as const]]),
    }
    const formula = Buffer.from(await writeXlsx({ sheets: [sheet] }))
    expect(badOf(await preview(formula))).toEqual([[2, '新承办人账号', 'CELL_FORMULA']])
    expect(badOf(await preview(await workbook([HEADERS.slice(0, 4)])))).toEqual([
      [1, '理由', 'COLUMN_MISSING'],
    ])
    const rows = [HEADERS, filled('nobody'), filled('first', { 修订号: 7 })]
    expect(badOf(await preview(await workbook(rows)))).toEqual([
      [2, '预警单编号', 'ALERT_UNKNOWN'],
      [3, '预警单编号', 'ALERT_CHANGED'],
    ])
  })

  test('reads CSV in GB 18030 as spreadsheet programs of Chinese offices write it', async () => {
    // 预警单编号, the first header, in GB 18030; the others as they are missing.
    const header = Buffer.from('d4a4beafb5a5b1e0bac5', 'hex')
    const answer = await preview(Buffer.concat([header, Buffer.from('\r\n')]), 'text/csv')
    expect(badOf(answer).map(([, name]) => name)).toEqual(HEADERS.slice(1))
  })

  test('unpacks nothing that is large, damaged or no workbook', async () => {
    const whole = await workbook([HEADERS, filled('first')])
    const central = whole.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    const bomb = Buffer.from(whole)
    bomb.writeUInt32LE(1_000_000_000, central + 24)
    const silent = Buffer.from(whole)
    silent.writeUInt32LE(0, central + 24)
    const far = await workbook([HEADERS])
    for (const bytes of [
      bomb,
      silent,
      whole.subarray(0, whole.length - 30),
      Buffer.concat([whole, Buffer.from('behind it')]),
      Buffer.from('PK no workbook at all, but long enough to be looked at'),
    ]) {
      const answer = await preview(bytes)
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'BODY_UNREADABLE'])
    }
    expect((await preview(Buffer.alloc(1_100_000))).statusCode).toBe(413)
    expect((await preview(far, 'application/json')).statusCode).toBe(415)
    const many = Array.from({ length: 501 }, (_, index) => filled(`many-${index}`))
    const answer = await preview(await workbook([HEADERS, ...many]))
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'BULK_TOO_MANY'])
  })
})

test('who asks for the headers of a form alone is refused, and exports nothing', async () => {
  const head = await kept.port.head()
  const url = '/v1/alerts/assignments/template'
  const answer = await app.inject({ method: 'HEAD', url, headers: { 'x-test-actor': 'li' } })
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET'])
  expect(await kept.port.head()).toBe(head)
})

test('a good form gives a token that takes each row once, and answers the same again', async () => {
  const seen = (
    await preview(
      await workbook([
        HEADERS,
        filled('first', { 理由: '按职责分工' }),
        filled('second', { 新承办人账号: null, 新承办单位编号: 'food-safety' }),
        filled('third', { 新承办人账号: null }),
      ]),
    )
  ).json()
  expect(seen).toMatchObject({ rows: 2, empty_rows: 1, bad_cells: [] })
  expect(await typesOf('first')).toEqual(['AlertRaised'])
  const body = { token: seen.token }
  const other = await send(app, '/v1/alerts/bulk', { as: 'zhao', body })
  expect(other.statusCode).toBe(404)
  const taken = await send(app, '/v1/alerts/bulk', { as: 'li', body })
  expect(taken.statusCode, taken.body).toBe(200)
  expect(taken.json().items).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }])
  expect(await typesOf('first')).toEqual(['AlertRaised', 'AlertAssigned'])
  expect(await typesOf('second')).toEqual(['AlertRaised', 'AlertTransferred'])
  expect(await typesOf('third')).toEqual(['AlertRaised'])
  expect((await send(app, '/v1/alerts/bulk', { as: 'li', body })).json()).toEqual(taken.json())
  expect(await typesOf('first')).toHaveLength(2)
})
