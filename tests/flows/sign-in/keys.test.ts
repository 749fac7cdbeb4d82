import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import { signInBench, type SignInBench } from '#/support/sign-in/sign-in-bench.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'

let bench: SignInBench
beforeEach(async () => {
  bench = await signInBench()
  await bench.administer('POST', '/v1/accounts', { account: 'feed', kind: 'service', reason })
})
afterEach(() => bench[Symbol.asyncDispose]())

const reason = 'contract of March'
const SENDS = {
  sources: ['urn:example:market-bureau'],
  event_types: ['ComplaintReceived'],
  regions: ['350100'],
}

interface Issued {
  readonly key_id: string
  readonly key: string
}

async function issued(order: object = { sends: SENDS }): Promise<Issued> {
  const url = '/v1/accounts/feed/keys'
  const answer = await bench.administer('POST', url, { reason, ...order })
  expect(answer.statusCode).toBe(200)
  return answer.json<Issued>()
}

const complaint = (change: object = {}) => ({
  specversion: '1.0',
  id: '2026-0001',
  source: 'urn:example:market-bureau',
  type: 'ComplaintReceived',
  subject: '91350100M000100Y43',
  time: '2026-03-01T09:30:00+08:00',
  region: '350102',
  data: { complaint_number: '2026-0001' },
  ...change,
})

const correction = (type: string, region: string | null) =>
  complaint({
    id: `c-${type}-${region}`,
    type: 'FactCorrected',
    region: null,
    data: {
      fact: { source: 'urn:example:market-bureau', id: '2026-0001' },
      reason: 'typed wrong',
      replacement: {
        type,
        schema_version: 1,
        occurred_at: '2026-03-01T01:30:00.000Z',
        region,
        department: null,
        data: { complaint_number: '2026-0002' },
      },
    },
  })

const send = (key: string, events: object | readonly object[]) =>
  bench.ask({
    method: 'POST',
    url: '/v1/events',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': Array.isArray(events)
        ? 'application/cloudevents-batch+json'
        : 'application/cloudevents+json',
    },
    payload: JSON.stringify(events),
  })
const me = (key: string) =>
  bench.ask({ url: '/v1/me', headers: { authorization: `Bearer ${key}` } })

function later(hours: number): void {
  bench.clock.set(instantFromMs(msOfInstant(bench.clock.now()) + hours * 3_600_000))
}

