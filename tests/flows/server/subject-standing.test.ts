import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import type { SubjectChangesView } from '@jianwei/services/server/views/changes-view.ts'
import type { StandingView } from '@jianwei/services/server/views/standing-view.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { idOf } from '#/support/log/bureau-log.ts'
import { correction, recordedLog, retraction, type TestEvent } from '#/support/log/recorded-log.ts'
import { askedBySomebody, type AskedBySomebody } from '#/support/server/asked-by-somebody.ts'

type Standing = z.infer<typeof StandingView>
type Changes = z.infer<typeof SubjectChangesView>

const SUBJECT = 'test:a'

function about(id: string, type: string, day: string, data: object = {}): TestEvent {
  return { id, type, subject_id: SUBJECT, occurred_at: `${day}T02:00:00.000Z`, data }
}

const granted = { licence_number: 'JY1', licence_name: '食品经营许可证' }
const penalty = (fine_cents: number) => ({
  penalty_types: ['02'],
  fine_cents,
  currency: 'CNY',
  fine_unit: 'cent',
  fine_text: String(fine_cents),
})
const log: readonly TestEvent[] = [
  about('reg', 'SubjectRegistered', '2020-01-01', {
    name: '甲公司',
    subject_type: 'enterprise',
    legal_representative: '张三丰',
  }),
  about('lic', 'LicenceGranted', '2020-02-01', {
    ...granted,
    valid_from: '2020-02-01',
    valid_to: '2025-01-31',
  }),
  about('abn', 'AbnormalOperationListed', '2021-07-01', {
    reason: { text: '未按期公示年报' },
    authority: '市监局',
  }),
  about('abn-off', 'AbnormalOperationRemoved', '2022-01-01'),
  about('bad', 'SeriousViolationListed', '2022-03-01', {
    reason: { code: '07' },
    expires_on: '2025-03-01',
  }),
  about('susp', 'LicenceSuspended', '2023-01-01', { ...granted, suspended_until: '2023-03-31' }),
  about('p1', 'PenaltyDecided', '2022-03-01', penalty(100)),
  about('p2', 'PenaltyDecided', '2022-04-01', penalty(200)),
  about('late', 'PenaltyDecided', '2021-05-01', penalty(300)),
  // Position 10: up to here nobody knew better.
  about('new', 'SubjectChanged', '2024-01-01', {
    change: { text: '法定代表人变更' },
    legal_representative: '李四光',
  }),
  correction('p1-fixed', 'p1', about('', 'PenaltyDecided', '2022-03-02', penalty(150))),
  retraction('p2-gone', 'p2', { subject_id: SUBJECT }),
  correction('late-moved', 'late', about('', 'PenaltyDecided', '2024-05-01', penalty(300))),
]

let asked: AskedBySomebody
beforeAll(async () => {
  asked = await askedBySomebody(recordedLog(log))
})
afterAll(async () => asked?.[Symbol.asyncDispose]())

const PATH = `/v1/subjects/${SUBJECT}`
const standing = (query: string, as?: Parameters<AskedBySomebody['ask']>[2]): Promise<Standing> =>
  asked.ask('/v1/subjects/{subject_id}/standing', `${PATH}/standing${query}`, as)
const changes = (query: string, as?: Parameters<AskedBySomebody['ask']>[2]): Promise<Changes> =>
  asked.ask('/v1/subjects/{subject_id}/changes', `${PATH}/changes${query}`, as)

test.each([
  ['2020-01-15', [], []],
  ['2020-06-01', ['in_force'], []],
  ['2021-08-01', ['in_force'], ['abnormal_operation listed']],
  ['2022-06-01', ['in_force'], ['abnormal_operation removed', 'serious_violation listed']],
  ['2023-03-31', ['suspended'], ['abnormal_operation removed', 'serious_violation listed']],
  ['2023-04-01', ['in_force'], ['abnormal_operation removed', 'serious_violation listed']],
  ['2025-02-01', ['expired'], ['abnormal_operation removed', 'serious_violation listed']],
  ['2025-03-01', ['expired'], ['abnormal_operation removed', 'serious_violation expired']],
])('licences and lists as they stood on %s', async (day, licences, lists) => {
  const found = await standing(`?as_of=${day}`)
  expect(found.day).toBe(day)
  expect(found.licences.map((one) => one.standing)).toEqual(licences)
  expect(found.lists.map((one) => `${one.list} ${one.standing}`)).toEqual(lists)
})

