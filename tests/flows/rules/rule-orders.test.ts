import { describe, expect, test } from 'vitest'
import { streamOf, recordEvent } from '@jianwei/events/envelope.ts'
import {
  clock,
  complaint,
  draft,
  everything,
  found,
  get,
  pipeline,
  post,
  step,
  three,
  WHO,
  WHY,
  withLivingRules,
} from '#/support/rules/living-rules.ts'
import { complaintRuleText, complaints } from '#/support/rules/rule-text.ts'

// Every test starts the program, and some start it again.
withLivingRules()

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
  await pipeline.stores.log.append([
    { stream: streamOf('rule', data.rule_id), expected: 'any', events: [event] },
  ])
  await step(1, 'publish')
  await pipeline.take(three.map((day) => complaint(day)))
  expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised'])
  expect(await get('/v1/rules/of-another-time')).toMatchObject({
    state: 'published',
    title: data.title,
    yaml: data.text,
    failures: [
      { code: 'RULE_UNREADABLE', message: expect.stringContaining('kind: expected one of') },
    ],
  })
  const again = await post('/v1/rules/of-another-time/versions/1/publish', WHY)
  expect(again).toMatchObject({ status: 200, body: { position: null } })
  expect(await post('/v1/rules/of-another-time/versions/1/retire', WHY)).toMatchObject({
    body: { state: 'retired' },
  })
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
    only_second: {
      count: 1,
      subjects: 1,
      examples: [{ subject_id: '91330203MA00000029', first: null }],
    },
  })
  const back = await get('/v1/rules/complaints/compare?versions=2,1')
  expect(back).toMatchObject({
    later: { count: 1 },
    earlier: { count: 0 },
    only_first: { count: 1 },
  })
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

  expect(await get('/v1/rules/complaints/compare?versions=1,3')).toMatchObject({
    code: 'RULE_NOT_EVALUATED',
  })
  expect(await get('/v1/rules/complaints/compare?versions=1,4')).toMatchObject({
    code: 'RULE_VERSION_UNKNOWN',
  })
  expect(await get('/v1/rules/complaints/compare?versions=1')).toMatchObject({
    code: 'VALIDATION_FAILED',
  })
})

describe('who did what and why', () => {
  test('is shown with the position in the log, and filtered by state', async () => {
    await draft({})
    const text = complaintRuleText({ id: 'complaints', ...complaints(5) })
    await post('/v1/rules', { text, reason: 'five' }, 'li')
    const published = await step(1, 'publish')
    await draft({ version: 2, ...complaints(2) })
    const { items } = await get('/v1/rules?state=published')
    expect(items).toMatchObject([
      { rule_version: 1, state: 'published', parameters: { at_least: 5 } },
    ])
    expect(items[0].life).toMatchObject([
      { type: 'RuleDrafted', ...WHO },
      { type: 'RuleDrafted', actor: 'li', reason: 'five' },
      { type: 'RulePublished', ...WHO, position: published.body.position },
    ])
    expect(items[0].since_position).toBe(published.body.position)
    expect((await get('/v1/rules?rule_id=complaints')).items).toHaveLength(2)
    expect(await get('/v1/rules/complaints/versions/2')).toMatchObject({
      state: 'drafted',
      life: [{ actor: WHO.actor }],
    })
    expect(await get('/v1/rules/complaints/versions/9')).toMatchObject({
      status: 404,
      code: 'RULE_VERSION_UNKNOWN',
    })
  })
})

