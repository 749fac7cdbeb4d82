import { expect, test } from 'vitest'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { RuleReader } from '#/rules/rule-book.ts'

test('who asks while others wait for their turn waits with them; who comes later asks anew', async () => {
  let asked = 0
  const answer = Promise.withResolvers<readonly never[]>()
  const warehouse = {
    query: () => {
      asked += 1
      return answer.promise
    },
  } as unknown as Warehouse
  const reader = new RuleReader(warehouse)
  const first = [reader.current(), reader.current()]
  // By now the first question is under way: what is written from now on it may not see.
  await new Promise(setImmediate)
  const second = [reader.current(), reader.current(), reader.current()]
  answer.resolve([])
  await Promise.all([...first, ...second])
  expect(asked).toBe(2)
})
