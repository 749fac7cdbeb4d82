import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { derivedId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { deskServer, send } from '#/support/desk/desk-bench.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { newSqliteLog, type AdapterData, type Opened } from '#/support/log/sqlite-place.ts'
import { apiSchemas, type ApiSchemas } from '#/support/server/api-document.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Departments name units by spellings. People keep the directory over HTTP and by files; what facts
 * name is counted by unit, before and after a merger, by what was known when.
 */

const DIRECTORY = `unit_id,name,code,parent,region,valid_from,valid_to,spellings,successors
xm-quality,厦门市质量技术监督局,,,350200,2010-01-01,,质监局|市质监局,
siming-mr,思明区市场监督管理局,,xm-mr,350203,2019-03-01,,区市监局,
xm-mr,厦门市市场监督管理局,113502000,,350200,2019-03-01,,市监局,
wrong,没有日期,,,350200,,,,
`
const REASON = { reason: '机构改革方案' }

let place: AdapterData<EventLog>
let openedLog: Opened<EventLog>
let log: EventLog
let opened: WarehouseInFolder
let app: FastifyInstance
let schemas: ApiSchemas

beforeAll(async () => {
  place = await newSqliteLog()
  openedLog = await place.open()
  log = openedLog.port
  opened = await openWarehouse()
  app = deskServer({ log, warehouse: opened.warehouse })
  schemas = apiSchemas((await app.inject('/openapi.json')).json())
})
afterAll(async () => {
  await app?.close()
  await opened?.[Symbol.asyncDispose]()
  await openedLog?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
})

async function ask<Answer = Record<string, never>>(path: string, url = path): Promise<Answer> {
  const answer = await app.inject(url)
  expect(schemas.misfitsOf(path, answer)).toEqual([])
  return answer.json()
}

const order = (url: string, body: object, sent: { key?: string; seen?: number } = {}) =>
  send(app, url, { as: 'office', body: { ...REASON, ...body }, ...sent })

interface Imported {
  readonly events: number
  readonly rows: readonly { readonly unit_id: string; readonly outcome: string }[]
}

test('a file is tried without writing, and then taken row by row with reasons for the rest', async () => {
  const dry = await order('/v1/units/import', { csv: DIRECTORY, dry_run: true })
  expect(dry.json()).toMatchObject({ dry_run: true, events: 3 })
  expect(await log.head()).toBe(0)
  const taken = (await order('/v1/units/import', { csv: DIRECTORY })).json<Imported>()
  expect(taken.rows.map(({ unit_id, outcome }) => `${unit_id} ${outcome}`)).toEqual([
    'xm-quality new',
    'siming-mr new',
    'xm-mr new',
    'wrong refused',
  ])
  expect(taken.rows[3]).toMatchObject({ line: 5, problems: [{ code: 'FIELD_VALUE' }] })
  const again = (await order('/v1/units/import', { csv: DIRECTORY })).json<Imported>()
  expect(again.events).toBe(0)
  expect((await order('/v1/units/import', { csv: 'a,b\n1,2\n' })).json()).toMatchObject({
    status: 422,
    code: 'DIRECTORY_FILE_REFUSED',
  })
})

test('a changed file renames, moves and adds, and a row is refused whole', async () => {
  const csv = `unit_id,name,valid_from,region,parent,spellings,successors,valid_to
siming-mr,思明区市场监管和知识产权局,2019-03-01,350203,xm-mr,区市监局|思明市监局,,
new-unit,新设机构,2024-01-01,350200,,,nobody,2025-01-01
`
  const answer = await order('/v1/units/import', { csv, from: '2026-01-01' })
  expect(answer.json()).toMatchObject({
    not_in_file: 2,
    rows: [
      {
        unit_id: 'siming-mr',
        outcome: 'changed',
        changes: ['UnitRenamed', 'UnitSpellingAdded', 'UnitSpellingAdded'],
      },
      {
        unit_id: 'new-unit',
        outcome: 'refused',
        changes: [],
        problems: [{ code: 'UNIT_SUCCESSOR_REFUSED' }],
      },
    ],
  })
  await catchUp(opened.warehouse, log)
  expect((await app.inject('/v1/units/new-unit')).json()).toMatchObject({ code: 'UNIT_UNKNOWN' })
  const then = await ask<{ name: string }>(
    '/v1/units/{unit_id}',
    '/v1/units/siming-mr?as_of=2025-12-31',
  )
  expect(then.name).toBe('思明区市场监督管理局')
  expect(await ask('/v1/units/{unit_id}', '/v1/units/siming-mr?as_of=2026-01-01')).toMatchObject({
    name: '思明区市场监管和知识产权局',
    above: ['xm-mr'],
  })
})

describe('a step by hand', () => {
  test('is refused on what somebody else changed, and says what', async () => {
    const { revision } = await ask<{ revision: number }>('/v1/units/{unit_id}', '/v1/units/xm-mr')
    const spelling = { spelling: '厦门市监局', region: '350200' }
    expect((await order('/v1/units/xm-mr/spellings', spelling, { seen: revision })).json()).toEqual(
      {
        revision: revision + 1,
        position: expect.any(Number),
      },
    )
    const stale = await order(
      '/v1/units/xm-mr/rename',
      { name: '另一个名称', from: '2026-02-01' },
      { seen: revision },
    )
    expect(stale.json()).toMatchObject({ status: 409, code: 'UNIT_CHANGED' })
    expect(stale.json().detail).toContain('office said UnitSpellingAdded')
  })

  test('under a key is taken once, and what contradicts the directory is refused', async () => {
    const cell = {
      cell_code: '35020300105',
      name: '一号网格',
      region: '350203001',
      valid_from: '2024-01-01',
    }
    const body = { ...cell, unit_id: 'siming-mr' }
    const first = await order('/v1/grid-cells', body, { key: 'k1' })
    const again = await order('/v1/grid-cells', body, { key: 'k1' })
    expect([again.json(), again.headers['idempotency-replayed']]).toEqual([first.json(), 'true'])
    const moved = await order('/v1/units/xm-mr/move', { parent: 'siming-mr', from: '2026-02-01' })
    expect(moved.json()).toMatchObject({ status: 409, code: 'UNIT_PARENT_REFUSED' })
    const taken = await order('/v1/units/xm-mr/spellings', { spelling: '质监局', region: '350200' })
    expect(taken.json()).toMatchObject({ status: 409, code: 'SPELLING_TAKEN' })
    await catchUp(opened.warehouse, log)
    expect(await ask('/v1/grid-cells', '/v1/grid-cells?region=350200')).toMatchObject({
      items: [{ cell_code: '35020300105', unit_id: 'siming-mr', is_in_force: true }],
    })
  })
})

describe('facts are counted by unit, however they spell it', () => {
  const complaint = (id: string, department: string | null, region: string, day: string) => ({
    ...recordedLog(
      [{ id, type: 'ComplaintReceived', occurred_at: `${day}T01:00:00.000Z`, region, data: {} }],
      1,
    )[0],
    department,
  })
  const alert = (id: string, department: string, day: string) => {
    const data = {
      alert_id: derivedId('alert', id),
      actor: 'sentinel',
      reason: 'test',
      rule_id: 'three-penalties',
      rule_version: 1,
      level: 'orange',
      warning_ids: [derivedId('warning', id)],
      due_at: null,
    }
    const occurred_at = `${day}T01:00:00.000Z`
    const [event] = recordedLog([{ id, type: 'AlertRaised', occurred_at, region: '350203', data }])
    return { ...event, department }
  }
  let beforeMerger: string

  beforeAll(async () => {
    const facts = [
      complaint('1', '质监局', '350203', '2026-03-01'),
      complaint('2', '市质监局', '350203', '2026-04-01'),
      complaint('3', '厦门市质量技术监督局', '350205', '2026-09-01'),
      complaint('4', '厦门市市场监督管理局', '350205', '2026-09-01'),
      complaint('5', '没听说过的局', '350205', '2026-09-01'),
      complaint('6', '质监局', '110101', '2026-09-01'),
      alert('7', '市质监局', '2026-03-01'),
      alert('8', '厦门市市场监督管理局', '2026-09-01'),
    ]
    await log.append(
      facts.map((fact) => ({
        stream: `subject-${fact.source_event_id}` as never,
        expected: 'any' as const,
        // Made by `recordedLog`, which gives every field.
        events: [fact as never],
      })),
    )
    beforeMerger = (await log.newest())?.recorded_at ?? ''
    await waitForTheNextMillisecond(beforeMerger)
    await order('/v1/units/xm-quality/succeed', { successors: ['xm-mr'], from: '2026-07-01' })
    await catchUp(opened.warehouse, log)
  })

  interface Counts {
    readonly items: readonly { readonly unit_id: string; readonly facts: number }[]
    readonly unresolved_facts: number
  }
  const counts = async (query: string) => {
    const answer = await ask<Counts>(
      '/v1/counts/units',
      `/v1/counts/units?as_of=2026-12-31${query}`,
    )
    return [
      answer.items.map(({ unit_id, facts }) => `${unit_id} ${facts}`),
      answer.unresolved_facts,
    ]
  }

  test('a merger in the middle of the year makes one unit of them, and none before it is known', async () => {
    expect(await counts('')).toEqual([['xm-mr 4'], 2])
    expect(await counts(`&as_known_at=${beforeMerger}`)).toEqual([['xm-mr 1', 'xm-quality 3'], 2])
  })

  test('and beside each department stands the unit of that day, by what was known', async () => {
    interface History {
      readonly items: readonly { readonly source_event_id: string; readonly unit: unknown }[]
    }
    const unitsIn = async (query: string) => {
      const url = `/v1/subjects/test:a/history${query}`
      const { items } = await ask<History>('/v1/subjects/{subject_id}/history', url)
      return Object.fromEntries(items.map((one) => [one.source_event_id, one.unit]))
    }
    const [quality, mr] = [
      { unit_id: 'xm-quality', name: '厦门市质量技术监督局' },
      { unit_id: 'xm-mr', name: '厦门市市场监督管理局' },
    ]
    const same = { '1': quality, '2': quality, '4': mr, '5': null, '6': null }
    expect(await unitsIn('')).toEqual({ ...same, '3': mr })
    expect(await unitsIn(`?as_known_at=${beforeMerger}`)).toEqual({ ...same, '3': quality })
    const facts = await ask<History>('/v1/facts', '/v1/facts?event_type=ComplaintReceived')
    expect(facts.items.map(({ unit }) => unit)).toEqual(expect.arrayContaining([quality, mr, null]))
  })

  test('and alerts are found by it, however it is spelt', async () => {
    const alertsOf = async (unit: string) => {
      const url = `/v1/alerts?department_unit=${unit}`
      const { items } = await ask<{ items: { alert_id: string }[] }>('/v1/alerts', url)
      return items.map(({ alert_id }) => alert_id)
    }
    expect(await alertsOf('xm-quality')).toEqual([derivedId('alert', '7')])
    expect(await alertsOf('xm-mr&department_unit=xm-quality')).toEqual(
      ['8', '7'].map((id) => derivedId('alert', id)),
    )
    expect(await alertsOf('siming-mr')).toEqual([])
  })

  test('what means no unit is counted and shown with the reason', async () => {
    expect(await ask('/v1/units/unresolved')).toMatchObject({
      items: [
        { department: '没听说过的局', region: '350205', reason: 'unknown', facts: 1 },
        { department: '质监局', region: '110101', reason: 'elsewhere', facts: 1 },
      ],
    })
  })

  test('and the unit shows who stands for it', async () => {
    expect(await ask('/v1/units/{unit_id}', '/v1/units/xm-quality?as_of=2026-12-31')).toMatchObject(
      {
        standing: 'xm-mr',
        is_in_force: false,
        end: { kind: 'succeeded', on: '2026-07-01', successors: ['xm-mr'] },
      },
    )
    const { items } = await ask<Counts>('/v1/units', '/v1/units?as_of=2026-12-31&in_force=true')
    expect(items.map(({ unit_id }) => unit_id)).toEqual(['siming-mr', 'xm-mr'])
  })
})

/** Two events of one millisecond are known at the same time. */
async function waitForTheNextMillisecond(after: string): Promise<void> {
  while (new Date().toISOString() <= after) await new Promise(setImmediate)
}
