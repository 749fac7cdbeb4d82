import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import { afterEach, describe, expect, test } from 'vitest'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { EventStoreClient } from '@jianwei/infra/log/kurrent/eventstore-client.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import type { RoleName } from '@jianwei/events/access/roles.ts'
import { LOCAL_ADMINISTRATOR, type RoleGrant } from '@jianwei/services/access/principal.ts'
import { RequestRefused } from '@jianwei/services/http/problem.ts'
import type { ServerOptions } from '@jianwei/services/server/app.ts'
import { AlertFeed } from '@jianwei/services/server/live/alert-feed.ts'
import { KurrentHost } from '#/support/kurrent-stand-in/place.ts'
import { NAMES_OF_STEPS, raiseAlert, STEPS } from '#/support/log/alert-steps.ts'
import { someEvent, someStream } from '#/support/log/events.ts'
import { logForEachTest } from '#/support/log/log-each-test.ts'
import { newSqliteLog, type AdapterData } from '#/support/log/sqlite-place.ts'
import { bufferingProxy } from '#/support/server/buffering-proxy.ts'
import { openEventSource, type EventSourceReader } from '#/support/server/event-source.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

const LOGS: readonly (readonly [string, () => Promise<AdapterData<EventLog>>])[] = [
  ['SQLite', newSqliteLog],
  [
    'EventStoreDB (the stand-in)',
    () =>
      KurrentHost.freshPosition(
        {
          clientPackage: '@eventstore/db-client',
          scheme: 'esdb',
          connect: (url) => new EventStoreClient(url),
        },
        ({ client, namespace, index_file }) =>
          new KurrentEventLog(client, { parse: parseRecorded, namespace, index_file }),
      ),
  ],
]

interface LiveServer extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly origin: string
  readonly feed: AlertFeed
}

/** A server over a connection of its own to the log, as one apart from the sentinel has. */
async function serve(
  place: AdapterData<EventLog>,
  options: Partial<ServerOptions> = {},
  kept_max = 10_000,
): Promise<LiveServer> {
  const opened = await place.open()
  const feed = new AlertFeed(opened.port, { kept_max })
  const stopping = new AbortController()
  const running = feed.run(stopping.signal)
  running.catch(() => {})
  while (feed.position === undefined) await sleep(1)
  const app = serverWithoutData({ log: opened.port, feed, metrics: new Registry(), ...options })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    origin,
    feed,
    async [Symbol.asyncDispose]() {
      await app.close()
      stopping.abort()
      await running.catch(() => {})
      await opened[Symbol.asyncDispose]()
    },
  }
}

const grantOf = (role: RoleName, region: string | null): RoleGrant => ({
  role,
  region,
  domain: null,
  department: null,
})

const alertsOf = ({ events }: EventSourceReader) => events.filter(({ event }) => event === 'alert')
const hereOf = ({ events }: EventSourceReader) => events.filter(({ event }) => event === 'here')
const idsOf = (reader: EventSourceReader): readonly number[] =>
  alertsOf(reader).map(({ id }) => Number(id))

