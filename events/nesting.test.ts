import { expect, test } from 'vitest'
import { isNestedTooDeep, NESTING_LEVELS_MAX } from '#/nesting.ts'

function nested(levels: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level++)
    value = level % 2 === 0 ? [0, value] : { a: null, b: value }
  return value
}

test('a value may nest a hundred levels and no more, wherever in it the depth lies', () => {
  expect([1, 'text', null, [], {}].map(isNestedTooDeep)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
  expect(isNestedTooDeep(nested(NESTING_LEVELS_MAX))).toBe(false)
  expect(isNestedTooDeep(nested(NESTING_LEVELS_MAX + 1))).toBe(true)
  expect(isNestedTooDeep([[], {}, nested(NESTING_LEVELS_MAX - 1)])).toBe(false)
  expect(isNestedTooDeep([[], {}, nested(NESTING_LEVELS_MAX)])).toBe(true)
})

test('a million levels, and a value that contains itself, are answered', () => {
  expect(isNestedTooDeep(nested(1_000_000))).toBe(true)
  const ring: unknown[] = []
  ring.push(ring, ring)
  expect(isNestedTooDeep(ring)).toBe(true)
})
