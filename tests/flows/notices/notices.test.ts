import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { noticeDesk, openOutward } from '@jianwei/services/composition/open-outward.ts'
import { openSqliteLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { alwaysActive } from '@jianwei/services/lifecycle/lease.ts'
import { supervisedLoops } from '@jianwei/services/lifecycle/loops.ts'
import type { Running } from '@jianwei/services/lifecycle/running.ts'
import { startNotices } from '@jianwei/services/notices/start-notices.ts'
import { dingtalkSign } from '@jianwei/services/notices/channels/robots.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { NAMES_OF_STEPS, raiseAlert, STEPS } from '#/support/log/alert-steps.ts'
import { outwardReceiver, type OutwardReceiver } from '#/support/notices/outward-receiver.ts'
import { smallMailServer, type SmallMailServer } from '#/support/notices/small-mail-server.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

let folder: string
let stores: LogStores
let log: EventLog
let receiver: OutwardReceiver
let mailServer: SmallMailServer
let app: FastifyInstance
let running: Running | undefined
const failures: unknown[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-notices-'))
  stores = openSqliteLog(join(folder, 'log.db'), { clock: systemClock() })
  log = stores.log
  receiver = await outwardReceiver()
  mailServer = await smallMailServer()
  const outward = openOutward(settings())
  app = serverWithoutData({
    log,
    notices: noticeDesk(outward, stores.checkpoints),
    now: () => systemClock().now(),
  })
})
afterEach(async () => {
  await running?.[Symbol.asyncDispose]()
  running = undefined
  await app.close()
  await receiver[Symbol.asyncDispose]()
  await mailServer[Symbol.asyncDispose]()
  await stores[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  expect(failures.splice(0)).toEqual([])
})

const settings = () => ({
  hosts: [receiver.allowed, '@gov.example'],
  secrets_file: join(folder, 'notice-secrets.json'),
  mail: { url: mailServer.url, from: 'jianwei@gov.example' },
})

/** Begins to send, as a process that was started. `now` is the machine's clock. */
function start(retry_delays_ms: readonly number[] = [1, 1], checkpoints?: CheckpointStore): void {
  running = startNotices({
    log,
    checkpoints: checkpoints ?? stores.checkpoints,
    now: () => systemClock().now(),
    signal: new AbortController().signal,
    loops: supervisedLoops((_, error) => failures.push(error)),
    whileActive: alwaysActive,
    outward: openOutward(settings()),
    retry_delays_ms,
  })
}

async function stop(): Promise<void> {
  await running?.[Symbol.asyncDispose]()
  running = undefined
}

async function post(url: string, payload: object) {
  const answer = await app.inject({ method: 'POST', url, payload })
  expect(answer.body === '' ? {} : answer.json()).toBeDefined()
  return answer
}

async function register(given: object = {}): Promise<{ endpoint_id: string; key: string }> {
  const answer = await post('/v1/notices/endpoints', {
    name: '值班群',
    kind: 'webhook',
    address: `${receiver.origin}/hook?token=secret-token`,
    reason: '接收预警',
    ...given,
  })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

const endpointNow = async () => (await app.inject('/v1/notices/endpoints')).json().items[0]
const eventsOfType = async (type: string) =>
  (await eventsOf(log)).filter((event) => event.type === type)
async function untilEvents(type: string, count: number) {
  for (;;) {
    const found = await eventsOfType(type)
    if (found.length >= count) return found
    await sleep(5)
  }
}
/** What a receiver checks, by the package that is not ours. */
const verified = (key: string, { body, headers }: OutwardReceiver['received'][number]) =>
  new Webhook(key).verify(body, headers as Record<string, string>)

describe('a webhook', () => {
  test('is signed as Standard Webhooks has it, tells number and level, and no names', async () => {
    const { key } = await register()
    start()
    const alert = await raiseAlert({ log, level: 'red' })
    await receiver.until(1)
    const [received] = receiver.received
    if (received === undefined) throw new Error('one was received')
    expect(verified(key, received)).toEqual({
      type: 'alert_raised',
      timestamp: '2026-06-01T00:00:00.000Z',
      data: {
        notice: 'alert_raised',
        number: alert.alert_id,
        level: 'red',
        mark: null,
        position: alert.position,
      },
    })
    for (const name of NAMES_OF_STEPS) expect(received.body).not.toContain(name)
    expect(() => verified('whsec_AAAA', received)).toThrow()
  })

  test('comes in the order of the log, and what came before the registration does not come', async () => {
    await raiseAlert({ log })
    await register()
    start()
    const alert = await raiseAlert({ log })
    await alert.happen(STEPS.escalated, STEPS.signed, STEPS.closed)
    await receiver.until(3)
    const told = receiver.received.map(({ body }) => JSON.parse(body))
    expect(told.map(({ type }) => type)).toEqual([
      'alert_raised',
      'alert_escalated',
      'alert_closed',
    ])
    expect(new Set(told.map(({ data }) => data.number))).toEqual(new Set([alert.alert_id]))
  })

  test('comes again, with the same id and content, when the process died before it was noted', async () => {
    await register()
    // Dies at the first save behind a delivery.
    let isDying = true
    const dying: CheckpointStore = {
      load: (name) => stores.checkpoints.load(name),
      save: (name, value, expected) =>
        isDying && value.includes('"delivered_at":"')
          ? new Promise(() => {})
          : stores.checkpoints.save(name, value, expected),
      remove: (name) => stores.checkpoints.remove(name),
      [Symbol.asyncDispose]: async () => {},
    }
    start([1], dying)
    await raiseAlert({ log })
    await receiver.until(1)
    await untilEvents('NoticeDelivered', 1)
    // As after kill -9: nobody ends what hangs.
    running = undefined
    isDying = false
    start()
    await receiver.until(2)
    const [first, second] = receiver.received
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.body).toBe(first?.body)
    const after = await raiseAlert({ log })
    await receiver.until(3)
    expect(JSON.parse(receiver.received[2]?.body ?? '').data.number).toBe(after.alert_id)
  })

  test('is signed with both keys after a rotation', async () => {
    const { endpoint_id, key } = await register()
    const rotated = await post(`/v1/notices/endpoints/${endpoint_id}/rotate`, { reason: '例行' })
    start()
    await raiseAlert({ log })
    await receiver.until(1)
    const [received] = receiver.received
    if (received === undefined) throw new Error('one was received')
    expect(rotated.json().key).not.toBe(key)
    for (const one of [key, rotated.json().key]) expect(verified(one, received)).toBeDefined()
  })

  test('that is not taken is tried again, then its endpoint is paused and shown, and nothing is lost', async () => {
    const { endpoint_id } = await register()
    receiver.answer(503)
    start([1, 1])
    const alert = await raiseAlert({ log })
    const [paused] = await untilEvents('NoticeEndpointPaused', 1)
    expect(paused?.data).toMatchObject({ cause: 'unreachable', reason: 'STATUS_503' })
    expect(receiver.received).toHaveLength(3)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    const retries = (await eventsOfType('NoticeAttemptFailed')).map(({ data }) => [
      data['attempt'],
      data['retry_at'] !== null,
    ])
    expect(retries).toEqual([
      [1, true],
      [2, true],
      [3, false],
    ])
    expect(await endpointNow()).toMatchObject({
      paused: 'unreachable',
      paused_because: 'STATUS_503',
      failed_attempts: 3,
      last_code: 'STATUS_503',
    })
    const later = await raiseAlert({ log })
    receiver.answer(200)
    await post(`/v1/notices/endpoints/${endpoint_id}/resume`, { reason: '已修复' })
    await receiver.until(5)
    const told = receiver.received.slice(3).map(({ body }) => JSON.parse(body).data.number)
    expect(told).toEqual([alert.alert_id, later.alert_id])
    await untilEvents('NoticeDelivered', 2)
  })

  test('after a pause one may skip what was missed', async () => {
    const { endpoint_id } = await register()
    start()
    await post(`/v1/notices/endpoints/${endpoint_id}/pause`, { reason: '维护' })
    await raiseAlert({ log })
    await post(`/v1/notices/endpoints/${endpoint_id}/resume`, { reason: '完成', missed: 'skipped' })
    const alert = await raiseAlert({ log })
    await receiver.until(1)
    expect(JSON.parse(receiver.received[0]?.body ?? '').data.number).toBe(alert.alert_id)
  })

  test('is not sent on where the receiver answers with a redirect', async () => {
    await register()
    receiver.answer(302, '', { location: `${receiver.origin}/elsewhere` })
    start([])
    await raiseAlert({ log })
    const [paused] = await untilEvents('NoticeEndpointPaused', 1)
    expect(paused?.data['reason']).toBe('STATUS_302')
    expect(receiver.received).toHaveLength(1)
  })

  test('is not tried again where the receiver says that it is gone', async () => {
    await register()
    receiver.answer(410)
    start([1, 1])
    await raiseAlert({ log })
    const [paused] = await untilEvents('NoticeEndpointPaused', 1)
    expect(paused?.data['cause']).toBe('gone')
    expect(receiver.received).toHaveLength(1)
  })

  test('can be sent again by hand, under the same id', async () => {
    const { endpoint_id } = await register()
    start()
    await raiseAlert({ log })
    await receiver.until(1)
    const [delivered] = await untilEvents('NoticeDelivered', 1)
    const message_id = delivered?.data['message_id']
    const url = `/v1/notices/endpoints/${endpoint_id}/resend`
    expect((await post(url, { message_id, reason: '对方未收到' })).statusCode).toBe(200)
    await receiver.until(2)
    const [first, second] = receiver.received
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.body).toBe(first?.body)
    const unknown = { message_id: endpoint_id, reason: '对方未收到' }
    expect((await post(url, unknown)).json().code).toBe('NOTICE_UNKNOWN')
  })

  test('that took nothing can be sent to again by hand', async () => {
    const { endpoint_id } = await register()
    receiver.answer(503)
    start([])
    await raiseAlert({ log })
    const [failed] = await untilEvents('NoticeAttemptFailed', 1)
    const payload = { message_id: failed?.data['message_id'], reason: '已修复' }
    const answer = await post(`/v1/notices/endpoints/${endpoint_id}/resend`, payload)
    expect(answer.statusCode, answer.body).toBe(200)
  })
})

