import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { listQuery } from '#/desk/alert-list.ts'

afterEach(() => void vi.unstubAllGlobals())

test('a view that is opened again is read again, also within one round', async () => {
  const asked = vi.fn(async () => Response.json({ items: [], next: null, up_to: 1 }))
  vi.stubGlobal('fetch', asked)
  const client = new QueryClient()
  const question = { filter: { open: true }, order: 'raised', text: '' } as const
  for (const times of [1, 2]) {
    const observer = new InfiniteQueryObserver(client, listQuery(question, 1))
    const leave = observer.subscribe(() => {})
    await vi.waitUntil(() => observer.getCurrentResult().isSuccess)
    expect(asked).toHaveBeenCalledTimes(times)
    leave()
    await vi.waitUntil(() => client.getQueryCache().getAll().length === 0)
  }
})