describe.each(LOGS)('with a log in %s', (_name, newLog) => {
  let log: EventLog
  const own = logForEachTest(newLog, (opened) => void (log = opened))
  const opened: AsyncDisposable[] = []
  afterEach(async () => {
    for (const one of opened.splice(0)) await one[Symbol.asyncDispose]()
  })
  async function server(options?: Partial<ServerOptions>, kept?: number): Promise<LiveServer> {
    const live = await serve(own.place, options, kept)
    opened.push(live)
    return live
  }

  test('who listens hears of each step: which alert, its state and level after it, and no names', async () => {
    const { origin } = await server()
    using reader = await openEventSource(`${origin}/v1/alerts/stream`)
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'cache-control': 'no-store, no-transform',
    })
    const alert = await raiseAlert({ log })
    const [signed, escalated] = await alert.happen(STEPS.signed, STEPS.escalated)
    await reader.until(() => alertsOf(reader).length === 3)
    const { alert_id } = alert
    expect(alertsOf(reader)).toEqual(
      [
        { type: 'AlertRaised', state: 'raised', level: 'yellow', position: alert.position },
        { type: 'AlertSignedFor', state: 'signed_for', level: 'yellow', position: signed },
        { type: 'AlertEscalated', state: 'signed_for', level: 'red', position: escalated },
      ].map(({ position, ...data }, revision) => ({
        id: String(position),
        event: 'alert',
        data: { alert_id, revision, position, ...data },
      })),
    )
    for (const name of NAMES_OF_STEPS) expect(JSON.stringify(reader.events)).not.toContain(name)
  })

  test('through reconnections and restarts nothing is missed and nothing comes twice', async () => {
    const written: number[] = []
    const write = async (): Promise<void> => {
      for (let alerts = 0; alerts < 4; alerts++) {
        const alert = await raiseAlert({ log })
        await log.append([{ stream: someStream(), expected: 'any', events: [someEvent()] }])
        written.push(alert.position, ...(await alert.happen(STEPS.signed, STEPS.escalated)))
      }
    }
    const heard: number[] = []
    let last = '0'
    let writing = Promise.resolve()
    for (let round = 0; round < 6; round++) {
      // What is kept is little, so that some who come back are told from the log.
      await using live = await serve(own.place, {}, 5)
      for (const turn of [1, 2, 3]) {
        // More than is waited for, and some of it comes while nobody listens.
        writing = writing.then(write)
        using reader = await openEventSource(`${live.origin}/v1/alerts/stream`, {
          'last-event-id': last,
        })
        const wanted = 1 + ((round * turn) % 4)
        await reader.until(() => idsOf(reader).length >= wanted)
        // As one that dies right behind an event, with more on its way.
        const taken = idsOf(reader).slice(0, wanted)
        heard.push(...taken)
        last = String(taken.at(-1))
      }
    }
    await writing
    await using live = await serve(own.place)
    using reader = await openEventSource(`${live.origin}/v1/alerts/stream`, {
      'last-event-id': last,
    })
    await reader.until(() => heard.length + idsOf(reader).length >= written.length)
    expect([...heard, ...idsOf(reader)]).toEqual(written)
  })

  test('an id from another log is told so, and what is new comes all the same', async () => {
    const { origin } = await server()
    using reader = await openEventSource(`${origin}/v1/alerts/stream`, {
      'last-event-id': '999999999',
    })
    await reader.until(() => reader.events.length === 2)
    const position = await log.head()
    expect(reader.events).toMatchObject([
      { event: 'reset', data: { reason: 'POSITION_UNKNOWN', position } },
      { event: 'here', data: { position } },
    ])
    const alert = await raiseAlert({ log })
    await reader.until(() => reader.events.length === 3)
    expect(reader.events[2]?.data).toMatchObject({ alert_id: alert.alert_id })
  })
})

