import { expect, test } from 'vitest'
import { linesOf, type FieldRow } from '#/print/field-table.tsx'

const narrow = (name: string): FieldRow => [name, 'value']
const wide = (name: string): FieldRow => [name, 'value', 'wide']

test('short fields stand two to a line, in their order; a wide one stands alone', () => {
  const rows = [narrow('a'), narrow('b'), narrow('c'), wide('d'), wide('e'), narrow('f')]
  const names = linesOf(rows).map((line) => line.map(([name]) => name))
  expect(names).toEqual([['a', 'b'], ['c'], ['d'], ['e'], ['f']])
})
