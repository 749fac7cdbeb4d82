import { afterEach, expect, test, vi } from 'vitest'
import { readAll } from '#/api/ask.ts'

const ITEMS = 1_201

afterEach(() => vi.unstubAllGlobals())

test('a list is read to its end, whatever fits on a page', async () => {
  vi.stubGlobal('fetch', async (address: string) => {
    const asked = new URL(address, 'http://server').searchParams
    const [from, limit] = [Number(asked.get('cursor') ?? 0), Number(asked.get('limit'))]
    const items = Array.from({ length: Math.min(limit, ITEMS - from) }, (_, index) => from + index)
    const next = from + limit < ITEMS ? String(from + limit) : null
    return Response.json({ items, next, of: asked.get('of') })
  })
  const items = await readAll('/v1/units', { query: { of: 'all' } })
  expect(items).toEqual(Array.from({ length: ITEMS }, (_, index) => index))
})
