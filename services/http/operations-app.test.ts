import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { operationsApp } from '#/http/operations-app.ts'
import type { LeaseRole } from '#/lifecycle/lease.ts'
import type { LoopState } from '#/lifecycle/supervise.ts'

test.each<[number, LeaseRole | null, Record<string, LoopState>]>([
  [200, null, {}],
  [200, null, { bus: 'running' }],
  [503, null, { bus: 'retrying' }],
  [200, 'active', { sentinel: 'running', time: 'running' }],
  [503, 'active', { sentinel: 'running', time: 'failed' }],
  // The loops of an earlier time as the active one.
  [200, 'standby', { sentinel: 'stopped' }],
])('readiness is %i as %s with %j', async (status, role, states) => {
  await using app = operationsApp({
    metrics: new Registry(),
    logger: { debug() {}, info() {}, error() {} },
    loops: { states: () => states },
    role: () => role,
  })
  const ready = await app.inject('/health/ready')
  expect(ready.statusCode).toBe(status)
  expect(ready.json()).toMatchObject({ role, status: status === 200 ? 'ready' : 'starting' })
  expect(ready.headers['retry-after']).toBe(status === 200 ? undefined : '2')
  expect((await app.inject('/health/live')).statusCode).toBe(200)
})
