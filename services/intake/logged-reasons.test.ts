import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldPath } from '@jianwei/events/refusal-reasons.ts'
import { loggedReasons } from '#/intake/logged-reasons.ts'

const logged = (...paths: readonly string[]) =>
  loggedReasons(
    paths.map((path) => ({ code: 'FIELD_UNKNOWN', path, message: 'there is no such field' })),
  )

test.each([
  ['data.penalty_types[1]'],
  ['data.replacement.data.penalty_types'],
  ['subject'],
  ['ce-id'],
  ['ce_source'],
  ['[3].time'],
  ['PenaltyDecided.data.penalty_types'],
  [''],
])('a path of known fields stays as it is: %j', (path) => {
  expect(logged(path)).toEqual([{ code: 'FIELD_UNKNOWN', path, count: 1 }])
})

test.each([
  ['data.zhang_san', 'data'],
  ['data["张三"]', 'data'],
  ['data["张三"].penalty_types', 'data'],
  ['data["a].subject"]', 'data'],
  ['ce-zhangsan', ''],
  ['ce_张三', ''],
  ['张三', ''],
  ['data.penalty_types[0].zhang', 'data.penalty_types[0]'],
  ['data.penalty_typesx', 'data'],
  [`data.${'x'.repeat(64)}…`, 'data'],
])('of %j the log keeps %j', (path, known) => {
  expect(logged(path)).toEqual([
    {
      code: 'FIELD_UNKNOWN',
      path: known,
      count: 1,
      names_hash: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  ])
})

test('unknown names under one path are one reason with their number, and a hash of all of them in any order', () => {
  const [reason, ...none] = logged('data["张三"]', 'data["李四"]', 'data["王五"]')
  expect(none).toEqual([])
  expect(reason).toMatchObject({ path: 'data', count: 3 })
  expect(logged('data["王五"]', 'data["张三"]', 'data["李四"]')).toEqual([reason])
  expect(logged('data["王五"]', 'data["张三"]')[0]?.names_hash).not.toBe(reason?.names_hash)
})

test('a reason that stands for many counts as many', () => {
  const many = { code: 'REASONS_LEFT_OUT', path: 'data', message: '', count: 951 }
  expect(loggedReasons([many])).toEqual([{ code: 'REASONS_LEFT_OUT', path: 'data', count: 951 }])
})

test('no name that is not ours passes, wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(9), fc.constantFrom('data', 'reason')), { maxLength: 3 }),
      fc.string({
        unit: fc.constantFrom('张', '三', 'x', '"', '[', ']', '.', ' ', '1'),
        minLength: 1,
        maxLength: 8,
      }),
      (before, name) => {
        const marked = `秘${name}`
        const told = JSON.stringify(logged(fieldPath('data', [...before, marked, 'subject'])))
        expect(told).not.toContain('秘')
      },
    ),
  )
})
