import { expect, test } from 'vitest'
import { personalColumns } from '#/intake/mapping/column-persons.ts'
import { readMapping } from '#/intake/mapping/read-mapping.ts'

const HEAD = `mapping: tickets
description: Complaints, and what is changed of them.
source: urn:example:tickets
input: { format: csv, columns: [编号, 姓名, 新姓名, 地点] }
time_zone: Asia/Shanghai
`

test('what a row says of a person is personal, in a fact and in a change of one', () => {
  const mapping = readMapping(
    `${HEAD}events:
- type: ComplaintReceived
  id: '{编号}'
  subject: 'shop:{编号}'
  occurred_at: 2026-03-07T00:00:00+08:00
  reported_at: unknown
  data: { complaint_number: '{编号}', complainant_name: { column: 姓名 } }
changes:
- correct: '{编号}'
  change_id: '{编号}:changed'
  type: ComplaintReceived
  set: { complainant_name: { column: 新姓名 } }
`,
    'tickets',
  )
  const kinds = personalColumns(mapping)
  expect(kinds.get('姓名')).not.toBeNull()
  expect(kinds.get('新姓名')).toBe(kinds.get('姓名'))
  expect(kinds.get('编号')).toBeNull()
  expect(kinds.has('地点')).toBe(false)
})
