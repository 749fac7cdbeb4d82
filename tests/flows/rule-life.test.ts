import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { outboundTopicOf } from '@jianwei/events/topics.ts'
import { recordEvent } from '@jianwei/events/record-event.ts'
import { RuleReader } from '@jianwei/services/rule-book.ts'
import { SENTINEL_CHECKPOINT } from '@jianwei/services/sentinel/sentinel-record.ts'
import { someEvent } from '#/support/events.ts'
import { complaintRuleText, complaints } from '#/support/rules/rule-text.ts'
import { runPipeline, temporaryFolder, type RunningPipeline } from '#/support/running-pipeline.ts'
import { serverWithoutData } from '#/support/server-without-data.ts'
import { settableClock } from '#/support/settable-clock.ts'

// Every test starts the program, and some start it again.
vi.setConfig({ testTimeout: 90_000 })

const WHO = { actor: 'chen', reason: 'agreed in March' }
const clock = settableClock('2026-03-20T02:00:00.000Z')
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
let app: FastifyInstance

beforeEach(async () => {
  folder = await temporaryFolder('rule-life')
  await start()
})
afterEach(async () => {
  await stop()
  await folder[Symbol.asyncDispose]()
})

async function start(): Promise<void> {
  pipeline = await runPipeline(folder.path, 'of the log', clock)
  const { warehouse, log } = pipeline.stores
  app = serverWithoutData({ warehouse, log, rules: new RuleReader(warehouse), now: () => clock.now() })
}

async function stop(): Promise<void> {
  await app.close()
  await pipeline[Symbol.asyncDispose]()
}

const complaint = (day: string, subject = '91330203MA00000010'): NewEvent =>
  someEvent({ occurred_at: `${day}T04:00:00.000Z` as Instant, subject_id: subject })

async function post(url: string, payload: object) {
  const answer = await app.inject({ method: 'POST', url, payload })
  return { status: answer.statusCode, body: answer.json() }
}
async function get(url: string) {
  await pipeline.settle()
  return (await app.inject(url)).json()
}
const draft = (given: Readonly<Record<string, unknown>>) =>
  post('/v1/rules', { text: complaintRuleText({ id: 'complaints', ...given }), ...WHO })
async function step(version: number, name: string, more: object = {}) {
  const taken = await post(`/v1/rules/complaints/versions/${version}/${name}`, { ...WHO, ...more })
  await pipeline.settle()
  return taken
}

async function everything(): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const { signal } = new AbortController()
  for await (const batch of pipeline.stores.log.follow('start', { signal, batch_events_max: 1_000, until: 'head' })) {
    events.push(...batch.events)
  }
  return events
}

/** What the platform found: `WarningRaised 1` is one of version 1. */
async function found(): Promise<readonly string[]> {
  return (await everything()).flatMap(({ type, data }) =>
    /Warning(Raised|Withdrawn)$/.test(type) && !type.startsWith('Alert')
      ? [`${type} ${String(data['rule_version'])}`]
      : type === 'AlertRaised'
        ? [type]
        : [],
  )
}

const three = ['2026-03-01', '2026-03-04', '2026-03-08']

