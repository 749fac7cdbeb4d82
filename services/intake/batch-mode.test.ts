import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementTexts } from '#/intake/batch-mode.ts'

test('the elements of a batch are found exactly as they were written', () => {
  expect(elementTexts(' [ {"a": "]},["},\n 1.0 , "x\\"," , [1,[2]] ] ')).toEqual([
    '{"a": "]},["}',
    '1.0',
    '"x\\","',
    '[1,[2]]',
  ])
  expect(elementTexts('[]')).toEqual([])
  expect(elementTexts('[ ]')).toEqual([])
})

test('each element is the text of its value', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (values, indent) => {
      const text = JSON.stringify(values, undefined, indent)
      expect(elementTexts(text).map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(text))
    }),
  )
})
