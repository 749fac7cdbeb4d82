import { expect, test } from 'vitest'
import { OrderKeys } from '#/api/order-key.ts'

test('the same order keeps its key, another gets one of its own', () => {
  const keys = new OrderKeys()
  const key = keys.of({ title: 'a' })
  expect(keys.of({ title: 'a' })).toBe(key)
  expect(keys.of({ title: 'b' })).not.toBe(key)
  expect(keys.of({ title: 'a' })).toBe(key)
  expect(keys.of(undefined)).toBe(keys.of(undefined))
  expect(new OrderKeys().of({ title: 'a' })).not.toBe(key)
})

test('an order that is forgotten is another one when it comes again', () => {
  const keys = new OrderKeys()
  const key = keys.of({ title: 'a' })
  keys.forget({ title: 'a' })
  expect(keys.of({ title: 'a' })).not.toBe(key)
})
