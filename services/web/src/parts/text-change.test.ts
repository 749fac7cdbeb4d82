import { expect, test } from 'vitest'
import { changeOf } from '#/parts/text-change.ts'

test('only what differs is changed', () => {
  expect(changeOf('at_least: 2\n', 'at_least: 3\n')).toEqual({ from: 10, to: 11, insert: '3' })
  expect(changeOf('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' })
  expect(changeOf('abc', 'ac')).toEqual({ from: 1, to: 2, insert: '' })
  expect(changeOf('same', 'same')).toBeUndefined()
})
