import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvFields, csvLineEnd } from '#/text-reading/csv-fields.ts'

test.each([
  ['', ['']],
  ['a,b', ['a', 'b']],
  ['a,,', ['a', '', '']],
  ['"a,b",c', ['a,b', 'c']],
  ['"a ""b""",c', ['a "b"', 'c']],
  ['"",""', ['', '']],
  ['""""', ['"']],
  ['"a\nb",c', ['a\nb', 'c']],
  // A quote opens a field only at its beginning.
  ['12" pipe,3', ['12" pipe', '3']],
  ['a "b" c,"d"', ['a "b" c', 'd']],
  [' "a",b', [' "a"', 'b']],
  ['a",b', ['a"', 'b']],
  // One that opens must close before a delimiter or the end.
  ['"a', undefined],
  ['"a,b', undefined],
  ['"a"b,c', undefined],
  ['"a" ,b', undefined],
  ['"""', undefined],
])('%j has the fields %j', (row, fields) => {
  expect(csvFields(row, ',')).toEqual(fields)
})

test('the end of a row and its fields follow one rule', () => {
  const text = fc.string({ unit: fc.constantFrom('"', ',', 'a', '\r'), maxLength: 12 })
  fc.assert(
    fc.property(text, (row) => {
      const fields = csvFields(row.endsWith('\r') ? row.slice(0, -1) : row, ',')
      const { state, delimiters } = csvLineEnd(row, ',', false)
      expect(state === 'complete').toBe(fields !== undefined)
      if (fields !== undefined) expect(delimiters + 1).toBe(fields.length)
    }),
    { numRuns: 2_000 },
  )
})
