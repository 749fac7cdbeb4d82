import { Registry } from 'prom-client'
import type { FastifyInstance } from 'fastify'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { buildServer, type ServerOptions } from '@jianwei/services/server/app.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { AlertFeed } from '@jianwei/services/server/live/alert-feed.ts'
import { LOOPBACK_HOSTS } from '@jianwei/services/http/security-headers.ts'

const unused = () => Promise.reject(new TypeError('this test reads no data'))

async function* none(): AsyncGenerator<never> {}

export const emptyWarehouse: Warehouse = {
  query: async () => [],
  stream: none,
  blocks: none,
  file: none,
  insert: unused,
  execute: unused,
  [Symbol.asyncDispose]: async () => {},
}

export const emptyLog: EventLog = {
  append: unused,
  find: async () => [],
  amendmentsOf: async () => [],
  head: async () => 0 as Position,
  placesAt: async () => new Map(),
  checkpointAt: async () => undefined,
  newest: unused,
  read: none,
  follow: none,
  [Symbol.asyncDispose]: async () => {},
}

const noBacktests: ServerOptions['backtests'] = {
  start: unused,
  askedBy: async () => [],
  job: async () => undefined,
  result: async () => undefined,
  warnings: unused,
  cancel: async () => undefined,
}

/** The server over stores that hold nothing, for tests of what does not depend on data. */
export function serverWithoutData(options: Partial<ServerOptions> = {}): FastifyInstance {
  return buildServer({
    warehouse: emptyWarehouse,
    log: emptyLog,
    rules: { current: async () => ({ versions: [] }) },
    now: () => '2026-03-20T02:00:00.000Z' as Instant,
    rule_failures: {
      current: () => [],
      not_looked_at: () => [],
      suppressed: () => [],
      feed_outcomes: () => [],
    },
    backtests: noBacktests,
    notices: {
      secrets: { load: async () => undefined, save: unused },
      allows: () => false,
      records: async () => ({}),
    },
    feed: new AlertFeed(emptyLog),
    evidence: { store: { keep: unused, read: unused }, bytes_max: 1_000_000 },
    progress: { consumers: async () => [] },
    console: { folder: '/nowhere', build: () => 'idle' },
    writes: { canWrite: async () => true, problem: () => null },
    logger: { debug() {}, info() {}, error() {} },
    metrics: new Registry(),
    allowed_hosts: LOOPBACK_HOSTS,
    version: '0.0.0',
    authenticate: async () => LOCAL_ADMINISTRATOR,
    // What is read here is nobody's.
    audit: { reading: async () => {}, act: async () => {} },
    ...options,
  })
}
