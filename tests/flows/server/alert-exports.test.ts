import { once } from 'node:events'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { sql, type Sql } from '@jianwei/projections/sql.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { EXPORT_ROWS_MAX } from '@jianwei/services/server/exports/export-types.ts'
import { deskServer, send, somebody } from '#/support/desk/desk-bench.ts'
import { eventually } from '#/support/hang.ts'
import { alertIdOf, raisedForTest, stepForTest } from '#/support/log/desk-events.ts'
import { recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { newSqliteLog, type AdapterData, type Opened } from '#/support/log/sqlite-place.ts'
import { parquetRows } from '#/support/parquet-rows.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/* Alerts as files, read back by another program than the one that wrote them. */

/** More than two pages of an export. */
const ALERTS = 2_300
const LONG_NUMBER = '913301007654321098'
const PERSON = { subject_id: 'test:person', name: '欧阳明远', subject_type: 'natural_person' }
const FIRM = { subject_id: 'test:firm', name: '甬城食品有限公司', subject_type: 'enterprise' }
const FORMULA = '=HYPERLINK("http://evil.example","市监局")'

let opened: WarehouseInFolder
let place: AdapterData<EventLog>
let kept: Opened<EventLog>
let app: FastifyInstance
beforeAll(async () => {
  opened = await openWarehouse()
  place = await newSqliteLog()
  kept = await place.open()
  const many = Array.from({ length: ALERTS }, (_, index) =>
    raisedForTest(`many-${index}`, { level: index % 10 === 0 ? 'red' : 'blue' }),
  )
  await project(
    opened.warehouse,
    recordedLog([
      ...[PERSON, FIRM].map(registered),
      ...[PERSON, FIRM].map(({ subject_id }) => raisedForTest(subject_id, { subject_id })),
      ...many,
      raisedForTest('long', { subject_id: LONG_NUMBER }),
      stepForTest('long', 'AlertSignedFor', { actor: 'officer-wang' }),
    ]).map((event) =>
      event.subject_id === LONG_NUMBER ? { ...event, department: FORMULA } : event,
    ),
  )
  app = deskServer({ warehouse: opened.warehouse, log: kept.port })
})
afterAll(async () => {
  await app?.close()
  await kept?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
  await opened?.[Symbol.asyncDispose]()
})

function registered({ subject_id, ...data }: typeof PERSON): TestEvent {
  return {
    id: `registered-${subject_id}`,
    type: 'SubjectRegistered',
    subject_id,
    region: '330203',
    occurred_at: '2026-01-01T00:00:00.000Z',
    data,
  }
}

const PURPOSE = '月度会商'
const exported = async (body: object) => {
  const asked = { as: 'li', body: { purpose: PURPOSE, ...body } }
  const answer = await send(app, '/v1/alerts/export', asked)
  expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200)
  return answer
}

async function listed(body: object): Promise<readonly string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: { items: { alert_id: string }[]; next: string | null } = (
      await send(app, '/v1/alerts/search', {
        as: 'li',
        body: { ...body, limit: 500, ...(cursor === null ? {} : { cursor }) },
      })
    ).json()
    ids.push(...page.items.map(({ alert_id }) => alert_id))
    cursor = page.next
  } while (cursor !== null)
  return ids
}

function exportIdOf({ headers }: { headers: Readonly<Record<string, unknown>> }): string {
  return /\/v1\/exports\/([0-9a-f-]{36})>; rel="describedby"/.exec(String(headers['link']))![1]!
}

/** What the log has of an export that has ended: its end follows the last byte. */
function recordOf(id: string): Promise<readonly RecordedEvent[]> {
  return eventually(
    async () => {
      const events = await Array.fromAsync(kept.port.read(streamOf('export', id)))
      return events.some(({ type }) => type === 'ExportEnded') ? events : undefined
    },
    () => `the export ${id} does not end`,
  )
}

describe('XLSX', () => {
  test('has the rows of the list, a code beside its name, and texts that stay texts', async () => {
    const answer = await exported({ format: 'xlsx' })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ])
    const book = await readXlsx(answer.rawPayload)
    expect(book.sheets.map(({ name }) => name)).toEqual(['预警单', '导出说明'])
    const [header = [], ...rows] = book.sheets[0]!.rows
    const at = (name: string) => header.indexOf(name)
    expect(rows.map((row) => row[at('预警单编号')])).toEqual(await listed({}))
    const long = rows[0]!
    expect(long[at('监管对象编号')]).toBe(LONG_NUMBER)
    expect([long[at('状态代码')], long[at('状态')]]).toEqual(['signed_for', '已签收'])
    expect([long[at('行政区划代码')], long[at('行政区划')]]).toEqual(['330203', '海曙区'])
    // A text cell, and no formula.
    expect(long[at('报送部门')]).toBe(FORMULA)
    expect(long[at('生成时间（北京时间）')]).toBe('2026-03-01 08:00:00')
  })

  test('says on its second sheet who took what, when, for what, how many rows, and how masked', async () => {
    const answer = await exported({ format: 'xlsx', level: 'red', text: 'many' })
    const { sheets } = await readXlsx(answer.rawPayload)
    // Both columns are filled in every row.
    const note = Object.fromEntries(sheets[1]!.rows as [string, unknown][])
    expect(note).toMatchObject({
      导出编号: exportIdOf(answer),
      导出人: 'li',
      '导出时间（北京时间）': '2026-03-20 10:00:00',
      用途: PURPOSE,
      行数: ALERTS / 10,
      是否完整: '完整',
      未导出字段: expect.stringContaining('owner'),
      脱敏说明: expect.stringContaining('可识别个人'),
      脱敏字段: 'subject_name',
    })
    expect(sheets[0]!.rows.length).toBe(1 + ALERTS / 10)
    // What was searched for may be a person's name.
    expect(JSON.parse(String(note['筛选条件']))).toMatchObject({
      level: ['red'],
      text: expect.stringContaining('隐去'),
    })
  })

  test('is for an account that may see alerts, and for a purpose', async () => {
    expect((await send(app, '/v1/alerts/export', { as: 'li', body: {} })).statusCode).toBe(400)
    const ordered = { as: 'li', body: { purpose: PURPOSE, order: 'due' } }
    expect((await send(app, '/v1/alerts/export', ordered)).statusCode).toBe(400)
  })
})

