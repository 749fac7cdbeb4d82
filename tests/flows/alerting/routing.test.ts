import { beforeEach, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { AlertRouted } from '@jianwei/events/alert/assigning-events.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import { CheckpointConflict } from '@jianwei/events/errors.ts'
import type { CheckpointStore, StoredCheckpoint } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { runRouting } from '@jianwei/services/routing/routing.ts'
import { deskServer, send, TIP } from '#/support/desk/desk-bench.ts'
import { logForEachTest } from '#/support/log/log-each-test.ts'
import { newSqliteLog } from '#/support/log/sqlite-place.ts'

/*
 * The reaction that puts alerts into queues, over a real log: what follows from which event, and
 * that nothing follows twice.
 */

let log: EventLog
const data = logForEachTest(newSqliteLog, (opened) => (log = opened))
let app: FastifyInstance
let checkpoints: CheckpointStore
let day: string

/** The clock of the log, which a test moves. */
const clock: Clock = { now: () => `${day}T04:00:00.000Z` as Instant }

beforeEach(async () => {
  day = '2026-03-01'
  await data.close()
  await data.open(clock)
  checkpoints = inMemory()
  app = deskServer({ log, now: () => clock.now() })
  const csv = `unit_id,name,valid_from,region
siming,思明区市场监督管理局,2019-03-01,350203
huli,湖里区市场监督管理局,2019-03-01,350206
desk,厦门市预警值班室,2019-03-01,350200
`
  await order('/v1/units/import', { csv })
})

const order = (url: string, body: object, seen?: number) =>
  send(app, url, {
    as: 'office',
    body: { reason: '年度分工', ...body },
    ...(seen === undefined ? {} : { seen }),
  })

const row = (given: object) => ({
  region: null,
  domain: null,
  rule_id: null,
  levels: null,
  unit: null,
  note: null,
  ...given,
})

const TABLE = { rows: [row({ region: '350203', unit: 'siming' })], default_unit: 'desk' }

async function publish(table: object, seen: number): Promise<void> {
  const answer = await order('/v1/routing', table, seen)
  expect([answer.statusCode, answer.json()]).toEqual([200, { version: seen + 1 }])
}

async function raise(region: string): Promise<string> {
  const answer = await send(app, '/v1/alerts', { as: 'li', body: { ...TIP, region } })
  return answer.json().alert_id
}

async function route(from = checkpoints): Promise<void> {
  const { signal } = new AbortController()
  const domainOf = async (): Promise<null> => null
  await runRouting({ log, checkpoints: from, domainOf, signal, until: 'head' })
}

/** What was said of where the alert goes, oldest first. */
async function routed(alertId: string): Promise<readonly string[]> {
  const events = await Array.fromAsync(log.read(streamOf('alert', alertId)))
  return events
    .filter(({ type }) => type === 'AlertRouted')
    .map((event) => {
      // The catalogue parsed it as that.
      const { unit, routing_version, reason } = event.data as AlertRouted
      return `${unit} v${routing_version}: ${reason}`
    })
}

describe('a new alert', () => {
  test('goes where the table says, with its version and why, once', async () => {
    await publish(TABLE, 0)
    const [here, elsewhere] = [await raise('350203001'), await raise('350206')]
    await route()
    await route()
    await route(inMemory())
    expect(await routed(here)).toEqual(['siming v1: row 1: region 350203'])
    expect(await routed(elsewhere)).toEqual(['desk v1: no row decides'])
  })

  test('waits while there is no table, and goes when the first is published', async () => {
    const alert = await raise('350203')
    await route()
    expect(await routed(alert)).toEqual([])
    await publish(TABLE, 0)
    await route()
    expect(await routed(alert)).toEqual(['siming v1: row 1: region 350203'])
  })
})

test('another table moves no alert that is in a queue', async () => {
  await publish(TABLE, 0)
  const before = await raise('350203')
  await route()
  await publish({ rows: [], default_unit: 'desk' }, 1)
  await route()
  const after = await raise('350203')
  await route()
  expect(await routed(before)).toHaveLength(1)
  expect(await routed(after)).toEqual(['desk v2: no row decides'])
})

test('what is returned goes to the default, not to where it came from', async () => {
  await publish(TABLE, 0)
  const alert = await raise('350203')
  await route()
  const answer = await send(app, `/v1/alerts/${alert}/return`, {
    as: 'li',
    seen: 1,
    body: { reason: '不属我局职责' },
  })
  expect(answer.statusCode).toBe(200)
  await route()
  expect((await routed(alert)).at(-1)).toBe(
    'desk v1: returned, to be assigned anew; no row decides',
  )
})

describe('when a unit ends', () => {
  test('its open alerts go to whoever has its work, on that day and not before', async () => {
    await publish(TABLE, 0)
    const alert = await raise('350203')
    await route()
    await order('/v1/units/siming/succeed', { successors: ['huli'], from: '2026-07-01' })
    await route()
    expect(await routed(alert)).toHaveLength(1)
    day = '2026-07-01'
    await raise('350206')
    await route()
    expect((await routed(alert)).at(-1)).toBe('huli v1: siming was succeeded by huli on 2026-07-01')
    const later = await raise('350203')
    await route()
    await route(inMemory())
    expect(await routed(later)).toEqual([
      'huli v1: row 1: region 350203; siming was succeeded by huli',
    ])
    expect(await routed(alert)).toHaveLength(2)
  })

  test('and to the default where nobody has it', async () => {
    await publish(TABLE, 0)
    const alert = await raise('350203')
    await route()
    await order('/v1/units/siming/dissolve', { from: '2026-02-01' })
    await route()
    expect((await routed(alert)).at(-1)).toBe(
      'desk v1: siming was dissolved on 2026-02-01; ' +
        'no row decides; row 1 names siming, which is not there',
    )
  })
})

describe('over HTTP', () => {
  test('a table over another than was seen, or of units that are not there, is refused', async () => {
    await publish(TABLE, 0)
    const stale = await order('/v1/routing', { rows: [], default_unit: 'desk' }, 0)
    expect(stale.json()).toMatchObject({ status: 409, code: 'ROUTING_TABLE_STALE' })
    const unknown = await order('/v1/routing', { rows: [], default_unit: 'nobody' }, 1)
    expect(unknown.json()).toMatchObject({ status: 422, code: 'ROUTING_REFUSED' })
    expect((await app.inject('/v1/routing')).json()).toMatchObject({ version: 1, ...TABLE })
    expect((await app.inject('/v1/routing?version=7')).statusCode).toBe(404)
  })

  test('a dry run says where and why, for an alert and for attributes, and moves nothing', async () => {
    await publish(TABLE, 0)
    const alert_id = await raise('350203')
    await route()
    const head = await log.head()
    const draft = { rows: [row({ levels: ['orange'], unit: 'huli' })], default_unit: 'desk' }
    const tried = await send(app, '/v1/routing/dry-run', {
      as: 'office',
      body: { alert_id, alert: { region: '350206', level: 'blue' }, draft },
    })
    expect(tried.json()).toMatchObject({
      tried: [
        { alert_id: null, route: { unit: 'desk', row: null }, differs: false },
        {
          alert_id,
          unit: 'siming',
          route: { unit: 'huli', row: 1, why: 'row 1: level orange' },
          by_present: { unit: 'siming', row: 1 },
          differs: true,
        },
      ],
      differing: 1,
      by_default: 1,
    })
    expect(await log.head()).toBe(head)
  })
})

function inMemory(): CheckpointStore {
  const stored = new Map<string, StoredCheckpoint>()
  return {
    load: async (name) => stored.get(name),
    save: async (name, value, expected) => {
      const actual = stored.get(name)?.version ?? 'absent'
      if (actual !== expected)
        throw new CheckpointConflict(name, { expected: String(expected), actual: String(actual) })
      const version = actual === 'absent' ? 1 : actual + 1
      stored.set(name, { value, version })
      return version
    },
    remove: async (name) => void stored.delete(name),
    [Symbol.asyncDispose]: async () => {},
  }
}
