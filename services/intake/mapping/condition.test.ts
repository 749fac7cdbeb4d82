import { expect, test } from 'vitest'
import { compileCondition } from '#/intake/mapping/condition.ts'
import type { Condition } from '#/intake/mapping/language.ts'

const row = { kind: ' visit ', code: 7, empty: '  ', none: null, inner: { zip: '60609' } }

test.each<[Condition, boolean]>([
  [{ column: 'kind', equals: 'visit' }, true],
  [{ column: 'code', equals: '7' }, true],
  [{ column: 'code', in: ['6', 7] }, true],
  [{ column: 'code', not_in: [7] }, false],
  [{ column: 'empty', present: false }, true],
  [{ column: 'none', equals: null }, true],
  [{ column: 'absent', not_in: ['x'] }, true],
  [{ column: 'inner.zip', present: true }, true],
  [{ column: 'constructor', present: false }, true],
  [{ all: [{ column: 'kind', present: true }, { not: { column: 'code', equals: 8 } }] }, true],
  [
    {
      any: [
        { column: 'kind', equals: 'x' },
        { column: 'code', equals: 8 },
      ],
    },
    false,
  ],
])('%j is %s', (condition, holds) => {
  expect(compileCondition(condition)(row)).toBe(holds)
})