describe('a shadow', () => {
  test('finds what comes on the live stream, apart from warnings and alerts, and nobody outside hears of it', async () => {
    await draft({})
    expect((await step(1, 'shadow')).body).toMatchObject({ state: 'shadow', rule_version: 1 })
    await pipeline.take(three.slice(0, 2).map((day) => complaint(day)))
    expect(await found()).toEqual([])
    await pipeline.take([complaint('2026-03-08')])
    expect(await found()).toEqual(['ShadowWarningRaised 1'])
    await pipeline.take([complaint('2026-03-02')])
    expect((await found()).toSorted()).toEqual(
      ['ShadowWarningRaised 1', 'ShadowWarningRaised 1', 'ShadowWarningWithdrawn 1'].toSorted(),
    )

    const shadows = await get('/v1/shadow-warnings?rule_id=complaints&rule_version=1&standing=true')
    expect(shadows.items).toMatchObject([{ standing: true, rule_state: 'shadow', anchor: '2026-03-04T04:00:00.000Z' }])
    expect((await get('/v1/shadow-warnings?rule_version=2')).items).toEqual([])
    expect((await get('/v1/warnings')).items).toEqual([])
    expect((await get('/v1/alerts')).items).toEqual([])
    expect(await get('/v1/rules/complaints')).toMatchObject({
      state: 'shadow',
      outcomes: { standing: 0, raised: 0 },
      shadow: { standing: 1, raised: 2, withdrawn: 1 },
    })
    const outside = (await everything()).filter(({ type }) => outboundTopicOf(type) !== undefined)
    expect(outside).toEqual([])
  })

  test('looks at what happened before it began', async () => {
    await pipeline.take(three.map((day) => complaint(day)))
    await draft({})
    await step(1, 'shadow')
    expect(await found()).toEqual(['ShadowWarningRaised 1'])
  })

  test('ends when its version is published: the warnings are raised, and become alerts', async () => {
    await pipeline.take(three.map((day) => complaint(day)))
    await draft({})
    await step(1, 'shadow')
    expect((await step(1, 'publish')).body).toMatchObject({ state: 'published' })
    expect(await found()).toEqual(['ShadowWarningRaised 1', 'WarningRaised 1', 'AlertRaised'])
    await pipeline.take([complaint('2026-03-02')])
    expect((await found()).filter((entry) => entry.startsWith('Shadow'))).toEqual(['ShadowWarningRaised 1'])
    expect((await get('/v1/shadow-warnings')).items).toMatchObject([{ rule_state: 'published' }])
  })

  test('any number run beside what is published, each with its own', async () => {
    for (const version of [1, 2, 3, 4]) await draft({ version, ...complaints(version) })
    await step(1, 'publish')
    for (const version of [2, 3, 4]) await step(version, 'shadow')
    await pipeline.take(three.map((day) => complaint(day)))
    expect(new Set(await found())).toEqual(
      new Set(['WarningRaised 1', 'ShadowWarningRaised 2', 'ShadowWarningRaised 3', 'AlertRaised']),
    )
  })
})

describe('publishing', () => {
  test('takes effect without a restart, and only drafts until then', async () => {
    await pipeline.take(three.map((day) => complaint(day)))
    await draft({})
    expect(await found()).toEqual([])
    await step(1, 'publish')
    expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised'])
  })

  test('of a further version leaves the earlier one in force, unless told; the alert is the same', async () => {
    await draft({})
    await step(1, 'publish')
    await pipeline.take(three.map((day) => complaint(day)))
    await draft({ version: 2, ...complaints(2) })
    await step(2, 'publish')
    expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised', 'WarningRaised 2'])
    await draft({ version: 3, ...complaints(4) })
    expect((await step(3, 'publish', { retire_previous: true })).body).toMatchObject({ state: 'published' })
    const states = (await get('/v1/rules')).items.map((rule: { state: string }) => rule.state)
    expect(states).toEqual(['retired', 'retired', 'published'])
    expect(await get('/v1/rules/complaints')).toMatchObject({ rule_version: 3 })
  })

  test('the version in force on the day of the anchor is the one that warns', async () => {
    await draft({ version: 1, in_force: { to: '2026-03-10' } })
    await draft({ version: 2, in_force: { from: '2026-03-11' }, ...complaints(4) })
    await step(1, 'publish')
    await step(2, 'publish')
    await pipeline.take(three.map((day) => complaint(day)))
    expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised'])
    await pipeline.take([complaint('2026-03-15')])
    expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised', 'WarningRaised 2'])
  })
})