describe('an endpoint', () => {
  test('leaves neither its address nor its key in the log, and both in a file of its owner', async () => {
    const { key } = await register()
    const texts = JSON.stringify(await eventsOf(log))
    for (const secret of [key, 'secret-token']) expect(texts).not.toContain(secret)
    const { mode } = await stat(join(folder, 'notice-secrets.json'))
    expect(mode & 0o777).toBe(0o600)
  })

  test('is refused where the list of hosts does not name it', async () => {
    const addresses = [
      { kind: 'webhook', address: 'https://elsewhere.example/hook' },
      { kind: 'webhook', address: receiver.origin.replace('http', 'https') },
      { kind: 'webhook', address: receiver.origin.replace('//', '//user@') },
      { kind: 'wecom', address: 'no address' },
      { kind: 'mail', address: 'li@elsewhere.example' },
    ]
    for (const one of addresses) {
      const given = { name: 'x', reason: 'y', ...one }
      const answer = await post('/v1/notices/endpoints', given)
      expect(answer.json().code, one.address).toBe('NOTICE_ADDRESS_REFUSED')
    }
  })

  test('gets what it asked for: by kind, level, region', async () => {
    await register({ notices: ['alert_raised'], level_at_least: 'orange', region: '330200' })
    start()
    await raiseAlert({ log, level: 'yellow' })
    await raiseAlert({ log, level: 'red', region: '110105' })
    const wanted = await raiseAlert({ log, level: 'orange' })
    await wanted.happen(STEPS.escalated)
    const last = await raiseAlert({ log, level: 'red' })
    await receiver.until(2)
    const told = receiver.received.map(({ body }) => JSON.parse(body).data.number)
    expect(told).toEqual([wanted.alert_id, last.alert_id])
  })

  test('that is slow holds up no other', async () => {
    await register({ address: `${receiver.origin}/slow` })
    receiver.answer(500)
    start([3_600_000])
    await raiseAlert({ log })
    await receiver.until(1)
    await untilEvents('NoticeAttemptFailed', 1)
    receiver.answer(200)
    await register({ address: `${receiver.origin}/quick` })
    await raiseAlert({ log })
    await receiver.until(2)
    expect(receiver.received[1]?.url).toBe('/quick')
  })
})

