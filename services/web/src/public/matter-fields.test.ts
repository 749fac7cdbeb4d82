import { expect, test } from 'vitest'
import { fieldsOf, formOf, missingIn } from '#/public/matter-fields.ts'

test('what is left empty is not sent, nor what belongs to the other form', () => {
  const typed = { reported_name: ' 示例食品有限公司 ', place: '  ', complainant_name: '甲' }
  expect(formOf('report', typed)).toEqual({ reported_name: '示例食品有限公司' })
})

test('a complaint needs to know who complains, a report does not', () => {
  expect(missingIn('complaint', { title: 'a', content: 'b' })).toEqual([
    'respondent_name',
    'complainant_name',
    'complainant_phone',
  ])
  expect(missingIn('report', { reported_name: 'c', title: 'a', content: 'b' })).toEqual([])
})

test('no field stands twice in a form', () => {
  for (const kind of ['complaint', 'report'] as const) {
    const names = fieldsOf(kind).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  }
})