describe('retiring', () => {
  test('stops: what stood stays as it was, marked, and the alert stays with people', async () => {
    await draft({})
    await step(1, 'publish')
    await pipeline.take(three.map((day) => complaint(day)))
    await step(1, 'retire')
    const before = await found()
    await pipeline.take([complaint('2026-03-02'), ...three.map((day) => complaint(day, '91330203MA00000029'))])
    expect(await found()).toEqual(before)
    expect((await get('/v1/warnings')).items).toMatchObject([{ standing: true, rule_state: 'retired' }])
    expect((await get('/v1/alerts')).items).toMatchObject([{ state: 'raised' }])
    expect((await get('/v1/rules?state=retired')).items).toMatchObject([
      { rule_id: 'complaints', outcomes: { standing: 1, open_alerts: 1 } },
    ])
  })

  test('a shadow stops as well', async () => {
    await draft({})
    await step(1, 'shadow')
    await step(1, 'retire')
    await pipeline.take(three.map((day) => complaint(day)))
    expect(await found()).toEqual([])
  })
})

describe('a restart', () => {
  test('in the middle changes nothing that follows', async () => {
    await draft({})
    await draft({ version: 2, ...complaints(2) })
    await step(1, 'publish')
    await step(2, 'shadow')
    await pipeline.take(three.slice(0, 2).map((day) => complaint(day)))
    await stop()
    await start()
    await pipeline.settle()
    expect(await found()).toEqual(['ShadowWarningRaised 2'])
    await pipeline.take([complaint('2026-03-08')])
    expect(await found()).toEqual(['ShadowWarningRaised 2', 'WarningRaised 1', 'AlertRaised'])
  })

  test('without the record of the sentinel appends nothing twice, in either ledger', async () => {
    await draft({})
    await draft({ version: 2, ...complaints(2) })
    await step(1, 'publish')
    await step(2, 'shadow')
    await pipeline.take(three.map((day) => complaint(day)))
    const before = await pipeline.stores.log.head()
    await pipeline.stores.checkpoints.remove(SENTINEL_CHECKPOINT)
    await stop()
    await start()
    await pipeline.settle()
    expect(await pipeline.stores.log.head()).toBe(before)
  })
})

test('a text in the log that does not load is shown, and stops neither the others nor the program', async () => {
  await draft({})
  const data = {
    rule_id: 'of-another-time',
    rule_version: 1,
    content_hash: 'h',
    title: { en: 'Of another time', zh: '旧规则' },
    text: 'id: of-another-time\nkind: oracle\n',
    ...WHO,
  }
  const event = recordEvent({
    type: 'RulePublished',
    schema_version: 2,
    source: 'tests',
    id: 'published',
    subject_id: 'rule:of-another-time',
    region: null,
    occurred_at: clock.now(),
    causation_id: null,
    data,
  })
  await pipeline.stores.log.append([{ stream: streamOf('rule', data.rule_id), expected: 'any', events: [event] }])
  await step(1, 'publish')
  await pipeline.take(three.map((day) => complaint(day)))
  expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised'])
  expect(await get('/v1/rules/of-another-time')).toMatchObject({
    state: 'published',
    title: data.title,
    yaml: data.text,
    failures: [{ code: 'RULE_UNREADABLE', message: expect.stringContaining('kind: expected one of') }],
  })
  const again = await post('/v1/rules/of-another-time/versions/1/publish', WHO)
  expect(again).toMatchObject({ status: 200, body: { position: null } })
  expect(await post('/v1/rules/of-another-time/versions/1/retire', WHO)).toMatchObject({ body: { state: 'retired' } })
})