test('no file names anybody who works on alerts', async () => {
  for (const format of ['csv', 'ndjson'])
    expect((await exported({ format })).body).not.toContain('officer-wang')
  const { sheets } = await readXlsx((await exported({ format: 'xlsx' })).rawPayload)
  expect(JSON.stringify(sheets)).not.toContain('officer-wang')
})

test('a person as the subject is masked in every form, and said to be; a firm is not', async () => {
  const forms = ['xlsx', 'csv', 'ndjson', 'parquet']
  const text = async (format: string): Promise<string> => {
    const { rawPayload } = await exported({ format, subject_id: undefined, text: 'test:' })
    if (format === 'xlsx') return JSON.stringify((await readXlsx(rawPayload)).sheets)
    if (format !== 'parquet') return rawPayload.toString()
    const rows = await parquetRows([rawPayload])
    return rows.map(({ subject_name }) => String(subject_name)).join()
  }
  for (const format of forms) {
    const all = await text(format)
    expect(all, format).toContain('欧阳*')
    expect(all, format).not.toContain('明远')
    expect(all, format).toContain(FIRM.name)
  }
  const { body } = await exported({ format: 'ndjson', text: PERSON.subject_id })
  expect(JSON.parse(body)).toMatchObject({ subject_name: '欧阳*', subject_name_masked: true })
})

test('CSV begins with a byte order mark, quotes as RFC 4180, and runs no formula', async () => {
  const { rawPayload } = await exported({ format: 'csv', text: LONG_NUMBER })
  expect([...rawPayload.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const [header, row, ...rest] = rawPayload.toString().slice(1).split('\r\n')
  expect(header).toMatch(/^预警单编号,状态代码,状态,/)
  expect(row).toContain(`,${LONG_NUMBER},`)
  expect(row).toContain(`,"'=HYPERLINK(""http://evil.example"",""市监局"")",`)
  expect(rest).toEqual([''])
})

test('NDJSON has a record a row, with the names of the API and times in UTC', async () => {
  const { body } = await exported({ format: 'ndjson', order: 'waiting' })
  const records = body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(records.map(({ alert_id }) => alert_id)).toEqual(await listed({ order: 'waiting' }))
  expect(records.at(-1)).toMatchObject({
    alert_id: alertIdOf('long'),
    subject_id: LONG_NUMBER,
    further_subjects: [],
    raised_at: '2026-03-01T00:00:00.000Z',
    overdue: false,
  })
})

test('Parquet has the same rows, written by the engine, and leaves nothing in it', async () => {
  const answer = await exported({ format: 'parquet', recipient: '市大数据局' })
  expect(answer.headers['content-type']).toBe('application/vnd.apache.parquet')
  const rows = await parquetRows([answer.rawPayload])
  const lines = (await exported({ format: 'ndjson' })).body.trimEnd().split('\n')
  const time = (value: unknown) => (value instanceof Date ? value.toISOString() : value)
  expect(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'bigint' ? Number(value) : time(value),
        ]),
      ),
    ),
  ).toEqual(lines.map((line) => JSON.parse(line)))
  expect(JSON.parse(decodeURIComponent(String(answer.headers['export-note'])))).toMatchObject({
    actor: 'li',
    recipient: '市大数据局',
    purpose: PURPOSE,
    rows: ALERTS + 3,
  })
  const left = sql`
SELECT name FROM system.tables
WHERE database = currentDatabase() AND startsWith(name, 'export_')`
  expect(await opened.warehouse.query(left, { purpose: 'test:left' })).toEqual([])
})

test('what goes wrong before the first byte of a file is answered, and in the log', async () => {
  await using broken = deskServer({
    warehouse: { ...answering(() => undefined), file: failing },
    log: kept.port,
  })
  const body = { purpose: PURPOSE, format: 'parquet' }
  const answer = await send(broken, '/v1/alerts/export', { as: 'li', body })
  expect([answer.statusCode, answer.json()]).toEqual([
    503,
    expect.objectContaining({ code: 'WAREHOUSE_UNAVAILABLE' }),
  ])
})

