import { environmentManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { versionsAfterQuery } from '#/rules/rule-queries.ts'

const SLOW_MS = 2_500
let asked: number[]

/** A server that takes longer to answer than the page waits between two looks. */
beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  asked = []
  // Nothing is asked again on a server.
  environmentManager.setIsServer(() => false)
  vi.stubGlobal('fetch', (_address: string, { signal }: RequestInit) => {
    asked.push(Date.now())
    const life = Date.now() < SLOW_MS ? [] : [{ position: 7 }]
    const items = [{ rule_id: 'r', rule_version: 1, life }]
    return new Promise<Response>((resolve, reject) => {
      const answering = setTimeout(() => resolve(Response.json({ items, next: null })), SLOW_MS)
      signal?.addEventListener('abort', () => {
        clearTimeout(answering)
        reject(new Error('nobody waits for it'))
      })
    })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a slow answer is waited for, and looked at again until it shows the step', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always' } } })
  const seen: (number | undefined)[] = []
  const observer = new QueryObserver(client, versionsAfterQuery('r', 7))
  const stop = observer.subscribe(({ data }) => {
    const last = data?.[0]?.life.at(-1)?.position
    if (data !== undefined && seen.at(-1) !== last) seen.push(last)
  })
  await vi.advanceTimersByTimeAsync(20_000)
  stop()
  expect(seen).toEqual([7])
  // Each only once the one before was answered; none behind the one that shows the step.
  expect(asked).toEqual([0, 3_500])
})