test('two versions are compared by what stands in their ledgers, wherever these are', async () => {
  await draft({ version: 1, ...complaints(3) })
  await draft({ version: 2, ...complaints(2) })
  await draft({ version: 3 })
  await step(1, 'publish')
  await step(2, 'shadow')
  await pipeline.take([
    ...three.map((day) => complaint(day)),
    ...three.slice(0, 2).map((day) => complaint(day, '91330203MA00000029')),
  ])
  const compared = await get('/v1/rules/complaints/compare?versions=1,2')
  expect(compared).toMatchObject({
    first: { rule_version: 1, state: 'published', ledger: 'warnings', standing: 1 },
    second: { rule_version: 2, state: 'shadow', ledger: 'shadow-warnings', standing: 2 },
    same: { count: 0 },
    earlier: {
      count: 1,
      examples: [
        {
          first: { anchor_at: '2026-03-08T04:00:00.000Z' },
          second: { anchor_at: '2026-03-04T04:00:00.000Z' },
        },
      ],
    },
    only_first: { count: 0 },
    only_second: { count: 1, subjects: 1, examples: [{ subject_id: '91330203MA00000029', first: null }] },
  })
  const back = await get('/v1/rules/complaints/compare?versions=2,1')
  expect(back).toMatchObject({ later: { count: 1 }, earlier: { count: 0 }, only_first: { count: 1 } })
  const oneself = await get('/v1/rules/complaints/compare?versions=2,2&examples=1')
  expect(oneself).toMatchObject({ same: { count: 2, examples: [{}] }, only_first: { count: 0 } })
  await step(1, 'retire')
  await step(2, 'retire')
  const ended = await get('/v1/rules/complaints/compare?versions=1,2')
  expect(ended).toMatchObject({
    first: { state: 'retired', ledger: 'warnings' },
    second: { ledger: 'shadow-warnings' },
  })
  expect(ended.earlier).toEqual(compared.earlier)

  expect(await get('/v1/rules/complaints/compare?versions=1,3')).toMatchObject({ code: 'RULE_NOT_EVALUATED' })
  expect(await get('/v1/rules/complaints/compare?versions=1,4')).toMatchObject({ code: 'RULE_VERSION_UNKNOWN' })
  expect(await get('/v1/rules/complaints/compare?versions=1')).toMatchObject({ code: 'VALIDATION_FAILED' })
})

test('a rule about groups keeps its shadow apart as well, and is raised when it is published', async () => {
  const parameters = {
    of: { events: ['ComplaintReceived'] },
    group_by: [{ field: 'region', prefix: 4 }],
    window: '7 days',
    baseline: '28 days',
    at_least: 3,
    chance_at_most: 0.001,
  }
  await draft({ kind: 'surge', parameters })
  await step(1, 'shadow')
  const week = ['2026-03-10', '2026-03-11', '2026-03-12'].map((day, index) => complaint(day, `test:${index}`))
  await pipeline.take([complaint('2025-12-01', 'test:old'), ...week])
  expect(await found()).toEqual(['ShadowWarningRaised 1'])
  await pipeline.take([complaint('2026-01-05', 'test:other')])
  expect(await found()).toEqual(['ShadowWarningRaised 1'])
  await step(1, 'publish')
  expect(await found()).toEqual(['ShadowWarningRaised 1', 'WarningRaised 1', 'AlertRaised'])
})

describe('who did what and why', () => {
  test('is shown with the place in the log, and filtered by state', async () => {
    await draft({})
    await post('/v1/rules', {
      text: complaintRuleText({ id: 'complaints', ...complaints(5) }),
      actor: 'li',
      reason: 'five',
    })
    const published = await step(1, 'publish')
    await draft({ version: 2, ...complaints(2) })
    const { items } = await get('/v1/rules?state=published')
    expect(items).toMatchObject([{ rule_version: 1, state: 'published', parameters: { at_least: 5 } }])
    expect(items[0].life).toMatchObject([
      { type: 'RuleDrafted', ...WHO },
      { type: 'RuleDrafted', actor: 'li', reason: 'five' },
      { type: 'RulePublished', ...WHO, position: published.body.position },
    ])
    expect(items[0].since_position).toBe(published.body.position)
    expect((await get('/v1/rules?rule_id=complaints')).items).toHaveLength(2)
    expect(await get('/v1/rules/complaints/versions/2')).toMatchObject({ state: 'drafted', life: [{ actor: 'chen' }] })
    expect(await get('/v1/rules/complaints/versions/9')).toMatchObject({ status: 404, code: 'RULE_VERSION_UNKNOWN' })
  })
})

