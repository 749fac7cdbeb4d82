import { expect, test } from 'vitest'
import { MappingStale, mappingDecider, type PublishMapping } from '#/mapping/decider.ts'

const DATA: PublishMapping['data'] = {
  mapping: 'shop-penalties',
  text: 'mapping: shop-penalties',
  tables: [{ file: 'streets.csv', text: 'a,b' }],
  hash: 'h1',
  actor: 'li',
  reason: 'first',
}
const PRESENT = { ...DATA, version: 3 }

function publish(data: Partial<PublishMapping['data']>, seen?: number): PublishMapping {
  const command = { type: 'PublishMapping', data: { ...DATA, ...data } } as const
  return seen === undefined ? command : { ...command, seen }
}

test('versions of a mapping count from 1', () => {
  const [first] = mappingDecider.decide(publish({}), null)
  expect(first?.data.version).toBe(1)
  const [next] = mappingDecider.decide(publish({ text: 'mapping: other' }), PRESENT)
  expect(next?.data).toMatchObject({ version: 4, text: 'mapping: other' })
})

test('the same text with the same tables is no new version, whoever says it and why', () => {
  expect(mappingDecider.decide(publish({ actor: 'wu', reason: 'again' }, 1), PRESENT)).toEqual([])
  const tables = [{ file: 'streets.csv', text: 'a,c' }]
  expect(mappingDecider.decide(publish({ tables }), PRESENT)).toHaveLength(1)
})

test.each([
  [PRESENT, 2],
  [null, 2],
  [PRESENT, 0],
])('over another version than was seen nothing is published', (present, seen) => {
  const command = publish({ text: 'mapping: other' }, seen)
  expect(() => mappingDecider.decide(command, present)).toThrow(MappingStale)
})
