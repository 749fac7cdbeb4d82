import { expect, test } from 'vitest'
import { z } from 'zod'
import { formKeys, randomUuid } from '#/public/form-key.ts'

test('a key is a UUID as the server takes it', () => {
  const keys = Array.from({ length: 64 }, randomUuid)
  for (const key of keys) expect(z.uuidv4().safeParse(key).success, key).toBe(true)
  expect(new Set(keys).size).toBe(64)
})

test('the same form keeps its key, another gets one of its own', () => {
  const keyOf = formKeys()
  const key = keyOf({ title: 'a' })
  expect(keyOf({ title: 'a' })).toBe(key)
  expect(keyOf({ title: 'b' })).not.toBe(key)
  expect(keyOf({ title: 'a' })).toBe(key)
  expect(formKeys()({ title: 'a' })).not.toBe(key)
})