describe('what is refused says why, by a stable code', () => {
  test('a text that does not load, with all places', async () => {
    const { status, body } = await draft({ level: 'purple', parameters: { of: { events: ['Nothing'] }, at_least: 0 } })
    expect([status, body.code]).toEqual([422, 'RULE_REFUSED'])
    expect(body.reasons.map((reason: { path: string }) => reason.path).toSorted()).toEqual([
      'body.text:level',
      'body.text:parameters.at_least',
      'body.text:parameters.of.events[0]',
      'body.text:parameters.window',
    ])
    const unreadable = await post('/v1/rules', { text: 'a: [', ...WHO })
    expect(unreadable.body).toMatchObject({ status: 422, code: 'RULE_REFUSED', reasons: [{ path: 'body.text' }] })
    expect(await everything()).toEqual([])
  })

  test('a rule that fails its own tests, with the name of the test and the difference', async () => {
    const given = [
      { id: 'a', type: 'ComplaintReceived', at: '2026-03-01T04:00:00.000Z', data: { complaint_number: 'a' } },
    ]
    const expects = [{ at: '2026-03-01T04:00:00.000Z', evidence: ['a'] }]
    const tests = [
      { name: 'one is enough', given, at: '2026-03-20T00:00:00.000Z', expect: expects },
      { name: 'one is not enough', given, at: '2026-03-20T00:00:00.000Z', expect: [] },
    ]
    const { status, body } = await draft({ tests })
    expect([status, body.code]).toEqual([422, 'RULE_TESTS_FAILED'])
    expect(body.reasons).toEqual([
      {
        code: 'RULE_TESTS_FAILED',
        path: 'body.text:tests[0]',
        message: 'one is enough: missing a warning of test:subject at 2026-03-01T04:00:00.000Z by a',
      },
    ])
    expect(await everything()).toEqual([])
  })

  test('a changed content of what is evaluated, a step that does not follow, and a return of what was retired', async () => {
    await draft({})
    await step(1, 'publish')
    expect(await draft(complaints(5))).toMatchObject({ status: 409, body: { code: 'RULE_CONTENT_LOCKED' } })
    expect(await step(1, 'shadow')).toMatchObject({ status: 409, body: { code: 'RULE_STEP_REFUSED' } })
    await step(1, 'retire')
    expect(await step(1, 'publish')).toMatchObject({ status: 409, body: { code: 'RULE_RETIRED' } })
    expect(await step(7, 'publish')).toMatchObject({ status: 404, body: { code: 'RULE_VERSION_UNKNOWN' } })
  })

  test('an order without who and why', async () => {
    const answer = await post('/v1/rules/complaints/versions/1/publish', { actor: 'chen' })
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', reasons: [{ path: 'body.reason' }] },
    })
  })
})

test('two people who decide at the same time are both heard, one after the other', async () => {
  await draft({})
  const [one, other] = await Promise.all([
    app.inject({ method: 'POST', url: '/v1/rules/complaints/versions/1/shadow', payload: WHO }),
    app.inject({ method: 'POST', url: '/v1/rules/complaints/versions/1/publish', payload: { ...WHO, actor: 'li' } }),
  ])
  await pipeline.settle()
  expect(other.statusCode).toBe(200)
  // Either the shadow came first, or it was refused because the version was published already.
  expect([200, 409]).toContain(one.statusCode)
  const told = (await get('/v1/rules/complaints')).life.map(({ type }: { type: string }) => type)
  expect(told.at(-1)).toBe('RulePublished')
})
