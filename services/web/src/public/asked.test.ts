import { expect, test } from 'vitest'
import { askedBy } from '#/public/asked.ts'

test.each([
  ['91330203MA00000010', { uscc: '91330203MA00000010' }],
  [' 9133 0203 ma00 000010 ', { uscc: '91330203MA00000010' }],
  ['９１３３０２０３ＭＡ００００００１０', { uscc: '91330203MA00000010' }],
  // Wrong by a character: the server says so, a search for such a name would find nothing.
  ['91330203MA0000001', { uscc: '91330203MA0000001' }],
  [' 示例食品有限公司 ', { name: '示例食品有限公司' }],
  ['ABC', { name: 'ABC' }],
  ['  ', undefined],
])('%j asks for %j', (typed, asked) => {
  expect(askedBy(typed)).toEqual(asked)
})
