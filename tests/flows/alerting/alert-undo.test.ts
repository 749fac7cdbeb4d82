import { beforeEach, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { Instant } from '@jianwei/events/instant.ts'
import { evolveRecorded, type Alert } from '@jianwei/events/alert/alert.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { deskServer, send, TIP } from '#/support/desk/desk-bench.ts'
import { logForEachTest } from '#/support/log/log-each-test.ts'
import { newSqliteLog } from '#/support/log/sqlite-place.ts'

/* Each step says which one makes up for it, and that one does. */

let log: EventLog
logForEachTest(newSqliteLog, (opened) => (log = opened))
let app: FastifyInstance
let alert_id: string
let revision: number

interface Undo {
  readonly step: string
  readonly body: object
  readonly state: string
  readonly exact: boolean
}

const because = { reason: '按现场检查笔录' }

beforeEach(async () => {
  app = deskServer({ log, now: () => '2026-03-20T02:00:00.000Z' as Instant })
  const answer = await send(app, '/v1/alerts', { as: 'li', body: TIP })
  expect(answer.json().undo).toBeNull()
  alert_id = answer.json().alert_id
  revision = answer.json().revision
})

async function step(name: string, body: object = {}, as = 'li'): Promise<Undo | null> {
  const url = `/v1/alerts/${alert_id}/${name}`
  const answer = await send(app, url, { as, seen: revision, body })
  expect([name, answer.statusCode, answer.json().detail]).toEqual([name, 200, undefined])
  revision = answer.json().revision
  return answer.json().undo
}

/** What of the alert people go by. */
async function standing() {
  let alert: Alert = { state: 'absent' }
  for await (const event of log.read(streamOf('alert', alert_id)))
    alert = evolveRecorded(alert, event)
  if (alert.state === 'absent') throw new TypeError('the alert was raised')
  const { state, owner, unit, claimed_by, silenced_until, closing_proposed_by } = alert
  const { tags, watchers, further_subjects, open_parts, links, closed_as } = alert
  const sets = { tags, watchers, further_subjects, open_parts, links }
  return { state, owner, unit, claimed_by, silenced_until, closing_proposed_by, closed_as, ...sets }
}

const QUEUED = [['route', { unit: 'food-1', ...because }]] as const
const SIGNED = [...QUEUED, ['sign', {}]] as const
const VERIFIED = [...SIGNED, ['verify', { finding: 'substantiated', ...because }]] as const
const SILENT = { until: '2026-04-01T00:00:00.000Z', ...because }
const ASKED = { unit: 'fire-1', task: '查消防通道', ...because }
const MEASURE = { kind: 'penalty', number: '甬海市监处〔2026〕17号' }

type Steps = readonly (readonly [name: string, body: object])[]

describe('is exactly undone', () => {
  test.each<[name: string, body: object, by: string, before: Steps]>([
    ['claim', {}, 'release', []],
    ['release', {}, 'claim', [['claim', { minutes: 10 }]]],
    ['tag', { tag: 'spring' }, 'untag', []],
    ['untag', { tag: 'spring' }, 'tag', [['tag', { tag: 'spring' }]]],
    ['watch', {}, 'unwatch', []],
    ['unwatch', {}, 'watch', [['watch', {}]]],
    ['route', { unit: 'food-1', ...because }, 'return', []],
    ['route', { unit: 'food-2', ...because }, 'route', QUEUED],
    ['assign', { to: 'zhao', ...because }, 'transfer', QUEUED],
    ['assign', { to: 'zhao', ...because }, 'return', []],
    ['transfer', { to: 'zhao', unit: 'food-2', ...because }, 'transfer', QUEUED],
    ['sign', {}, 'transfer', QUEUED],
    ['sign', {}, 'return', []],
    ['return', because, 'transfer', QUEUED],
    ['verify', { finding: 'substantiated', ...because }, 'return', SIGNED],
    [
      'silence',
      { ...because, until: '2026-05-01T00:00:00.000Z' },
      'silence',
      [['silence', SILENT]],
    ],
    ['ask-cooperation', ASKED, 'withdraw-cooperation', []],
    [
      'withdraw-cooperation',
      { unit: 'fire-1', ...because },
      'ask-cooperation',
      [['ask-cooperation', ASKED]],
    ],
    ['link', MEASURE, 'unlink', []],
    ['add-subject', { subject_id: 'test:canteen', ...because }, 'remove-subject', []],
    ['close', { reason_code: 'false_data', ...because }, 'reopen', []],
  ])('%s %j by %s', async (name, body, by, before) => {
    for (const [one, its] of before) await step(one, its)
    const stood = await standing()
    const undo = await step(name, body)
    expect(undo).toMatchObject({ step: by, exact: true, state: stood.state })
    await step(by, undo?.body)
    expect(await standing()).toEqual(stood)
  })
})

describe('is undone by going further back, and says so', () => {
  test.each<[name: string, body: object, by: string, state: string, before: Steps]>([
    ['dispose', { measure: '责令改正', ...because }, 'return', 'signed_for', VERIFIED],
    ['transfer', { to: 'zhao', ...because }, 'transfer', 'raised', SIGNED],
    ['close', { reason_code: 'benign', ...because }, 'reopen', 'raised', VERIFIED],
  ])('%s %j by %s to %s', async (name, body, by, state, before) => {
    for (const [one, its] of before) await step(one, its)
    const undo = await step(name, body)
    expect(undo).toMatchObject({ step: by, exact: false, state })
    await step(by, undo?.body)
    expect(await standing()).toMatchObject({ state })
  })
})

test('nothing makes up for words, urging, supervision, a level, a first silence or a reopening', async () => {
  expect(await step('comment', { text: '已电话联系' })).toBeNull()
  expect(await step('urge', because)).toBeNull()
  expect(await step('supervise', because)).toBeNull()
  expect(await step('escalate', because)).toBeNull()
  expect(await step('silence', SILENT)).toBeNull()
  await step('close', { reason_code: 'benign', ...because })
  expect(await step('reopen', because)).toBeNull()
})

test('what changed nothing has nothing to undo', async () => {
  await step('tag', { tag: 'spring' })
  expect(await step('tag', { tag: 'spring' })).toBeNull()
})

test('a request sent again under its key says the same step', async () => {
  const url = `/v1/alerts/${alert_id}/tag`
  const sent = { as: 'li', key: 'once', body: { tag: 'spring' } }
  const first = (await send(app, url, sent)).json().undo
  expect(first).toMatchObject({ step: 'untag', body: { tag: 'spring' } })
  await send(app, url, { as: 'zhao', body: { tag: 'summer' } })
  expect((await send(app, url, sent)).json().undo).toEqual(first)
})

test('to look again is written only where others did something since', async () => {
  const view = async (as: string) =>
    (await send(app, `/v1/alerts/${alert_id}/view`, { as })).json().position
  expect(await view('zhao')).not.toBeNull()
  expect(await view('zhao')).toBeNull()
  expect(await view('wang')).not.toBeNull()
  expect(await view('zhao')).toBeNull()
  await send(app, `/v1/alerts/${alert_id}/comment`, { as: 'zhao', body: { text: '自己的' } })
  expect(await view('zhao')).toBeNull()
  await send(app, `/v1/alerts/${alert_id}/comment`, { as: 'wang', body: { text: '他人的' } })
  expect(await view('zhao')).not.toBeNull()
})

test('that somebody looked meanwhile keeps nobody from the step that they decided on', async () => {
  await send(app, `/v1/alerts/${alert_id}/view`, { as: 'zhao' })
  // On the revision before the look.
  await step('sign')
  const stale = await send(app, `/v1/alerts/${alert_id}/escalate`, {
    as: 'zhao',
    seen: 0,
    body: because,
  })
  expect([stale.statusCode, stale.json().code]).toEqual([409, 'ALERT_CHANGED'])
})
