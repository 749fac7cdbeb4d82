import { Registry } from 'prom-client'
import type { FastifyInstance } from 'fastify'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { buildServer, type ServerOptions } from '@jianwei/services/server/app.ts'
import { LOOPBACK_HOSTS } from '@jianwei/services/server/security-headers.ts'

const unused = () => Promise.reject(new TypeError('this test reads no data'))

async function* none(): AsyncGenerator<never> {}

export const emptyWarehouse: Warehouse = {
  query: async () => [],
  stream: none,
  insert: unused,
  execute: unused,
  [Symbol.asyncDispose]: async () => {},
}

export const emptyLog: EventLog = {
  append: unused,
  find: async () => [],
  amendmentsOf: async () => [],
  head: unused,
  idsAt: async () => new Map(),
  newest: unused,
  read: none,
  follow: none,
  [Symbol.asyncDispose]: async () => {},
}

const noBacktests: ServerOptions['backtests'] = {
  start: unused,
  job: () => undefined,
  result: () => undefined,
  warnings: unused,
  cancel: () => undefined,
}

/** The server over stores that hold nothing, for tests of what does not depend on data. */
export function serverWithoutData(options: Partial<ServerOptions> = {}): FastifyInstance {
  return buildServer({
    warehouse: emptyWarehouse,
    log: emptyLog,
    rules: { current: async () => ({ versions: [] }) },
    now: () => '2026-03-20T02:00:00.000Z' as Instant,
    rule_failures: { current: () => [], suppressed: () => [] },
    backtests: noBacktests,
    progress: { consumers: async () => [] },
    writes: { canWrite: async () => true },
    logger: { debug() {}, info() {}, error() {} },
    metrics: new Registry(),
    allowed_hosts: LOOPBACK_HOSTS,
    version: '0.0.0',
    ...options,
  })
}
