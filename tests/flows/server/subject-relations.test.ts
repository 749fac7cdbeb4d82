import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Principal } from '@jianwei/services/access/principal.ts'
import {
  RELATED_SHOWN_MAX,
  type SubjectRelationsView,
} from '@jianwei/services/server/views/relations-view.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { idOf } from '#/support/log/bureau-log.ts'
import { correction, recordedLog, retraction, type TestEvent } from '#/support/log/recorded-log.ts'
import { askedBySomebody, type AskedBySomebody } from '#/support/server/asked-by-somebody.ts'

type Relations = z.infer<typeof SubjectRelationsView>

const COUNTY = '330203'
const DEPARTMENT = '示例市市场监督管理局'
const HOME = '湖滨南路１号　A座'
const SHOP = 'test:shop'

function registered(name: string, data: object, more: Partial<TestEvent> = {}): TestEvent {
  return {
    id: name,
    type: 'SubjectRegistered',
    subject_id: `test:${name}`,
    region: COUNTY,
    occurred_at: '2020-01-01T00:00:00.000Z',
    data: { name: `${name}公司`, subject_type: 'enterprise', ...data },
    ...more,
  }
}

function moved(name: string, data: object): TestEvent {
  return {
    ...registered(`${name}-moved`, {}),
    type: 'SubjectChanged',
    subject_id: `test:${name}`,
    occurred_at: '2022-01-01T00:00:00.000Z',
    data: { change: { text: '变更' }, subject_type: 'enterprise', ...data },
  }
}

const tower = Array.from({ length: RELATED_SHOWN_MAX + 2 }, (_, at) =>
  registered(`t${String(at).padStart(3, '0')}`, { address_registered: '大厦9号' }),
)
const log: readonly TestEvent[] = [
  registered('shop', {
    address_registered: HOME,
    address_operating: '无',
    legal_representative: '张 三',
  }),
  registered('same', { address_operating: '湖滨南路1号a座', legal_representative: '李四' }),
  registered('head', { address_registered: '别处2号', legal_representative: '张三' }),
  registered('came', { address_registered: '别处3号' }),
  moved('came', { address_registered: HOME }),
  registered('left', { address_registered: HOME }),
  moved('left', { address_registered: '别处4号' }),
  registered('wrong', { address_registered: HOME }),
  correction('fixed', 'wrong', registered('wrong', { address_registered: '别处5号' })),
  registered('never', { address_registered: HOME }),
  retraction('gone', 'never', { subject_id: 'test:never', region: COUNTY }),
  registered('person', { address_registered: HOME, subject_type: 'natural_person', name: '王五' }),
  registered('unsaid', { address_registered: HOME, subject_type: undefined, name: '无名铺' }),
  registered('nothing', { address_operating: '无', legal_representative: '不详' }),
  registered(
    'far',
    { address_registered: HOME, legal_representative: '张三' },
    { region: '110101' },
  ),
  ...tower,
]

let asked: AskedBySomebody
beforeAll(async () => {
  asked = await askedBySomebody(
    recordedLog(log).map((event) => ({ ...event, department: DEPARTMENT })),
  )
})
afterAll(async () => asked?.[Symbol.asyncDispose]())

const regulator = somebody('regulator', '330200')
const own: Principal = {
  actor: 'bureau',
  kind: 'service',
  grants: [{ role: 'department', region: COUNTY, domain: null, department: DEPARTMENT }],
}

function relations(subject: string, as?: Principal): Promise<Relations> {
  return asked.ask('/v1/subjects/{subject_id}/relations', `/v1/subjects/${subject}/relations`, as)
}

const idsOf = ({ relations: found }: Relations) =>
  found.map(({ same, subjects, items }) => [same, subjects, items.map((one) => one.subject_id)])

test('who has the same address or head now is named, with the facts that say so', async () => {
  const found = await relations(SHOP, regulator)
  expect(idsOf(found)).toEqual([
    ['address', 2, ['test:came', 'test:same']],
    ['legal_representative', 1, ['test:head']],
  ])
  expect(found.not_compared).toEqual([
    { attribute: 'address_operating', because: 'stands_for_nothing' },
  ])
  const [address, head] = found.relations
  expect(address?.of).toMatchObject([
    { attribute: 'address_registered', value: HOME, fact_id: idOf('shop') },
  ])
  expect(address?.items).toMatchObject([
    { name: 'came公司', attribute: 'address_registered', fact_id: idOf('came-moved') },
    { name: 'same公司', attribute: 'address_operating', fact_id: idOf('same') },
  ])
  expect(head?.items).toMatchObject([{ attribute: 'legal_representative', fact_id: idOf('head') }])
})

test('persons, and who may be one, are neither shown nor counted where their address is masked', async () => {
  expect((await relations(SHOP, regulator)).persons_left_out).toBe(true)
  const all = await relations(SHOP, own)
  expect(all.persons_left_out).toBe(false)
  expect(idsOf(all)[0]).toEqual([
    'address',
    4,
    ['test:came', 'test:person', 'test:same', 'test:unsaid'],
  ])
})

test('who may not see an address or a head is not told who has the same', async () => {
  const person = await relations('test:person', regulator)
  expect(person.relations).toEqual([])
  expect(person.not_compared).toEqual([
    { attribute: 'address_registered', because: 'masked' },
    { attribute: 'address_operating', because: 'not_stated' },
    { attribute: 'legal_representative', because: 'not_stated' },
  ])
  const analyst = await relations(SHOP, somebody('analyst', '330200'))
  expect(idsOf(analyst)).toEqual([['address', 2, ['test:came', 'test:same']]])
  expect(analyst.not_compared).toContainEqual({
    attribute: 'legal_representative',
    because: 'masked',
  })
})

test('what lies elsewhere is no relation', async () => {
  const whole = await relations(SHOP, somebody('regulator'))
  expect(idsOf(whole)).toEqual([
    ['address', 3, ['test:came', 'test:far', 'test:same']],
    ['legal_representative', 2, ['test:far', 'test:head']],
  ])
  expect(await asked.statusOf('/v1/subjects/test:far/relations', regulator)).toBe(404)
  expect(await asked.statusOf(`/v1/subjects/${SHOP}/relations`, somebody('auditor'))).toBe(403)
})

test('what stands for nothing relates nobody', async () => {
  const { relations: found, not_compared } = await relations('test:nothing', regulator)
  expect([found, not_compared.map(({ because }) => because)]).toEqual([
    [],
    ['not_stated', 'stands_for_nothing', 'stands_for_nothing'],
  ])
})

test('those beyond the limit are counted', async () => {
  const { relations: found, shown_max } = await relations('test:t000', regulator)
  expect(found.map(({ subjects, items, more }) => [subjects, items.length, more])).toEqual([
    [RELATED_SHOWN_MAX + 1, RELATED_SHOWN_MAX, true],
  ])
  expect(shown_max).toBe(RELATED_SHOWN_MAX)
})
