import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { fieldColumns } from '#/rules/facts/fields/field-column.ts'
import { factsOfGroups } from '#/evaluation/facts-of-groups.ts'

const complaint = (id: string, region: string, text: string, subject_id = `test:${id}`) => ({
  id,
  type: 'ComplaintReceived',
  subject_id,
  region,
  occurred_at: '2026-03-01T04:00:00.000Z',
  data: { complaint_number: id, channel: { code: '12315', text }, is_repeated: false },
})

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
  const complaints = [
    complaint('a', '330203', '平台'),
    complaint('b', '330212', '平台'),
    complaint('c', '330212', 'a hot line'),
    complaint('d', '350203', '平台'),
  ]
  await project(opened.warehouse, recordedLog(complaints))
})
afterAll(() => opened[Symbol.asyncDispose]())

const city = [{ field: 'region', prefix: 4 }]
const channel = [
  { field: 'region', prefix: 4 },
  { field: 'data.channel.text', prefix: null },
]
const known = { by: 'platform' } as const
const fields = ['data_channel__text', 'data_complaint_number'].map((name) =>
  fieldColumns().get(name)!,
)
const types = ['ComplaintReceived']
const asked = [
  { group: city, types, group_ids: new Set(['group:region=3302', 'group:region=9999']) },
  {
    group: channel,
    types,
    group_ids: new Set([
      'group:region=3302;data.channel.text=a~20hot~20line',
      'group:region=3502;data.channel.text=平台',
    ]),
  },
]

test('the facts of groups come in one answer, also where an id shows no value as it is', async () => {
  const found = await factsOfGroups(opened.warehouse, asked, { known, fields })
  if ('too_many_of' in found) throw new TypeError('four facts are few')
  const numbers = found.map((byGroup) =>
    Object.fromEntries(
      [...byGroup].map(([id, facts]) => [
        id,
        new Set(facts.map(({ content }) => content.data['complaint_number'])),
      ]),
    ),
  )
  expect(numbers).toEqual([
    { 'group:region=3302': new Set(['a', 'b', 'c']) },
    {
      'group:region=3302;data.channel.text=a~20hot~20line': new Set(['c']),
      'group:region=3502;data.channel.text=平台': new Set(['d']),
    },
  ])
})

test('of more than are held comes nothing but who has the most', async () => {
  expect(await factsOfGroups(opened.warehouse, asked, { known, fields, facts_max: 4 })).toEqual({
    too_many_of: 0,
  })
})
