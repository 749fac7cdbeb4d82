import { expect, test } from 'vitest'
import { heldOf } from '#/sources/held-of.ts'

const ROW = { source: 'urn:large', code: null, inputs: 7 }

test('a source that is not listed may wait all the same, where not all are listed', () => {
  expect(heldOf({ listed: [ROW], not_listed: 0 }, 'urn:small')).toEqual({
    rows: [],
    mayWait: false,
  })
  expect(heldOf({ listed: [ROW], not_listed: 3 }, 'urn:small')).toEqual({ rows: [], mayWait: true })
  expect(heldOf({ listed: [ROW], not_listed: 3 }, 'urn:large').rows).toEqual([ROW])
})
