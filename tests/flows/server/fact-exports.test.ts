import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { streamOf, type Position, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { EXPORT_ROWS_MAX } from '@jianwei/services/server/exports/export-types.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { eventually } from '#/support/hang.ts'
import { idOf, penalty, RULE, warning } from '#/support/log/bureau-log.ts'
import { correction, recordedLog, retraction, type TestEvent } from '#/support/log/recorded-log.ts'
import { newSqliteLog, type AdapterData, type Opened } from '#/support/log/sqlite-place.ts'
import { parquetRows } from '#/support/parquet-rows.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/* Facts of the history search as files: what it finds, and nothing that it would not show. */

/** More than a page of an export. */
const REPORTS = 5_100
const COMPLAINTS = 3
const PURPOSE = '执法检查统计'
const PHONE = '13987654321'
const cited = {
  warning_id: '6ba7b810-9dad-51d1-80b4-00c04fd430c8',
  anchor: '2026-03-01T00:00:00.000Z',
  anchor_at: '2026-03-01T00:00:00.000Z',
  evidence: [idOf('a')],
}
const complaint = (id: string, more: Partial<TestEvent> = {}): TestEvent => ({
  id,
  type: 'ComplaintReceived',
  subject_id: 'test:stall',
  region: '330203',
  occurred_at: '2026-02-28T16:00:00.000Z',
  data: {
    title: '=1+1',
    content: `来电 ${PHONE}`,
    complainant_name: '欧阳明远',
    complainant_phone: PHONE,
  },
  ...more,
})
const LOG: readonly TestEvent[] = [
  {
    id: 'name',
    type: 'SubjectRegistered',
    subject_id: 'test:stall',
    region: '330203',
    occurred_at: '2020-01-01T00:00:00.000Z',
    data: { name: '欧阳明远', subject_type: 'natural_person' },
  },
  penalty('a', '2026-01-05'),
  penalty('b', '2026-02-05', { region: '110101' }),
  penalty('c', '2026-03-05'),
  retraction('c-r', 'c', { subject_id: 'test:bakery' }),
  ...Array.from({ length: REPORTS }, (_, index): TestEvent => ({
    ...complaint(`report-${index}`),
    type: 'ReportReceived',
    data: { content: 'smoke' },
  })),
  ...Array.from({ length: COMPLAINTS }, (_, index) => complaint(`complaint-${index}`)),
  correction('a-c', 'a', penalty('a', '2026-01-06')),
  warning('w', 'WarningRaised', cited),
]

let opened: WarehouseInFolder
let place: AdapterData<EventLog>
let kept: Opened<EventLog>
let app: FastifyInstance
let asker: Principal
beforeAll(async () => {
  opened = await openWarehouse()
  place = await newSqliteLog()
  kept = await place.open()
  await project(opened.warehouse, recordedLog(LOG))
  app = serverWithoutData({
    warehouse: opened.warehouse,
    log: kept.port,
    rules: shelfOf([RULE]),
    authenticate: async () => asker,
  })
})
afterAll(async () => {
  await app?.close()
  await kept?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
  await opened?.[Symbol.asyncDispose]()
})

const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload })

async function exported(who: Principal, body: object) {
  asker = who
  const answer = await post('/v1/facts/export', { purpose: PURPOSE, ...body })
  expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200)
  return answer
}

async function records(who: Principal, body: object): Promise<readonly Record<string, unknown>[]> {
  const { body: lines } = await exported(who, { ...body, format: 'ndjson' })
  return lines === ''
    ? []
    : lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
}

