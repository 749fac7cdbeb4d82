import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

const URL = '/v1/subjects/find'
const DEPARTMENT = '示例市市场监督管理局'

function registered(subject_id: string, name: string, more: object = {}): TestEvent {
  return {
    id: `${subject_id}-${name}`,
    type: 'SubjectRegistered',
    subject_id,
    region: '330203',
    occurred_at: '2020-01-01T00:00:00.000Z',
    data: { name, ...more },
  }
}

const COMPANY = 'test:company'
const TRADER = 'test:trader'
const FAR = 'test:far'
const log: readonly TestEvent[] = [
  registered(COMPANY, '厦门见微食品有限公司', { subject_type: 'enterprise' }),
  {
    ...registered(COMPANY, '重庆见微餐饮有限公司', { change: { text: '名称变更' } }),
    type: 'SubjectChanged',
    occurred_at: '2022-01-01T00:00:00.000Z',
  },
  registered(TRADER, '曾小微', { subject_type: 'natural_person' }),
  { ...registered(FAR, '见微集团'), region: '110101' },
  ...['1', '2', '3'].map((one) => registered(`test:chain-${one}`, `连锁超市${one}号店`)),
]

let opened: WarehouseInFolder
let app: FastifyInstance
let asker: Principal
const lines: string[] = []
beforeAll(async () => {
  opened = await openWarehouse()
  await project(
    opened.warehouse,
    recordedLog(log).map((event) => ({ ...event, department: DEPARTMENT })),
  )
  const write = (fields: object, message: string) =>
    void lines.push(JSON.stringify([fields, message]))
  app = serverWithoutData({
    warehouse: opened.warehouse,
    logger: { debug: write, info: write, error: write },
    authenticate: async () => asker,
  })
  await app.ready()
})
afterAll(async () => {
  await app?.close()
  await opened?.[Symbol.asyncDispose]()
})

function find(body: object): Promise<LightMyRequestResponse> {
  return app.inject({ method: 'POST', url: URL, payload: body })
}

async function found(query: string): Promise<readonly (string | null)[][]> {
  const answer = await find({ query })
  expect(answer.statusCode, answer.body).toBe(200)
  const { items } = answer.json<{ items: { subject_id: string; name: string | null }[] }>()
  return items.map(({ subject_id, name }) => [subject_id, name])
}

const NOW = [COMPANY, '重庆见微餐饮有限公司']

test.each(['test:comp', 'COMP', '见微餐', '厦门', 'xiamenjianwei', 'chongqing', 'cqjw', 'XMJW'])(
  'a company is found by id, by names of now and before, by pinyin and by initials: %s',
  async (query) => {
    asker = somebody('regulator', '330200')
    expect(await found(query)).toEqual([NOW])
  },
)

test.each(['zhongqing', 'anjianwei', '%', 'cq_w'])('and by nothing else: %s', async (query) => {
  asker = somebody('regulator', '330200')
  expect(await found(query)).toEqual([])
})

test('whoever may not be told the name of a person finds nobody by it, at either address', async () => {
  for (const query of ['曾小微', 'zengxiaowei', 'cengxiao', 'zxw', '小微'])
    for (const role of ['supervisor', 'regulator', 'analyst'] as const) {
      asker = somebody(role, '330200')
      expect(await found(query)).toEqual([])
      const listed = await app.inject(`/v1/subjects?query=${encodeURIComponent(query)}`)
      expect(listed.json()).toEqual({ items: [], next: null })
    }
  const own = { role: 'department', region: null, domain: null, department: DEPARTMENT } as const
  asker = { actor: 'system', kind: 'service', grants: [own] }
  for (const query of ['曾小微', 'zengxiaowei', 'zxw'])
    expect(await found(query)).toEqual([[TRADER, '曾小微']])
})

test('what lies elsewhere is not found', async () => {
  asker = somebody('regulator', '330200')
  expect(await found('见微集团')).toEqual([])
  asker = somebody('regulator', '110000')
  expect(await found('jwjt')).toEqual([[FAR, '见微集团']])
})

test('pages go on with the next body, and no address has what was typed', async () => {
  asker = somebody('analyst')
  const seen: string[] = []
  let cursor: string | null | undefined
  do {
    const answer = await find({ query: 'lscs', limit: 2, ...(cursor == null ? {} : { cursor }) })
    expect(answer.headers['link']).toBeUndefined()
    const page = answer.json<{ items: { subject_id: string }[]; next: string | null }>()
    seen.push(...page.items.map(({ subject_id }) => subject_id))
    cursor = page.next
  } while (cursor !== null)
  expect(seen).toEqual(['test:chain-1', 'test:chain-2', 'test:chain-3'])
  const other = await find({ query: 'ls', limit: 2 })
  const foreign = await find({ query: 'lscs', cursor: other.json<{ next: string }>().next })
  expect([foreign.statusCode, foreign.json<{ code: string }>().code]).toEqual([
    400,
    'CURSOR_UNREADABLE',
  ])
  expect(lines.some((line) => line.includes(URL))).toBe(true)
  expect(lines.filter((line) => /lscs|xiamenjianwei/.test(line))).toEqual([])
})

test.each(['auditor', 'administrator', 'public'] as const)('not for: %s', async (role) => {
  asker = somebody(role)
  expect((await find({ query: 'x' })).statusCode).toBe(403)
})