test('each says by which fact, and why', async () => {
  const { licences, lists, facts } = await standing('?as_of=2021-08-01')
  expect(licences).toMatchObject([
    {
      licence_number: 'JY1',
      licence_name: '食品经营许可证',
      valid_to: '2025-01-31',
      without_end: false,
      fact_id: idOf('lic'),
    },
  ])
  expect(lists).toMatchObject([
    { ground: '未按期公示年报', authority: '市监局', expires_on: null, fact_id: idOf('abn') },
  ])
  expect(facts.find(({ attribute }) => attribute === 'legal_representative')).toMatchObject({
    value: '张三丰',
  })
})

test('what was not known yet is not there', async () => {
  const known = await standing('?as_known_at=2')
  expect([known.licences.length, known.lists, known.known_until]).toEqual([1, [], 2])
  const before = await standing('?as_known_at=1&as_of=2030-01-01')
  expect(before.licences).toEqual([])
})

test('a comparison says which facts differ: by what happened, and by what was known', async () => {
  const { counts, changes: found, more } = await changes('?from_as_known_at=10')
  expect(counts).toEqual({ added: 0, corrected: 2, retracted: 1, left_out: 0 })
  expect(more).toBe(false)
  expect(found.map((one) => [one.fact_id, one.change, one.fields])).toEqual([
    [idOf('late'), 'corrected', ['occurred_at']],
    [idOf('p2'), 'retracted', []],
    [idOf('p1'), 'corrected', ['occurred_at', 'fine_cents', 'fine_text']],
  ])
  expect(found[2]).toMatchObject({
    from: { event_id: idOf('p1'), occurred_at: '2022-03-01T02:00:00.000Z' },
    to: { event_id: idOf('p1-fixed'), occurred_at: '2022-03-02T02:00:00.000Z' },
  })
})

test('a fact that a correction moves beyond the time is left out, and one before it added', async () => {
  const query = '?from_as_of=2022-12-31&from_as_known_at=10&to_as_of=2022-12-31'
  const { changes: found } = await changes(query)
  expect(found.map((one) => [one.fact_id, one.change, one.to])).toEqual([
    [idOf('p2'), 'retracted', null],
    [idOf('p1'), 'corrected', expect.anything()],
    [idOf('late'), 'left_out', null],
  ])
  const back = await changes('?to_as_of=2022-12-31&to_as_known_at=10&from_as_of=2022-12-31')
  expect(back.counts).toEqual({ added: 2, corrected: 1, retracted: 0, left_out: 0 })
})

test('and what stands otherwise, also because time went by', async () => {
  const years = await changes('?from_as_of=2021-08-01&to_as_of=2025-03-01')
  expect(years.licences).toEqual([{ licence_number: 'JY1', from: 'in_force', to: 'expired' }])
  expect(years.lists).toEqual([
    { list: 'abnormal_operation', from: 'listed', to: 'removed' },
    { list: 'serious_violation', from: null, to: 'expired' },
  ])
  const head = years.facts.find(({ attribute }) => attribute === 'legal_representative')
  expect([head?.from?.value, head?.to?.value]).toEqual(['张三丰', '李四光'])
  expect(years.counts.added).toBeGreaterThan(3)
})

test('a moment differs from itself in nothing', async () => {
  expect(await changes('')).toEqual({
    subject_id: SUBJECT,
    subject_type: 'enterprise',
    counts: { added: 0, corrected: 0, retracted: 0, left_out: 0 },
    changes: [],
    more: false,
    facts: [],
    licences: [],
    lists: [],
  })
})

test('names are masked as everywhere, on both sides', async () => {
  const query = '?from_as_of=2021-08-01&to_as_of=2025-03-01'
  const said = JSON.stringify([
    await changes(query, somebody('analyst')),
    await standing('', somebody('analyst')),
  ])
  expect([/张三丰|李四光/.test(said), said.includes('张*'), said.includes('李*')]).toEqual([
    false,
    true,
    true,
  ])
})

test.each(['standing', 'changes'])('%s of nobody, or by a position of sources', async (what) => {
  expect(await asked.statusOf(`/v1/subjects/test:nobody/${what}`)).toBe(404)
  const field = what === 'changes' ? 'to_as_known_at' : 'as_known_at'
  expect(await asked.statusOf(`${PATH}/${what}?by=source&${field}=3`)).toBe(400)
  expect(await asked.statusOf(`${PATH}/${what}?by=source`)).toBe(200)
})
