import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ServerOptions } from '@jianwei/services/server/app.ts'
import { deskServer, send, TIP, type Sent } from '#/support/desk/desk-bench.ts'
import { logForEachTest } from '#/support/log/log-each-test.ts'
import { newSqliteLog } from '#/support/log/sqlite-place.ts'

/*
 * People work on alerts over HTTP, over a real log. The warehouse is empty: no decision may come
 * from it.
 */

let log: EventLog
const data = logForEachTest(newSqliteLog, (opened) => (log = opened))
let app: FastifyInstance
let revision: number
let alert_id: string

beforeEach(() => serve())

function serve(options: Partial<ServerOptions> = {}): void {
  app = deskServer({ log, ...options })
}

async function raise(as = 'li', more: object = {}): Promise<string> {
  const answer = await send(app, '/v1/alerts', { as, body: { ...TIP, ...more } })
  expect(answer.statusCode).toBe(201)
  alert_id = answer.json().alert_id
  revision = answer.json().revision
  return alert_id
}

/** Takes a step that must succeed, on what was seen last. */
async function step(as: string, name: string, body: object = {}, id = alert_id): Promise<void> {
  const answer = await order(as, name, { body }, id)
  expect([name, answer.statusCode, answer.json().detail]).toEqual([name, 200, undefined])
  if (id === alert_id) revision = answer.json().revision
}

async function order(as: string, name: string, sent: Partial<Sent> = {}, id = alert_id) {
  return send(app, `/v1/alerts/${id}/${name}`, { as, seen: await seenOf(id), ...sent })
}

async function refusal(as: string, name: string, sent: Partial<Sent> = {}): Promise<string> {
  const answer = await order(as, name, sent)
  return `${answer.statusCode} ${answer.json().code}`
}

async function seenOf(id: string): Promise<number> {
  return id === alert_id ? revision : (await events(id)).length - 1
}

async function events(id = alert_id): Promise<readonly RecordedEvent[]> {
  return Array.fromAsync(log.read(streamOf('alert', id)))
}

async function told(id = alert_id): Promise<readonly string[]> {
  return (await events(id)).map(({ type, data: { actor } }) => `${type} ${String(actor)}`)
}

const because = { reason: '按现场检查笔录' }

test('a tip by telephone goes through the whole life, each step with its actor in the log', async () => {
  await raise('hotline-1', { further_subjects: ['test:canteen'] })
  await step('chief', 'route', { unit: 'food-1', ...because })
  await step('chief', 'assign', { to: 'li', ...because })
  await step('li', 'view')
  await step('li', 'claim', { minutes: 10 })
  await step('li', 'sign')
  await step('li', 'transfer', { to: 'zhao', unit: 'food-2', ...because })
  await step('zhao', 'sign')
  await step('zhao', 'ask-cooperation', { unit: 'fire-1', task: '查消防通道', ...because })
  await step('fire-officer', 'answer-cooperation', { unit: 'fire-1', feedback: '畅通' })
  await step('zhao', 'verify', { finding: 'substantiated', ...because })
  const penalty = { kind: 'penalty', number: '甬海市监处〔2026〕17号' }
  await step('zhao', 'dispose', { measure: '责令改正', links: [penalty], ...because })
  await step('chief', 'urge', because)
  await step('city', 'supervise', because)
  await step('zhao', 'feed-back', { feedback: '已整改' })
  await step('zhao', 'close', { reason_code: 'true_and_handled', ...because })
  await step('chief', 'reopen', because)
  expect(await told()).toEqual([
    'AlertRaised hotline-1',
    'AlertRouted chief',
    'AlertAssigned chief',
    'AlertViewed li',
    'AlertClaimed li',
    'AlertSignedFor li',
    'AlertTransferred li',
    'AlertSignedFor zhao',
    'AlertCooperationAsked zhao',
    'AlertCooperationAnswered fire-officer',
    'AlertVerified zhao',
    'AlertDisposed zhao',
    'AlertMeasureLinked zhao',
    'AlertUrged chief',
    'AlertSupervised city',
    'AlertFedBack zhao',
    'AlertClosed zhao',
    'AlertReopened chief',
  ])
  const [raised] = await events()
  expect(raised).toMatchObject({ subject_id: 'test:bakery', region: '330203' })
  expect(raised?.data).toMatchObject({
    rule_id: null,
    lead: { channel: 'telephone' },
    further_subjects: ['test:canteen'],
  })
})