describe('over SQLite', () => {
  let log: EventLog
  const own = logForEachTest(newSqliteLog, (opened) => void (log = opened))

  test('a proxy that buffers passes each event and each sign of life on at once', async () => {
    await using live = await serve(own.place, { live_limits: { heartbeat_ms: 20 } })
    await using proxy = await bufferingProxy(live.origin)
    using reader = await openEventSource(`${proxy.origin}/v1/alerts/stream`)
    const alert = await raiseAlert({ log })
    await reader.until(() => alertsOf(reader).length === 1)
    const signs = hereOf(reader).length
    await reader.until(() => hereOf(reader).length > signs + 2)
    expect(reader.lastEventId).toBe(String(alert.position))
    expect(proxy.buffered()).toBe(0)
  })

  test('with filters one hears of alerts that fit before or after the step', async () => {
    await using live = await serve(own.place)
    const open = (query: string) => openEventSource(`${live.origin}/v1/alerts/stream?${query}`)
    using raised = await open('state=raised')
    using ningbo = await open('region=330200&level=red')
    using other = await open('rule_id=other')
    const here = await raiseAlert({ log, level: 'red' })
    const elsewhere = await raiseAlert({ log, level: 'red', region: '110105' })
    await here.happen(STEPS.signed, STEPS.closed)
    const last = await raiseAlert({ log, rule_id: 'other', level: 'red' })
    await Promise.all(
      [raised, ningbo, other].map((reader) =>
        reader.until(() => idsOf(reader).at(-1) === last.position),
      ),
    )
    const told = (reader: EventSourceReader) =>
      alertsOf(reader).map(({ data }) => data as { alert_id: string; state: string })
    expect(told(raised).map(({ alert_id, state }) => [alert_id, state])).toEqual([
      [here.alert_id, 'raised'],
      [elsewhere.alert_id, 'raised'],
      // It left the list.
      [here.alert_id, 'signed_for'],
      [last.alert_id, 'raised'],
    ])
    expect(told(ningbo).map(({ state }) => state)).toEqual([
      'raised',
      'signed_for',
      'closed',
      'raised',
    ])
    expect(told(other).map(({ alert_id }) => alert_id)).toEqual([last.alert_id])
  })

  test('a regulator hears of alerts where the role holds, and an auditor of none', async () => {
    let grants = [grantOf('regulator', '330200')]
    await using live = await serve(own.place, {
      authenticate: async () => ({ actor: 'li', kind: 'person', grants }),
    })
    const open = () => openEventSource(`${live.origin}/v1/alerts/stream`)
    using regulator = await open()
    grants = [grantOf('auditor', null)]
    using auditor = await open()
    grants = [grantOf('regulator', null)]
    using everywhere = await open()
    await raiseAlert({ log, region: '110105' })
    const here = await raiseAlert({ log, region: '330203' })
    await raiseAlert({ log, region: null })
    const last = await raiseAlert({ log, region: '330205' })
    await regulator.until(() => idsOf(regulator).at(-1) === last.position)
    await everywhere.until(() => idsOf(everywhere).at(-1) === last.position)
    expect(idsOf(regulator)).toEqual([here.position, last.position])
    expect(idsOf(everywhere)).toHaveLength(4)
    expect(auditor.events.every(({ event }) => event === 'here')).toBe(true)
  })

  test('who has been told of all that happened is told up to where', async () => {
    await using live = await serve(own.place)
    const { position } = await raiseAlert({ log })
    using reader = await openEventSource(`${live.origin}/v1/alerts/stream?after=0`)
    await reader.until(() => hereOf(reader).length === 1)
    expect(reader.events).toMatchObject([
      { event: 'alert', id: String(position) },
      { event: 'here', id: String(position), data: { position } },
    ])
  })

  test('a question with an end is answered and ends', async () => {
    await using live = await serve(own.place)
    const alert = await raiseAlert({ log })
    const answer = await live.app.inject('/v1/alerts/stream?after=0&until=head')
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain(`id: ${alert.position}\nevent: alert\n`)
    expect(answer.body).toMatch(/event: end\ndata: \{"reason":"HEAD_REACHED"\}\n\n$/)
  })

  test('an account that opens too many is refused, others are not', async () => {
    let actor = 'one'
    await using live = await serve(own.place, {
      live_limits: { of_one_actor_max: 2 },
      authenticate: async () => ({ ...LOCAL_ADMINISTRATOR, actor }),
    })
    const open = () => openEventSource(`${live.origin}/v1/alerts/stream`)
    using first = await open()
    using second = await open()
    using third = await open()
    actor = 'two'
    using others = await open()
    expect([first, second, third, others].map(({ status }) => status)).toEqual([200, 200, 429, 200])
    expect(third.headers['retry-after']).toBeDefined()
  })

  test('a reader that leaves while it is asked who it is does not count as one that listens', async () => {
    const metrics = new Registry()
    let leave: (() => void) | undefined
    await using live = await serve(own.place, {
      metrics,
      authenticate: async ({ gone }) => {
        if (leave !== undefined) {
          leave()
          leave = undefined
          await once(gone, 'abort')
        }
        return LOCAL_ADMINISTRATOR
      },
    })
    const url = `${live.origin}/v1/alerts/stream`
    const leaving = get(url, { agent: false })
    leave = () => void leaving.destroy()
    await once(leaving, 'error')
    using _staying = await openEventSource(url)
    expect(await metrics.getSingleMetricAsString('jianwei_streams_open')).toMatch(/ 1$/)
  })

  test('who may listen no longer is told so and hears nothing more', async () => {
    let isSignedIn = true
    await using live = await serve(own.place, {
      live_limits: { ask_again_ms: 5 },
      authenticate: async () => {
        if (!isSignedIn) throw new RequestRefused('REQUEST_UNREADABLE', 'the session has ended')
        return LOCAL_ADMINISTRATOR
      },
    })
    using reader = await openEventSource(`${live.origin}/v1/alerts/stream`)
    isSignedIn = false
    await reader.until(() => reader.isOver)
    expect(reader.events.filter(({ event }) => event !== 'here')).toEqual([
      { id: undefined, event: 'end', data: { reason: 'SESSION_ENDED' } },
    ])
  })

  test('a server that stops says so and does not wait for its readers', async () => {
    const live = await serve(own.place)
    using reader = await openEventSource(`${live.origin}/v1/alerts/stream`)
    await live[Symbol.asyncDispose]()
    await reader.until(() => reader.isOver)
    expect(reader.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'SHUTDOWN' } })
  })
})
