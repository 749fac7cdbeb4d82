import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cursorAt, CursorUnreadable, keyOfCursor, pageOf } from '#/cursor.ts'

const Key = z.tuple([z.string(), z.int()])

describe('a cursor', () => {
  test('gives back the key it was made from, and fits into a URL as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (text, position) => {
        const cursor = cursorAt([text, position])
        expect(cursor).toMatch(/^[\w-]+$/)
        expect(keyOfCursor(cursor, Key)).toEqual([text, position])
      }),
    )
  })

  test.each([
    '',
    'not a cursor',
    '!!!',
    cursorAt(['only text']),
    cursorAt([1, 2]),
    `${cursorAt(['a', 1])}x`,
  ])('that this list did not make is refused: %s', (cursor) => {
    expect(() => keyOfCursor(cursor, Key)).toThrow(CursorUnreadable)
  })
})

const keyOf = (row: number): readonly number[] => [row]

test('a page ends the list when nothing comes after it', () => {
  expect(pageOf([1, 2, 3], 3, keyOf)).toEqual({ items: [1, 2, 3], next: null })
  expect(pageOf([1, 2, 3, 4], 3, keyOf)).toEqual({ items: [1, 2, 3], next: cursorAt([3]) })
  expect(pageOf([], 3, keyOf)).toEqual({ items: [], next: null })
})