async function found(who: Principal, body: object): Promise<readonly Record<string, unknown>[]> {
  asker = who
  const facts: Record<string, unknown>[] = []
  let cursor: string | null = null
  do {
    const page: { items: Record<string, unknown>[]; next: string | null } = (
      await post('/v1/facts/search', {
        ...body,
        limit: 500,
        ...(cursor === null ? {} : { cursor }),
      })
    ).json()
    facts.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return facts
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

const supervisor = somebody('supervisor')

test.each<[string, object]>([
  ['all', {}],
  ['a type in a time', { event_type: ['PenaltyDecided'], occurred_since: '2026-01-01T00:00:00Z' }],
  ['a region and a department', { region: ['330000'], department: [''] }],
  ['a text', { text: 'BAKE' }],
  ['a time of recording', { recorded_since: '2026-06-01T00:00:02Z', event_type: 'PenaltyDecided' }],
])('the file has what the search finds: %s', async (_, filter) => {
  const facts = await found(supervisor, filter)
  const rows = await records(supervisor, filter)
  expect(facts.length).toBeGreaterThan(0)
  expect(rows.map(({ event_id }) => event_id)).toEqual(facts.map(({ event_id }) => event_id))
})

test.each([['supervisor'], ['regulator'], ['analyst']] as const)(
  'a row says of a fact what the search shows to a %s, with its subject and warnings',
  async (role) => {
    const who = somebody(role)
    const filter = { event_type: ['ComplaintReceived', 'PenaltyDecided'] }
    const facts = await found(who, filter)
    const rows = await records(who, filter)
    const shared = (of: Record<string, unknown> | undefined) =>
      ['type', 'subject_id', 'region', 'occurred_at', 'recorded_at', 'data'].map(
        (name) => of?.[name],
      )
    expect(rows.map(shared)).toEqual(facts.map(shared))
    const all = JSON.stringify(rows)
    expect(all).not.toContain(PHONE)
    expect(all).not.toContain('明远')
    const [first] = rows
    expect(first).toMatchObject({
      type: 'PenaltyDecided',
      type_name: '行政处罚决定',
      version_kind: 'correction',
      warning_ids: [cited.warning_id],
      rule_ids: [RULE.id],
    })
    expect(rows[1]).toMatchObject({ subject_name: '欧阳*', subject_name_masked: true })
    expect(rows[1]?.['masked']).toContain('data.complainant_phone')
  },
)

test('a workbook has texts that stay texts, and says who took what, when, for what, how masked', async () => {
  const answer = await exported(supervisor, {
    event_type: 'ComplaintReceived',
    text: 'stall',
    recipient: '市大数据局',
  })
  const { sheets } = await readXlsx(answer.rawPayload)
  expect(sheets.map(({ name }) => name)).toEqual(['事实', '导出说明'])
  const [header = [], row = [], ...more] = sheets[0]!.rows
  const at = (name: string) => row[header.indexOf(name)]
  expect(more.length + 1).toBe(COMPLAINTS)
  expect([at('事件类型'), at('发生时间（北京时间）'), at('行政区划')]).toEqual([
    '收到投诉',
    '2026-03-01 00:00:00',
    '海曙区',
  ])
  expect(JSON.parse(String(at('内容（JSON）')))).toMatchObject({ title: '=1+1' })
  // Both columns are filled in every row.
  const note = Object.fromEntries(sheets[1]!.rows as [string, unknown][])
  expect(note).toMatchObject({
    导出人: supervisor.actor,
    接收方: '市大数据局',
    用途: PURPOSE,
    行数: COMPLAINTS,
    是否完整: '完整',
    脱敏字段: 'subject_name、data',
    脱敏说明: expect.stringContaining('事实内容'),
  })
  expect(String(note['筛选条件'])).not.toContain('stall')
  expect(answer.headers['content-disposition']).toMatch(/filename="facts-/)
})

test('Parquet has the same rows, what facts say as JSON', async () => {
  const filter = { event_type: 'PenaltyDecided' }
  const rows = await parquetRows([
    (await exported(supervisor, { ...filter, format: 'parquet' })).rawPayload,
  ])
  const lines = await records(supervisor, filter)
  expect(rows.map(({ event_id }) => event_id)).toEqual(lines.map(({ event_id }) => event_id))
  expect(rows.map(({ data }) => JSON.parse(String(data)))).toEqual(lines.map(({ data }) => data))
})

test('who has limits takes what lies there; a department and an auditor take nothing', async () => {
  const rows = await records(somebody('regulator', '330000'), { event_type: 'PenaltyDecided' })
  expect(rows.map(({ fact_id }) => fact_id)).toEqual([idOf('a')])
  for (const role of ['department', 'auditor', 'administrator'] as const) {
    asker = somebody(role)
    expect((await post('/v1/facts/export', { purpose: PURPOSE })).statusCode).toBe(403)
  }
})

test('is on record before its first byte, with its end; the audit finds it', async () => {
  const filter = { event_type: ['PenaltyDecided'], text: 'bake' }
  const id = exportIdOf(await exported(supervisor, { ...filter, format: 'csv' }))
  const [started, ended] = await recordOf(id)
  expect(started?.data).toMatchObject({
    actor: supervisor.actor,
    list: 'facts',
    purpose: PURPOSE,
    format: 'csv',
    rows_expected: 2,
    personal: true,
  })
  expect(JSON.parse(String(started?.data['filter']))).toEqual(filter)
  expect(ended?.data).toEqual({ export_id: id, rows: 2, outcome: 'complete' })
  const note = (await app.inject(`/v1/exports/${id}`)).json()
  expect(note).toMatchObject({ list: 'facts', rows: 2, outcome: 'complete' })
  expect(note.filter).not.toContain('bake')

  await project(
    opened.warehouse,
    [started!, ended!].map((event, index) => ({
      ...event,
      position: (LOG.length + 10 + index) as Position,
    })),
  )
  asker = somebody('auditor')
  const { items } = (await app.inject('/v1/audit?action=ExportStarted')).json<{ items: object[] }>()
  expect(items).toEqual([expect.objectContaining({ actor: supervisor.actor, purpose: PURPOSE })])
  expect(JSON.stringify(items)).toContain('"facts"')
})

test('without a purpose, or with more rows than an export holds, nothing is sent', async () => {
  asker = supervisor
  expect((await post('/v1/facts/export', {})).statusCode).toBe(400)
  const { warehouse } = opened
  await using full = serverWithoutData({
    warehouse: {
      query: async <Row>(...[sql, options]: Parameters<typeof warehouse.query>) =>
        options.purpose === 'server:facts:count'
          ? // The test answers with a row as the engine would.
            ([{ facts: String(EXPORT_ROWS_MAX + 1) }] as Row[])
          : warehouse.query<Row>(sql, options),
      stream: (sql, options) => warehouse.stream(sql, options),
      blocks: (sql, options) => warehouse.blocks(sql, options),
      file: (sql, format, options) => warehouse.file(sql, format, options),
      insert: (insert) => warehouse.insert(insert),
      execute: (sql, options) => warehouse.execute(sql, options),
      [Symbol.asyncDispose]: async () => {},
    },
    log: kept.port,
    authenticate: async () => supervisor,
  })
  const answer = await full.inject({
    method: 'POST',
    url: '/v1/facts/export',
    payload: { purpose: PURPOSE },
  })
  expect([answer.statusCode, answer.json()]).toEqual([
    422,
    expect.objectContaining({
      code: 'EXPORT_TOO_LARGE',
      detail: expect.stringContaining(String(EXPORT_ROWS_MAX + 1)),
    }),
  ])
})