test('an export is in the log before its first row, with its end; others do not see its note', async () => {
  const id = exportIdOf(await exported({ format: 'csv', level: 'red', owner: { account: 'zhao' } }))
  const [started, ended] = await recordOf(id)
  expect(started).toMatchObject({
    type: 'ExportStarted',
    data: { actor: 'li', purpose: PURPOSE, format: 'csv', rows_expected: 0 },
  })
  expect(JSON.parse(String(started?.data['filter']))).toMatchObject({ owner: { account: 'zhao' } })
  expect(ended?.data).toEqual({ export_id: id, rows: 0, outcome: 'complete' })
  const note = await app.inject({ url: `/v1/exports/${id}`, headers: { 'x-test-actor': 'li' } })
  expect(note.json()).toMatchObject({ rows: 0, outcome: 'complete' })
  expect(note.body).not.toContain('zhao')
  for (const [role, region, status] of [
    ['regulator', null, 404],
    ['auditor', '330200', 404],
    ['auditor', null, 200],
  ] as const) {
    await using others = serverWithoutData({
      log: kept.port,
      authenticate: async () => somebody(role, region, 'wang'),
    })
    const foreign = await others.inject(`/v1/exports/${id}`)
    expect([role, region, foreign.statusCode]).toEqual([role, region, status])
    if (status === 404) expect(foreign.json().code).toBe('EXPORT_UNKNOWN')
  }
})

/** The warehouse, where some question is answered otherwise. */
function answering(
  other: (options: QueryOptions) => Promise<readonly unknown[]> | undefined,
): Warehouse {
  const { warehouse } = opened
  return {
    query: <Row>(sql: Sql, options: QueryOptions) =>
      // The test answers with rows as the engine would.
      (other(options) as Promise<readonly Row[]> | undefined) ?? warehouse.query<Row>(sql, options),
    stream: (sql, options) => warehouse.stream(sql, options),
    blocks: (sql, options) => warehouse.blocks(sql, options),
    file: (sql, format, options) => warehouse.file(sql, format, options),
    insert: (insert) => warehouse.insert(insert),
    execute: (sql, options) => warehouse.execute(sql, options),
    [Symbol.asyncDispose]: async () => {},
  }
}

// oxlint-disable-next-line require-yield -- failing is all that it does
async function* failing(): AsyncGenerator<Uint8Array> {
  throw new WarehouseError('export: too much memory', 241, { retryable: true })
}

test('more rows than an export holds are refused by their number, before anything is sent', async () => {
  const counts = ['alerts', 'open', 'overdue', 'due_soon', 'unclaimed', 'unopened', 'urged']
  const row = Object.fromEntries(
    [...counts, 'supervised', 'mine'].map((name) => [`${name}_count`, String(EXPORT_ROWS_MAX + 1)]),
  )
  await using full = deskServer({
    warehouse: answering(({ purpose }) =>
      purpose === 'server:desk:counts' ? Promise.resolve([row]) : undefined,
    ),
    log: kept.port,
  })
  const body = { purpose: PURPOSE }
  const answer = await send(full, '/v1/alerts/export', { as: 'li', body })
  expect([answer.statusCode, answer.json()]).toEqual([
    422,
    expect.objectContaining({
      code: 'EXPORT_TOO_LARGE',
      detail: expect.stringContaining(String(EXPORT_ROWS_MAX + 1)),
    }),
  ])
})

test('a reader that goes away ends the query, and the log says how far the file came', async () => {
  let pages = 0
  const asked = new AbortController()
  await using server = deskServer({
    warehouse: answering(({ purpose, signal }) => {
      if (purpose !== 'server:desk:list' || (pages += 1) < 2) return undefined
      // The second page takes for ever, until nobody wants it any more.
      return once(signal!, 'abort').then(() => {
        asked.abort()
        throw new Error('the query was stopped')
      })
    }),
    log: kept.port,
  })
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  const leaving = new AbortController()
  const answer = await fetch(`${origin}/v1/alerts/export`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ purpose: PURPOSE, format: 'ndjson' }),
    signal: leaving.signal,
  })
  expect(answer.status, answer.ok ? '' : await answer.text()).toBe(200)
  const id = exportIdOf({ headers: Object.fromEntries(answer.headers) })
  const { value } = await answer.body!.getReader().read()
  expect(value?.length).toBeGreaterThan(0)
  expect(asked.signal.aborted).toBe(false)
  leaving.abort()
  const [, ended] = await recordOf(id)
  expect(asked.signal.aborted).toBe(true)
  expect(ended?.data).toMatchObject({ outcome: 'left', rows: 1_000 })
  expect(pages).toBe(2)
})

test('a search by a body is answered over a connection as well, where the body ends before it', async () => {
  await using server = deskServer({ warehouse: opened.warehouse, log: kept.port })
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(`${origin}/v1/alerts/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: LONG_NUMBER }),
  })
  expect([answer.status, ((await answer.json()) as { items: unknown[] }).items.length]).toEqual([
    200, 1,
  ])
})
