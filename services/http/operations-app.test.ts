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
  // What intakes do one at a time has gone to another.
  [200, null, { bus: 'running', imports: 'stopped' }],
  [503, null, { bus: 'retrying', imports: 'stopped' }],
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

test('work that is not in order makes it impaired, and ready all the same', async () => {
  await using app = operationsApp({
    metrics: new Registry(),
    logger: { debug() {}, info() {}, error() {} },
    loops: { states: () => ({ sentinel: 'running' }) },
    work: () => ({ in_order: false, says: { ledger_audit: { differences: 2 } } }),
  })
  const ready = await app.inject('/health/ready')
  expect(ready.statusCode).toBe(200)
  expect(ready.json()).toMatchObject({ status: 'impaired', ledger_audit: { differences: 2 } })
})

test('a health check writes no line at info; that the answer is another one does', async () => {
  const lines: (readonly [level: string, message: string])[] = []
  const told = (level: string) => (_fields: object, message: string) =>
    void lines.push([level, message])
  let state: LoopState = 'running'
  await using app = operationsApp({
    metrics: new Registry(),
    logger: { debug: told('debug'), info: told('info'), error: told('error') },
    loops: { states: () => ({ bus: state }) },
  })
  const probe = async (): Promise<void> => {
    for (const url of ['/health/live', '/health/ready', '/metrics']) await app.inject(url)
  }
  await probe()
  await probe()
  state = 'retrying'
  await probe()
  await probe()
  expect(lines.filter(([level]) => level !== 'debug')).toEqual([
    ['info', 'ready'],
    ['info', 'not ready'],
  ])
  expect(lines.filter(([, message]) => message === 'request answered')).toHaveLength(12)
  await app.inject('/somewhere')
  expect(lines.at(-1)).toEqual(['info', 'request answered'])
})
