import { expect, test } from 'vitest'
import {
  app,
  clock,
  complaint,
  draft,
  everything,
  get,
  pipeline,
  post,
  step,
  three,
  WHO,
  WHY,
  withLivingRules,
} from '#/support/rules/living-rules.ts'

// Silences and publications over the API, with the whole pipeline behind it.
withLivingRules()

const BAKERY = '91330203MA00000010'
const UNTIL = '2026-04-20T00:00:00.000Z'
const order = (more: object = {}) => ({
  scope: { rule_id: 'complaints', region: '330200' },
  from: '2026-03-01T00:00:00.000Z',
  until: UNTIL,
  reason: 'works in the street',
  ...more,
})

async function change(id: string, name: string, etag: string | undefined, body: object) {
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/silences/${id}/${name}`,
    headers: etag === undefined ? {} : { 'if-match': etag },
    payload: body,
  })
  return { status: answer.statusCode, body: answer.json(), etag: answer.headers['etag'] }
}

test('a silence holds back what it says, shows it, and lets through what happens later', async () => {
  await draft({})
  await step(1, 'publish')
  const ordered = await post('/v1/silences', order())
  expect(ordered).toMatchObject({
    status: 200,
    body: { state: 'in_force', owner: 'local:administrator', revision: 0 },
  })
  await pipeline.settle()
  await pipeline.take(three.map((day) => complaint(day)))
  expect((await get('/v1/alerts')).items).toEqual([])
  const { silence_id } = ordered.body
  const shown = await get(`/v1/silences/${silence_id}`)
  expect(shown.held_back).toMatchObject({ now: 1, last_year: { warnings: 1, alerts: 0 } })
  expect(shown.held_back.sample).toHaveLength(1)
  expect((await get('/v1/silences?state=in_force')).items).toHaveLength(1)
  expect((await get('/v1/silences?state=over')).items).toEqual([])

  // Lifted: what happened before stays held back, what happens from now on does not.
  const lifted = await change(silence_id, 'lift', '"0"', { reason: 'finished' })
  expect(lifted).toMatchObject({ status: 200, etag: '"1"', body: { state: 'lifted' } })
  clock.set('2026-04-10T00:00:00.000Z')
  await pipeline.take([
    complaint('2026-04-02'),
    complaint('2026-04-03'),
    complaint('2026-04-04'),
    complaint('2026-04-05'),
  ])
  expect((await get('/v1/alerts')).items).toHaveLength(1)
  const anchors = (await everything())
    .filter(({ type }) => type === 'AlertRaised')
    .map(({ subject_id }) => subject_id)
  expect(anchors).toEqual([BAKERY])
})

test('what a silence would have held back is known before it is ordered', async () => {
  await draft({})
  await step(1, 'publish')
  await pipeline.take(three.map((day) => complaint(day)))
  const { body } = await post('/v1/silences/preview', { scope: { rule_id: 'complaints' } })
  expect(body).toEqual({ now: 0, sample: [], last_year: { warnings: 1, alerts: 1 } })
  const elsewhere = await post('/v1/silences/preview', { scope: { region: '440000' } })
  expect(elsewhere.body.last_year).toEqual({ warnings: 0, alerts: 0 })
})

test('a silence has a scope and an end, and steps name what was seen', async () => {
  const refused = async (more: object) => (await post('/v1/silences', order(more))).body.code
  expect(await refused({ scope: {} })).toBe('SILENCE_WITHOUT_SCOPE')
  expect(await refused({ until: '2028-01-01T00:00:00.000Z' })).toBe('SILENCE_PERIOD_REFUSED')
  expect(await refused({ until: undefined })).toBe('VALIDATION_FAILED')
  const { silence_id } = (await post('/v1/silences', order())).body
  const later = { reason: 'longer', until: '2026-05-01T00:00:00.000Z' }
  expect((await change(silence_id, 'extend', undefined, later)).body.code).toBe('IF_MATCH_MISSING')
  expect(await change(silence_id, 'extend', '"0"', later)).toMatchObject({
    status: 200,
    etag: '"1"',
    body: { until: '2026-05-01T00:00:00.000Z' },
  })
  expect((await change(silence_id, 'lift', '"0"', { reason: 'r' })).body.code).toBe(
    'SILENCE_CHANGED',
  )
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect((await change(nobody, 'lift', '"0"', { reason: 'r' })).body.code).toBe('SILENCE_UNKNOWN')
})

test('publishing says what it raises; over the limit of the rule it waits for another person', async () => {
  await pipeline.take([
    ...three.map((day) => complaint(day)),
    ...three.map((day) => complaint(day, 'test:other')),
  ])
  await draft({ alerting: { needs_second_person_above: 1 } })
  const preview = '/v1/rules/complaints/versions/1/publish/preview'
  const numbers = { alerts_now: 2, alerts_last_90_days: 2, limit: 1 }
  expect(await get(preview)).toMatchObject({
    state: 'drafted',
    proposed_by: null,
    would_raise: { ...numbers, needs_second_person: true },
  })
  const proposed = await step(1, 'publish')
  expect(await get(preview)).toMatchObject({ proposed_by: WHO.actor })
  expect(proposed.body).toMatchObject({
    state: 'drafted',
    would_raise: { ...numbers, needs_second_person: true },
  })
  // The same person again says nothing new.
  expect((await step(1, 'publish')).body).toMatchObject({ state: 'drafted', position: null })
  expect((await get('/v1/alerts')).items).toEqual([])
  const proposals = (await everything()).filter(({ type }) => type === 'RulePublicationProposed')
  expect(proposals).toMatchObject([{ data: { alerts_now: 2, limit: 1 } }])
  const url = '/v1/rules/complaints/versions/1/publish'
  expect((await post(url, WHY, 'li')).body).toMatchObject({ state: 'published' })
  const [published] = (await everything()).filter(({ type }) => type === 'RulePublished')
  expect(published).toMatchObject({ data: { actor: 'li' } })
})

test('a rule within its limit is published, with the numbers', async () => {
  await pipeline.take(three.map((day) => complaint(day)))
  await draft({})
  expect((await step(1, 'publish')).body).toMatchObject({
    state: 'published',
    would_raise: { alerts_now: 1, alerts_last_90_days: 1, needs_second_person: false },
  })
  expect((await get('/v1/alerts')).items).toHaveLength(1)
})