describe('a key', () => {
  test('says who asks, and what its account may do', async () => {
    const { key } = await issued()
    expect(key).toMatch(/^jwk_[0-9a-f]{12}_[\w-]{43}$/)
    expect((await me(key)).json()).toEqual({ actor: 'feed', kind: 'service', grants: [] })
  })

  test('sends what is within its scope', async () => {
    const { key } = await issued()
    expect((await send(key, complaint())).json()).toMatchObject({ status: 'accepted' })
    const fixed = await send(key, correction('ComplaintReceived', '350102'))
    expect(fixed.json()).toMatchObject({ status: 'accepted' })
  })

  test.each([
    ['source', { source: 'urn:example:hospital' }, 'urn:example:market-bureau'],
    ['type', { type: 'LicenceRevoked', data: { licence_number: 'L-1' } }, 'ComplaintReceived'],
    ['region', { region: '330100' }, '350100'],
  ])('of a foreign %s is told what it may send and whom to ask', async (path, change, allowed) => {
    const { key } = await issued()
    const answer = await send(key, complaint(change))
    expect(answer.statusCode).toBe(422)
    const { reasons } = answer.json<{ reasons: readonly { message: string }[] }>()
    expect(reasons).toMatchObject([{ code: 'SENDER_NOT_ALLOWED', path }])
    expect(reasons[0]?.message).toMatch(new RegExp(`may send, as ${path}: ${allowed}.*feed`))
  })

  test('puts nothing of another type or region into a correction either', async () => {
    const { key } = await issued()
    await send(key, complaint())
    const paths = async (type: string, region: string | null): Promise<unknown> => {
      const { reasons = [] } = (await send(key, correction(type, region))).json<{
        reasons?: readonly { code: string; path: string }[]
      }>()
      return reasons.map(({ code, path }) => `${code} ${path}`)
    }
    expect(await paths('ComplaintReceived', '330100')).toEqual(['SENDER_NOT_ALLOWED region'])
  })

  test('of many events loses those alone that it may not send, and they can be taken later', async () => {
    const { key } = await issued()
    const batch = [complaint(), complaint({ id: 'x', region: '330100' }), complaint({ id: 'y' })]
    const answer = await send(key, batch)
    const results = answer.json<readonly { status: string; quarantine_id?: string }[]>()
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'quarantined', 'accepted'])
    const url = `/v1/quarantine/${results[1]?.quarantine_id}/redrive`
    const again = await bench.administer('POST', url, { reason })
    expect(again.statusCode).toBe(200)
    const events = await eventsOf(bench.stores.log)
    expect(events.map(({ source_event_id }) => source_event_id)).toContain('x')
    expect(events.filter(({ type }) => type === 'InputRedriven')).toMatchObject([
      { data: { actor: 'local:administrator', reason } },
    ])
  })

  test.each([
    ['that may send', SENDS],
    ['that only asks', null],
  ])('%s puts nothing through intake again, whatever its account may', async (_, sends) => {
    const grant = { role: 'department', region: null, domain: null, department: null, reason }
    const granted = await bench.administer('POST', '/v1/accounts/feed/roles/grant', grant)
    expect(granted.statusCode).toBe(200)
    const foreign = await send((await issued()).key, complaint({ region: '330100' }))
    const { quarantine_id } = foreign.json<{ quarantine_id: string }>()
    const { key } = await issued({ sends })
    const again = await bench.ask({
      method: 'POST',
      url: `/v1/quarantine/${quarantine_id}/redrive`,
      headers: { authorization: `Bearer ${key}` },
      payload: { reason },
    })
    expect(again.json()).toMatchObject({
      status: 403,
      code: 'ROLE_MISSING',
      detail: expect.stringContaining('no key'),
    })
    const types = (await eventsOf(bench.stores.log)).map(({ type }) => type)
    expect(types).not.toContain('InputRedriven')
  })

  test('that only asks sends nothing', async () => {
    const { key } = await issued({ sends: null })
    expect((await send(key, complaint())).json()).toMatchObject({ code: 'ROLE_MISSING' })
  })

  test('ends when it was said to, at once when it is revoked, and with its account', async () => {
    const day = await issued({ sends: null, days: 1 })
    const revoked = await issued({ sends: null })
    const closed = await issued({ sends: null })
    const url = `/v1/accounts/feed/keys/${revoked.key_id}/revoke`
    await bench.administer('POST', url, { reason })
    expect((await me(revoked.key)).json()).toMatchObject({ code: 'CREDENTIALS_INVALID' })
    expect((await me(day.key)).statusCode).toBe(200)
    later(24)
    expect((await me(day.key)).json()).toMatchObject({
      code: 'CREDENTIALS_INVALID',
      detail: expect.stringContaining('ended on 2026-03-21'),
    })
    expect((await me(closed.key)).statusCode).toBe(200)
    await bench.administer('POST', '/v1/accounts/feed/close', { reason })
    expect((await me(closed.key)).statusCode).toBe(401)
  })

  test('and its successor are both valid until the overlap ends', async () => {
    const old = await issued()
    const url = `/v1/accounts/feed/keys/${old.key_id}/rotate`
    const rotated = await bench.administer('POST', url, { reason, overlap_hours: 24 })
    const { key } = rotated.json<Issued>()
    const statuses = async () => [(await me(old.key)).statusCode, (await me(key)).statusCode]
    expect(await statuses()).toEqual([200, 200])
    expect((await send(key, complaint())).json()).toMatchObject({ status: 'accepted' })
    later(24)
    expect(await statuses()).toEqual([401, 200])
  })

  test('shows when it was last used, which is no event', async () => {
    const { key, key_id } = await issued()
    const before = (await eventsOf(bench.stores.log)).length
    for (let use = 0; use < 5; use += 1) await me(key)
    const used = async (): Promise<unknown> => {
      const answer = await bench.administer('GET', '/v1/accounts/feed')
      const { keys } = answer.json<{ keys: readonly { key_id: string; last_used_at: unknown }[] }>()
      return keys.find((one) => one.key_id === key_id)?.last_used_at
    }
    await expect.poll(used).toBe('2026-03-20T02:00:00.000Z')
    expect(await eventsOf(bench.stores.log)).toHaveLength(before)
  })
})

test('who is signed in does not share the limit of those behind the same address', async () => {
  await using limited = await signInBench({ server: { requests_per_minute: 3 } })
  const anonymous: number[] = []
  for (let asked = 0; asked < 4; asked += 1)
    anonymous.push((await limited.ask({ url: '/openapi.json' })).statusCode)
  expect(anonymous).toEqual([200, 200, 200, 429])
  expect((await limited.administer('GET', '/v1/me')).statusCode).toBe(200)
})

test('who asks too often is told when to go on, and others are not kept out by it', async () => {
  await using limited = await signInBench({ server: { requests_per_minute: 3 } })
  const statuses: number[] = []
  for (let asked = 0; asked < 4; asked += 1)
    statuses.push((await limited.administer('GET', '/v1/me')).statusCode)
  expect(statuses).toEqual([200, 200, 200, 429])
  const refused = await limited.administer('GET', '/v1/me')
  expect(refused.headers['content-type']).toContain('application/problem+json')
  expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED', status: 429 })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect((await limited.ask({ url: '/health/live' })).statusCode).toBe(200)
  const payload = { role: 'analyst' }
  const other = await limited.ask({ method: 'POST', url: '/v1/demo-sign-in', payload })
  expect(other.statusCode).toBe(200)
})

test('whom a trusted proxy asks for counts by his own address, and nobody else may say so', async () => {
  const answeredOf25 = async (trusted: readonly string[]): Promise<number> => {
    await using behind = await signInBench({ server: { trusted_proxies: trusted } })
    let answered = 0
    for (let person = 1; person <= 25; person += 1) {
      const answer = await behind.ask({
        method: 'POST',
        url: '/v1/demo-sign-in',
        headers: { 'x-forwarded-for': `10.0.0.${person}` },
        payload: { role: 'analyst' },
      })
      if (answer.statusCode === 200) answered += 1
    }
    return answered
  }
  expect(await answeredOf25([])).toBe(20)
  expect(await answeredOf25(['127.0.0.1'])).toBe(25)
})
