import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { msOfInstant, instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import type { SignInBench } from '#/support/sign-in/sign-in-bench.ts'
import { BENCH_ORIGIN, cookieOf, signInBench } from '#/support/sign-in/sign-in-bench.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'

let bench: SignInBench
beforeEach(async () => {
  bench = await signInBench()
})
afterEach(() => bench[Symbol.asyncDispose]())

const reason = 'agreed in March'
const PASSWORD = 'correct horse battery'

function later(minutes: number): void {
  const now = msOfInstant(bench.clock.now())
  bench.clock.set(instantFromMs(now + minutes * 60_000) satisfies Instant)
}

async function opened(account: string, kind: 'person' | 'service' = 'person'): Promise<void> {
  const answer = await bench.administer('POST', '/v1/accounts', { account, kind, reason })
  expect(answer.statusCode).toBe(200)
}

async function invited(account: string): Promise<string> {
  const answer = await bench.administer('POST', `/v1/accounts/${account}/invite`, { reason })
  return answer.json<{ readonly link: string }>().link
}

const setPassword = (account: string, link: string, password = PASSWORD) =>
  bench.ask({
    method: 'POST',
    url: '/v1/sign-in/password',
    payload: { account, link, password },
  })
const signIn = (account: string, password: string) =>
  bench.ask({ method: 'POST', url: '/v1/sign-in', payload: { account, password } })

async function withPassword(account: string): Promise<void> {
  await opened(account)
  expect((await setPassword(account, await invited(account))).statusCode).toBe(204)
}

describe('a person', () => {
  test('sets a password with a link, once, and signs in with it', async () => {
    await opened('chen')
    const link = await invited('chen')
    expect((await setPassword('chen', link, 'short')).statusCode).toBe(400)
    expect((await setPassword('chen', link)).statusCode).toBe(204)
    expect((await setPassword('chen', link)).json()).toMatchObject({ code: 'LINK_INVALID' })
    expect((await signIn('chen', 'wrong')).json()).toMatchObject({ code: 'SIGN_IN_REFUSED' })
    const signedIn = await signIn('chen', PASSWORD)
    expect(signedIn.json()).toMatchObject({ account: 'chen', way: 'password' })
    const me = await bench.ask({ url: '/v1/me', headers: { cookie: cookieOf(signedIn) } })
    expect(me.json()).toEqual({ actor: 'chen', kind: 'person', grants: [] })
  })

  test('cannot use a link that has ended, nor one that another followed', async () => {
    await opened('chen')
    const first = await invited('chen')
    const second = await invited('chen')
    expect((await setPassword('chen', first)).statusCode).toBe(422)
    later(72 * 60)
    expect((await setPassword('chen', second)).statusCode).toBe(422)
  })

  test('is locked after five failures, also for the right password, until the lock ends', async () => {
    await withPassword('chen')
    for (let attempt = 1; attempt <= 5; attempt += 1) await signIn('chen', 'wrong')
    expect((await signIn('chen', PASSWORD)).json()).toMatchObject({
      status: 403,
      code: 'ACCOUNT_LOCKED',
    })
    later(15)
    expect((await signIn('chen', PASSWORD)).statusCode).toBe(200)
  })

  test('is unlocked by an administrator before that', async () => {
    await withPassword('chen')
    for (let attempt = 1; attempt <= 5; attempt += 1) await signIn('chen', 'wrong')
    await bench.administer('POST', '/v1/accounts/chen/unlock', { reason })
    expect((await signIn('chen', PASSWORD)).statusCode).toBe(200)
  })

  test('who has no account is refused as one with a wrong password is', async () => {
    await withPassword('chen')
    const [nobody, wrong] = [await signIn('nobody', 'x'), await signIn('chen', 'x')]
    const { request_id: _a, ...first } = nobody.json<Record<string, unknown>>()
    const { request_id: _b, ...second } = wrong.json<Record<string, unknown>>()
    expect(first).toEqual(second)
  })

  test('never holds two of the three duties, whoever asks', async () => {
    await opened('chen')
    const grant = (role: string) =>
      bench.administer('POST', '/v1/accounts/chen/roles/grant', {
        role,
        region: null,
        domain: null,
        department: null,
        reason,
      })
    expect((await grant('administrator')).statusCode).toBe(200)
    expect((await grant('auditor')).json()).toMatchObject({ status: 409, code: 'DUTIES_TOGETHER' })
  })

  test('whose account is closed is signed out at once, and comes in no more', async () => {
    await withPassword('chen')
    const cookie = cookieOf(await signIn('chen', PASSWORD))
    await bench.administer('POST', '/v1/accounts/chen/close', { reason })
    expect((await bench.ask({ url: '/v1/me', headers: { cookie } })).statusCode).toBe(401)
    expect((await signIn('chen', PASSWORD)).statusCode).toBe(401)
  })

  test('without the role of an administrator sees no account and opens none', async () => {
    await withPassword('chen')
    const cookie = cookieOf(await signIn('chen', PASSWORD))
    const headers = { cookie, origin: BENCH_ORIGIN, 'x-jianwei-request': '1' }
    const payload = { account: 'eve', kind: 'person', reason }
    const opening = await bench.ask({ method: 'POST', url: '/v1/accounts', headers, payload })
    expect(opening.json()).toMatchObject({ status: 403, code: 'ROLE_MISSING' })
    expect((await bench.ask({ url: '/v1/accounts', headers })).statusCode).toBe(403)
  })
})

test('one person of the identity provider is one account at a time', async () => {
  const open = (account: string) =>
    bench.administer('POST', '/v1/accounts', {
      account,
      kind: 'person',
      oidc_subject: 'sub-1',
      reason,
    })
  expect((await open('chen')).statusCode).toBe(200)
  expect((await open('chen-two')).json()).toMatchObject({ code: 'ACCOUNT_STEP_REFUSED' })
  await bench.administer('POST', '/v1/accounts/chen/close', { reason })
  expect((await open('chen-two')).statusCode).toBe(200)
})

test('a topic prefix of an account that was closed can be bound again', async () => {
  const bind = (account: string) =>
    bench.administer('POST', `/v1/accounts/${account}/topics/bind`, {
      prefix: 'market-bureau.',
      sends: { sources: ['urn:example:market-bureau'], event_types: null, regions: null },
      reason,
    })
  await opened('feed', 'service')
  await opened('feed-two', 'service')
  expect((await bind('feed')).statusCode).toBe(200)
  expect((await bind('feed-two')).json()).toMatchObject({ code: 'TOPIC_PREFIX_TAKEN' })
  await bench.administer('POST', '/v1/accounts/feed/close', { reason })
  expect(bench.signIn.book.boundTopics()).toEqual([])
  expect((await bind('feed-two')).statusCode).toBe(200)
  expect(bench.signIn.book.boundTopics()).toMatchObject([{ account: 'feed-two' }])
})

describe('a session', () => {
  test('is listed to its owner, and to an administrator, who may end it', async () => {
    await withPassword('chen')
    await withPassword('lin')
    const cookie = cookieOf(await signIn('chen', PASSWORD))
    await signIn('lin', PASSWORD)
    const own = await bench.ask({ url: '/v1/sessions', headers: { cookie } })
    const { items } = own.json<{ items: readonly { account: string; session_id: string }[] }>()
    expect(items.map(({ account }) => account)).toEqual(['chen'])
    const all = await bench.administer('GET', '/v1/sessions')
    expect(all.json<{ items: readonly unknown[] }>().items).toHaveLength(2)
    const end = await bench.administer('DELETE', `/v1/sessions/${items[0]?.session_id}`)
    expect(end.statusCode).toBe(204)
    expect((await bench.ask({ url: '/v1/me', headers: { cookie } })).statusCode).toBe(401)
  })

  test('of another is not there for who is no administrator', async () => {
    await withPassword('chen')
    await withPassword('lin')
    const cookie = cookieOf(await signIn('chen', PASSWORD))
    const other = (await signIn('lin', PASSWORD)).json<{ session_id: string }>()
    const headers = { cookie, origin: BENCH_ORIGIN, 'x-jianwei-request': '1' }
    const url = `/v1/sessions/${other.session_id}`
    expect((await bench.ask({ method: 'DELETE', url, headers })).json()).toMatchObject({
      code: 'SESSION_UNKNOWN',
    })
  })

  test('ends when nobody uses it, and after its time however it is used', async () => {
    await withPassword('chen')
    const cookie = cookieOf(await signIn('chen', PASSWORD))
    const status = async () => (await bench.ask({ url: '/v1/me', headers: { cookie } })).statusCode
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      later(20)
      expect(await status(), `after ${minutes} minutes`).toBe(200)
    }
    later(20)
    expect(await status()).toBe(401)
    const again = cookieOf(await signIn('chen', PASSWORD))
    later(30)
    expect((await bench.ask({ url: '/v1/me', headers: { cookie: again } })).statusCode).toBe(401)
  })

  test('that is used does not end, however short the time without use is', async () => {
    await using short = await signInBench({ env: { SESSION_IDLE_MINUTES: '1' } })
    const payload = { role: 'analyst' }
    const begun = await short.ask({ method: 'POST', url: '/v1/demo-sign-in', payload })
    const headers = { cookie: cookieOf(begun) }
    for (let seconds = 40; seconds <= 240; seconds += 40) {
      short.clock.set(instantFromMs(msOfInstant(short.clock.now()) + 40_000))
      const me = await short.ask({ url: '/v1/me', headers })
      expect(me.json(), `after ${seconds} seconds`).toMatchObject({ kind: 'person' })
    }
  })
})

test('no secret is in the log: of passwords, links, keys and sessions it has hashes', async () => {
  await withPassword('chen')
  const signedIn = await signIn('chen', PASSWORD)
  await opened('feed', 'service')
  const order = { sends: null, reason }
  const issued = await bench.administer('POST', '/v1/accounts/feed/keys', order)
  const { key } = issued.json<{ readonly key: string }>()
  const log = JSON.stringify(await eventsOf(bench.stores.log))
  expect(log).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(log).not.toMatch(/jw[tskl]_/)
  for (const secret of [PASSWORD, key, cookieOf(signedIn).split('=')[1] ?? ''])
    expect(log).not.toContain(secret)
})
