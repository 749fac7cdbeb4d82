import { expect, test } from 'vitest'
import { z } from 'zod'
import { randomUuid } from '#/api/random-id.ts'

test('a UUID is one as the server takes it', () => {
  const ids = Array.from({ length: 64 }, randomUuid)
  for (const id of ids) expect(z.uuidv4().safeParse(id).success, id).toBe(true)
  expect(new Set(ids).size).toBe(64)
})