describe('what is refused says why, by a stable code', () => {
  test('a text that does not load, with all paths', async () => {
    const { status, body } = await draft({
      level: 'purple',
      parameters: { of: { events: ['Nothing'] }, at_least: 0 },
    })
    expect([status, body.code]).toEqual([422, 'RULE_REFUSED'])
    expect(body.reasons.map((reason: { path: string }) => reason.path).toSorted()).toEqual([
      'body.text:level',
      'body.text:parameters.at_least',
      'body.text:parameters.of.events[0]',
      'body.text:parameters.window',
    ])
    const unreadable = await post('/v1/rules', { text: 'a: [', ...WHY })
    expect(unreadable.body).toMatchObject({
      status: 422,
      code: 'RULE_REFUSED',
      reasons: [{ path: 'body.text' }],
    })
    expect(await everything()).toEqual([])
  })

  test('a rule that depends on what the log does not have, or on what cannot be silent', async () => {
    const depending = { id: 'depending', depends_on: ['monitor-silent', 'complaints'] }
    await draft({})
    const { status, body } = await draft(depending)
    expect([status, body.code]).toEqual([422, 'RULE_REFUSED'])
    expect(
      body.reasons.map(
        ({ path, message }: { path: string; message: string }) => `${path}: ${message}`,
      ),
    ).toEqual([
      'body.text:depends_on[0]: there is no rule with the id monitor-silent',
      'body.text:depends_on[1]: complaints is no silence rule, so nothing can be silent',
    ])
    await draft({
      id: 'monitor-silent',
      kind: 'silence',
      parameters: {
        of: { events: ['ReadingReported'] },
        key: ['data.device_id'],
        regular: { at_least: 2, within: '2 days' },
        silent_after: '1 day',
      },
    })
    expect(await draft({ ...depending, depends_on: ['monitor-silent'] })).toMatchObject({
      status: 200,
      body: { state: 'drafted' },
    })
  })

  test('a rule that fails its own tests, with the name of the test and the difference', async () => {
    const given = [
      {
        id: 'a',
        type: 'ComplaintReceived',
        at: '2026-03-01T04:00:00.000Z',
        data: { complaint_number: 'a' },
      },
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
        message:
          'one is enough: missing a warning of test:subject at 2026-03-01T04:00:00.000Z by a',
      },
    ])
    expect(await everything()).toEqual([])
  })

  test('a changed content of what is evaluated, a step that does not follow, and a return of what was retired', async () => {
    await draft({})
    await step(1, 'publish')
    expect(await draft(complaints(5))).toMatchObject({
      status: 409,
      body: { code: 'RULE_CONTENT_LOCKED' },
    })
    expect(await step(1, 'shadow')).toMatchObject({
      status: 409,
      body: { code: 'RULE_STEP_REFUSED' },
    })
    await step(1, 'retire')
    expect(await step(1, 'publish')).toMatchObject({ status: 409, body: { code: 'RULE_RETIRED' } })
    expect(await step(7, 'publish')).toMatchObject({
      status: 404,
      body: { code: 'RULE_VERSION_UNKNOWN' },
    })
  })

  test('an order without why', async () => {
    const answer = await post('/v1/rules/complaints/versions/1/publish', {})
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', reasons: [{ path: 'body.reason' }] },
    })
  })

  test('an order that says who asks: that is whoever signed in', async () => {
    const version = '/v1/rules/complaints/versions/1'
    const text = complaintRuleText({ id: 'complaints' })
    await draft({})
    const answers = [
      await post('/v1/rules', { text, actor: 'chen', ...WHY }),
      ...(await Promise.all(
        ['shadow', 'publish', 'retire'].map((name) =>
          post(`${version}/${name}`, { actor: 'chen', ...WHY }),
        ),
      )),
    ]
    const refused = { status: 400, body: { code: 'VALIDATION_FAILED' } }
    expect(answers).toMatchObject([refused, refused, refused, refused])
    expect(await everything()).toHaveLength(1)
  })
})

test('two people who decide at the same time are both heard, one after the other', async () => {
  await draft({})
  const [one, other] = await Promise.all([
    post('/v1/rules/complaints/versions/1/shadow', WHY),
    post('/v1/rules/complaints/versions/1/publish', WHY, 'li'),
  ])
  await pipeline.settle()
  expect(other.status).toBe(200)
  // Either the shadow came first, or it was refused because the version was published already.
  expect([200, 409]).toContain(one.status)
  const { life } = await get('/v1/rules/complaints')
  expect(life.at(-1)).toMatchObject({ type: 'RulePublished', actor: 'li' })
})