describe('robots and mail', () => {
  test('a robot of WeCom gets what waits in one message of at most 2,048 bytes', async () => {
    await register({ kind: 'wecom', address: `${receiver.origin}/cgi-bin/webhook/send?key=k` })
    const alerts = []
    for (let count = 0; count < 45; count++) alerts.push(await raiseAlert({ log }))
    start()
    await receiver.until(1)
    const { text } = JSON.parse(receiver.received[0]?.body ?? '')
    expect(text.content).toMatch(/^【见微】共 20 项\n预警单生成 黄色 /)
    expect(Buffer.byteLength(text.content)).toBeLessThanOrEqual(2_048)
    for (const { alert_id } of alerts.slice(0, 20)) expect(text.content).toContain(alert_id)
  })

  test('robots get at most 20 messages a minute, also through a restart', async () => {
    await register({ kind: 'wecom', address: `${receiver.origin}/robot` })
    const alert = await raiseAlert({ log })
    start()
    await receiver.until(1)
    await untilEvents('NoticeDelivered', 1)
    await stop()
    await alert.happen(STEPS.closed)
    start()
    await receiver.until(2)
    const [first, second] = await untilEvents('NoticeDelivered', 2)
    const apart = Date.parse(second?.occurred_at ?? '') - Date.parse(first?.occurred_at ?? '')
    expect(apart).toBeGreaterThanOrEqual(60_000 / 20 - 1)
  })

  test('a robot that answers 200 and says no in the body has not taken it', async () => {
    await register({ kind: 'wecom', address: `${receiver.origin}/robot` })
    receiver.answer(200, '{"errcode":45009,"errmsg":"api freq out of limit"}')
    start([])
    await raiseAlert({ log })
    const [paused] = await untilEvents('NoticeEndpointPaused', 1)
    expect(paused?.data['reason']).toBe('ROBOT_45009')
  })

  test('a robot of DingTalk is signed to by its key', async () => {
    await register({
      kind: 'dingtalk',
      address: `${receiver.origin}/robot/send?access_token=t`,
      key: 'SEC1',
    })
    start()
    const alert = await raiseAlert({ log })
    await receiver.until(1)
    const url = new URL(receiver.received[0]?.url ?? '', receiver.origin)
    const timestamp = Number(url.searchParams.get('timestamp'))
    expect(url.searchParams.get('access_token')).toBe('t')
    expect(url.searchParams.get('sign')).toBe(dingtalkSign('SEC1', timestamp))
    expect(JSON.parse(receiver.received[0]?.body ?? '').text.content).toBe(
      `【见微】预警单生成 黄色 ${alert.alert_id}`,
    )
  })

  test('the signature of DingTalk is that of its documentation', () => {
    // HMAC-SHA256 of "1700000000000\nSEC" by "SEC", made by openssl.
    expect(dingtalkSign('SEC', 1_700_000_000_000)).toBe(
      'r+2we0q01lkZqz38LA5IPNbHN81U1leRf3Au4PSQb6Q=',
    )
  })

  test('mail goes by SMTP, and a recipient that is refused pauses the endpoint', async () => {
    await register({ kind: 'mail', address: 'duty@gov.example' })
    start([])
    const alert = await raiseAlert({ log })
    await untilEvents('NoticeDelivered', 1)
    const [mail] = mailServer.mails
    expect(mail?.to).toEqual(['<duty@gov.example>'])
    expect(mail?.content).toContain('Message-ID: <')
    const body = mail?.content.split('\r\n\r\n')[1] ?? ''
    expect(Buffer.from(body, 'base64').toString('utf8') + body).toContain(alert.alert_id)
    mailServer.refuse()
    await alert.happen(STEPS.closed)
    const [paused] = await untilEvents('NoticeEndpointPaused', 1)
    expect(paused?.data['reason']).toMatch(/^MAIL_/)
  })
})

test('only administrators keep endpoints', async () => {
  const refused = serverWithoutData({
    log,
    authenticate: async () => ({ actor: 'li', kind: 'person', grants: [] }),
  })
  for (const url of ['/v1/notices/endpoints', `/v1/notices/deliveries?endpoint_id=${NOBODY}`])
    expect((await refused.inject(url)).json().code).toBe('ROLE_MISSING')
  await refused.close()
})

const NOBODY = '0b0c7a52-5f0e-4f0e-9d7b-0d6a2f3c4e11'