describe('two people at once', () => {
  test('one is told what the other did, and nothing of theirs is written', async () => {
    await raise()
    const seen = revision
    await step('wang', 'sign')
    const answer = await order('li', 'sign', { seen })
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({
      code: 'ALERT_CHANGED',
      revision: 1,
      changes: [
        {
          type: 'AlertSignedFor',
          actor: 'wang',
          occurred_at: '2026-03-20T02:00:00.000Z',
          changes: [
            { field: 'state', from: 'raised', to: 'signed_for' },
            { field: 'owner', from: null, to: 'wang' },
          ],
        },
      ],
    })
    expect(await told()).toHaveLength(2)
  })

  test('what the other wrote has no number of a person in the answer, and says so', async () => {
    await raise()
    await step('wang', 'sign')
    const seen = revision
    const wrote = '当事人证件350203199001011248，电话13987654321'
    await step('wang', 'verify', { finding: 'substantiated', reason: wrote })
    await step('wang', 'dispose', { measure: wrote, ...because })
    const answer = await order('li', 'sign', { seen })
    expect(answer.json().code).toBe('ALERT_CHANGED')
    const shown = '当事人证件3502**********1248，电话139****4321'
    const [verified, disposed] = answer.json().changes
    expect(verified).toMatchObject({ reason: shown, masked: ['reason'] })
    expect(disposed.changes).toContainEqual({
      field: 'measure',
      from: null,
      to: shown,
      masked: ['to'],
    })
  })

  test('really at once: one step is taken, the other is told', async () => {
    await raise()
    const answers = await Promise.all(['li', 'wang'].map((who) => order(who, 'sign')))
    expect(answers.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual(['200', '409'])
    expect(await told()).toHaveLength(2)
  })

  test('a step without the revision is refused, a mark needs none', async () => {
    await raise()
    const url = `/v1/alerts/${alert_id}`
    const answer = await send(app, `${url}/sign`, { as: 'li' })
    expect([answer.statusCode, answer.json().code]).toEqual([428, 'IF_MATCH_MISSING'])
    const comment = await send(app, `${url}/comment`, { as: 'li', body: { text: '已电话联系' } })
    expect([comment.statusCode, comment.headers['etag']]).toEqual([200, '"1"'])
  })

  test('a claim keeps others from signing until it ends, and can be taken over', async () => {
    await raise()
    await step('li', 'claim', { minutes: 10 })
    expect(await refusal('wang', 'sign')).toBe('409 ALERT_CLAIMED')
    expect(await refusal('wang', 'claim')).toBe('409 ALERT_CLAIMED')
    serve({ now: () => '2026-03-20T02:10:00.000Z' as never })
    await step('wang', 'claim', { minutes: 10 })
    await step('li', 'claim', { minutes: 20, take_over: true })
    expect((await events()).at(-1)?.data).toMatchObject({ actor: 'li', from: 'wang' })
    await step('li', 'release')
    await step('wang', 'sign')
  })
})

describe('a key', () => {
  test('makes a request happen once, with the same answer, also after a restart', async () => {
    await raise()
    const sent = { key: 'k-1', body: { text: '已电话联系' } }
    const first = await order('li', 'comment', sent)
    revision = 1
    await step('wang', 'sign')
    await data.restart()
    serve()
    const second = await order('li', 'comment', { ...sent, seen: 0 })
    expect(second.json()).toEqual(first.json())
    expect(second.headers['idempotency-replayed']).toBe('true')
    expect(await told()).toEqual(['AlertRaised li', 'AlertCommented li', 'AlertSignedFor wang'])
  })

  test('is refused for another request, and is each one his own', async () => {
    await raise()
    await order('li', 'comment', { key: 'k-1', body: { text: 'a' } })
    const other = { key: 'k-1', body: { text: 'b' } }
    expect(await refusal('li', 'comment', { ...other, seen: 1 })).toBe('422 IDEMPOTENCY_KEY_REUSED')
    expect((await order('wang', 'comment', { ...other, seen: 1 })).statusCode).toBe(200)
  })

  test('of a request that was refused can be used again', async () => {
    await raise()
    const sent = { key: 'k-1', body: { finding: 'substantiated', ...because } }
    expect(await refusal('li', 'verify', sent)).toBe('409 ALERT_STEP_REFUSED')
    await step('li', 'sign')
    expect((await order('li', 'verify', sent)).statusCode).toBe(200)
  })

  test('raises one alert, however often a tip is sent', async () => {
    const sent = { as: 'li', key: 'k-1', body: TIP }
    const answers = await Promise.all([1, 2].map(() => send(app, '/v1/alerts', sent)))
    const ids = new Set(answers.map((answer) => answer.json().alert_id))
    expect(ids.size).toBe(1)
    expect(await told([...ids][0])).toEqual(['AlertRaised li'])
    const other = await send(app, '/v1/alerts', { ...sent, body: { ...TIP, level: 'red' } })
    expect(other.json().code).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  test('gives the answer of a process that was killed between the step and its answer', async () => {
    await raise()
    const url = `/v1/alerts/${alert_id}/comment`
    const sent = { as: 'li', key: 'k-1', seen: 0, body: { text: '已电话联系' } }
    const script = fileURLToPath(new URL('../../support/desk/dying-desk.ts', import.meta.url))
    const args = [script, ...data.place.address, url, JSON.stringify(sent)]
    const child = spawn(process.execPath, args, { stdio: 'inherit' })
    const [, signal] = await once(child, 'exit')
    expect(signal).toBe('SIGKILL')
    await order('wang', 'comment', { body: { text: 'meanwhile' }, seen: 1 })
    const answer = await send(app, url, sent)
    expect([answer.statusCode, answer.json().revision]).toEqual([200, 1])
    expect(await told()).toEqual(['AlertRaised li', 'AlertCommented li', 'AlertCommented wang'])
    expect((await send(app, url, sent)).json()).toEqual(answer.json())
  })
})

describe('joint handling', () => {
  beforeEach(async () => {
    await raise()
    await step('li', 'sign')
    await step('li', 'ask-cooperation', { unit: 'fire-1', task: '查消防通道', ...because })
  })

  test('the lead cannot close while a part is open, or says why', async () => {
    const close = { reason_code: 'out_of_remit', ...because }
    expect(await refusal('li', 'close', { body: close })).toBe('409 ALERT_PARTS_OPEN')
    await step('li', 'close', { ...close, despite_open_parts: '对方已另行立案' })
    expect((await events()).at(-1)?.data).toMatchObject({ despite_open_parts: '对方已另行立案' })
    await step('fire-officer', 'answer-cooperation', { unit: 'fire-1', feedback: '畅通' })
  })

  test('only who was asked answers, and a part is asked anew once it is withdrawn', async () => {
    const answer = { unit: 'police-1', feedback: '无' }
    expect(await refusal('x', 'answer-cooperation', { body: answer })).toBe(
      '409 ALERT_PART_UNKNOWN',
    )
    const ask = { unit: 'fire-1', task: '另查', ...because }
    expect(await refusal('li', 'ask-cooperation', { body: ask })).toBe(
      '409 ALERT_PART_ASKED_ALREADY',
    )
    await step('li', 'withdraw-cooperation', { unit: 'fire-1', ...because })
    await step('li', 'ask-cooperation', ask)
  })
})

describe('a closing that needs a second person', () => {
  const close = { reason_code: 'false_data', ...because }

  test.each([
    ['by level', { levels: ['orange' as const], rules: [] }],
    ['by rule, and this has none', { levels: [], rules: ['three-penalties'] }],
  ])('%s', async (_, second_person) => {
    serve({ second_person })
    await raise()
    await step('li', 'close', close)
    const closed = second_person.levels.length === 0
    expect((await told()).at(-1)).toBe(closed ? 'AlertClosed li' : 'AlertClosingProposed li')
    if (closed) return
    expect(await refusal('li', 'confirm-closing', { body: because })).toBe(
      '409 ALERT_SECOND_PERSON_MISSING',
    )
    await step('chief', 'decline-closing', because)
    await step('li', 'close', close)
    await step('chief', 'confirm-closing', because)
    expect((await events()).at(-1)?.data).toMatchObject({
      actor: 'chief',
      proposed_by: 'li',
      reason_code: 'false_data',
    })
  })
})

describe('merging', () => {
  test('one alert is worked on for both, closed with it, and detached again', async () => {
    const host = await raise()
    const guest = await raise('li', { subject_id: 'test:canteen' })
    await step('li', 'merge', { into: host, ...because })
    expect(await refusal('wang', 'sign')).toBe('409 ALERT_MERGED')
    expect((await events(host)).at(-1)?.data).toMatchObject({
      merged_alert: guest,
      subject_ids: ['test:canteen'],
    })
    await step('li', 'detach', because)
    expect((await told(host)).at(-1)).toBe('AlertSeparated li')
    await step('wang', 'sign')
    await step('li', 'merge', { into: host, ...because })
    await step('li', 'close', { reason_code: 'duplicate', ...because }, host)
    expect((await told(guest)).at(-1)).toBe('AlertClosed li')
    expect((await told(host)).at(-1)).toBe('AlertClosed li')
  })

  test('what is no alert, or the same one, takes nothing in', async () => {
    await raise()
    const into = '6ba7b810-9dad-51d1-80b4-00c04fd430c8'
    expect(await refusal('li', 'merge', { body: { into, ...because } })).toBe('404 ALERT_UNKNOWN')
    expect(await refusal('li', 'merge', { body: { into: alert_id, ...because } })).toBe(
      '409 ALERT_MERGE_REFUSED',
    )
    expect(await told()).toHaveLength(1)
  })
})

test('an alert that somebody may not see is none', async () => {
  const hidden = await raise()
  await raise()
  serve({ may_see_alert: async (_, { alert }) => alert.alert_id !== hidden })
  const answer = await order('li', 'sign', { seen: 0 }, hidden)
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'ALERT_UNKNOWN'])
  expect(await refusal('li', 'merge', { body: { into: hidden, ...because } })).toBe(
    '404 ALERT_UNKNOWN',
  )
})

test('what a step needs and does not say is refused with its path', async () => {
  await raise()
  const answer = await order('li', 'close', { body: { reason_code: 'boring' } })
  expect(answer.statusCode).toBe(400)
  const paths = answer.json().reasons.map(({ path }: { path: string }) => path)
  expect(paths.toSorted()).toEqual(['body.reason', 'body.reason_code'])
})
