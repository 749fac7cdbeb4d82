import { join } from 'node:path'
import { generateKeyPair, type JWTPayload } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventsOf } from '#/support/intake/intake-server.ts'
import {
  Browser,
  CLIENT_ID,
  CLIENT_SECRET,
  frontServer,
  identityProvider,
  type IdentityProvider,
} from '#/support/sign-in/identity-provider.ts'
import { signInBench, type SignInBench } from '#/support/sign-in/sign-in-bench.ts'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import { SqliteSessionStore } from '@jianwei/infra/sign-in/sqlite-session-store.ts'
import { takeAccountSteps } from '@jianwei/services/sign-in/account-steps.ts'

let bench: SignInBench
let provider: IdentityProvider
let origin: string
let closing: AsyncDisposableStack

const by = { actor: 'setup', reason: 'test' }
const SKEW_S = 30

beforeEach(async () => {
  closing = new AsyncDisposableStack()
  const front = await frontServer()
  closing.defer(() => {
    front.server.closeAllConnections()
    front.server.close()
  })
  ;({ origin } = front)
  provider = closing.use(await identityProvider(origin))
  bench = closing.use(
    await signInBench({
      env: {
        IDENTITY: 'oidc',
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: CLIENT_ID,
        OIDC_CLIENT_SECRET: CLIENT_SECRET,
        OIDC_CLOCK_SKEW_S: String(SKEW_S),
        PUBLIC_URL: origin,
      },
    }),
  )
  const { log } = bench.stores
  const data = { account: 'chen', kind: 'person', oidc_subject: 'sub-chen', ...by } as const
  await takeAccountSteps(log, [{ type: 'AccountOpened', data }], bench.clock.now())
  await bench.signIn.book.catchUp(log)
  await bench.app.ready()
  front.answerWith((request, response) => bench.app.routing(request, response))
  provider.person = 'sub-chen'
})
afterEach(() => closing.disposeAsync())

const own = () => ({ origin, 'x-jianwei-request': '1' })

async function signedIn(): Promise<Browser> {
  const browser = new Browser()
  const answer = await browser.go(`${origin}/v1/sign-in/oidc`)
  expect(answer.status).toBe(200)
  return browser
}

const meOf = (browser: Browser) => browser.go(`${origin}/v1/me`)

test('a person signs in with the provider, by PKCE, and is the account of that subject', async () => {
  const browser = new Browser()
  const there = await browser.go(`${origin}/v1/sign-in/oidc`, {}, provider.issuer)
  const { searchParams } = new URL(there.headers.get('location') ?? '')
  expect(Object.fromEntries(searchParams)).toMatchObject({
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/./),
    nonce: expect.stringMatching(/./),
  })
  await browser.go(there.headers.get('location') ?? '')
  expect(await (await meOf(browser)).json()).toEqual({ actor: 'chen', kind: 'person', grants: [] })
})

test('whom the administrator has not opened an account for is refused, on record', async () => {
  provider.person = 'sub-stranger'
  const answer = await new Browser().go(`${origin}/v1/sign-in/oidc`)
  expect(answer.status).toBe(401)
  expect(await answer.json()).toMatchObject({
    code: 'SIGN_IN_REFUSED',
    detail: expect.stringContaining('sub-stranger'),
  })
  const events = await eventsOf(bench.stores.log)
  expect(events.filter(({ type }) => type === 'SignInFailed')).toMatchObject([
    { data: { way: 'oidc', code: 'ACCOUNT_UNKNOWN' } },
  ])
})

test('what one browser began, another cannot finish, and nobody twice', async () => {
  const browser = new Browser()
  const there = await browser.go(`${origin}/v1/sign-in/oidc`, {}, provider.issuer)
  const back = await browser.go(there.headers.get('location') ?? '', {}, '/oidc/callback')
  const callback = back.headers.get('location') ?? ''
  const stolen = await new Browser().go(callback)
  expect(await stolen.json()).toMatchObject({ code: 'PROOF_REFUSED' })
  expect((await browser.go(callback)).status).toBe(200)
  expect((await browser.go(callback)).status).toBe(400)
})

test('who asks for the headers of the way back is refused, and the way stays open', async () => {
  const browser = new Browser()
  const there = await browser.go(`${origin}/v1/sign-in/oidc`, {}, provider.issuer)
  const back = await browser.go(there.headers.get('location') ?? '', {}, '/oidc/callback')
  const callback = back.headers.get('location') ?? ''
  expect((await browser.go(callback, { method: 'HEAD' })).status).toBe(405)
  expect((await browser.go(callback)).status).toBe(200)
  expect(await (await meOf(browser)).json()).toMatchObject({ actor: 'chen' })
})

test('an answer with another state proves nothing', async () => {
  const browser = new Browser()
  const there = await browser.go(`${origin}/v1/sign-in/oidc`, {}, provider.issuer)
  const back = await browser.go(there.headers.get('location') ?? '', {}, '/oidc/callback')
  const callback = new URL(back.headers.get('location') ?? '')
  callback.searchParams.set('state', 'another')
  expect(await (await browser.go(callback.href)).json()).toMatchObject({ code: 'PROOF_REFUSED' })
  expect((await meOf(browser)).status).toBe(401)
})

describe.each(['by hanging up', 503] as const)('a provider that fails %s', (how) => {
  test('is no proof against who comes back from it', async () => {
    const browser = new Browser()
    const there = await browser.go(`${origin}/v1/sign-in/oidc`, {}, provider.issuer)
    const back = await browser.go(there.headers.get('location') ?? '', {}, '/oidc/callback')
    provider.fails = how
    const answer = await browser.go(back.headers.get('location') ?? '')
    expect(await answer.json()).toMatchObject({ status: 503, code: 'IDENTITY_PROVIDER_FAILED' })
    expect(answer.headers.get('retry-after')).toBe('2')
    const types = (await eventsOf(bench.stores.log)).map(({ type }) => type)
    expect(types).not.toContain('SignInFailed')
  })
})

test('who signs out here is led to sign out there', async () => {
  const browser = await signedIn()
  const out = await browser.go(`${origin}/v1/sign-out`, { method: 'POST', headers: own() })
  const { end_session_url } = (await out.json()) as { readonly end_session_url: string }
  expect(end_session_url).toMatch(new RegExp(`^${provider.issuer}/session/end\\?`))
  expect(new URL(end_session_url).searchParams.get('post_logout_redirect_uri')).toBe(`${origin}/`)
  expect((await meOf(browser)).status).toBe(401)
  const page = await (await browser.go(end_session_url)).text()
  const landed = await confirmed(browser, page, `${origin}/`)
  expect(landed.headers.get('location')).toMatch(`${origin}/`)
})

/** Presses the button of the provider's page. */
function confirmed(browser: Browser, page: string, until?: string): Promise<Response> {
  const [, action = ''] = /action="([^"]+)"/.exec(page) ?? []
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page) ?? []
  const body = new URLSearchParams({ xsrf, logout: 'yes' })
  return browser.go(action, { method: 'POST', body }, until)
}

test('who signs out at the provider is signed out here, and only in that browser', async () => {
  const [one, other] = [await signedIn(), await signedIn()]
  expect([(await meOf(one)).status, (await meOf(other)).status]).toEqual([200, 200])
  const page = await (await one.go(`${provider.issuer}/session/end`)).text()
  await confirmed(one, page)
  await expect.poll(async () => (await meOf(one)).status).toBe(401)
  expect((await meOf(other)).status).toBe(200)
  const ended = (await eventsOf(bench.stores.log)).filter(({ type }) => type === 'SignedOut')
  expect(ended).toMatchObject([{ data: { account: 'chen', by: 'identity-provider' } }])
})

describe('a logout token', () => {
  const nowS = () => Math.floor(Date.now() / 1_000)
  const claims = (change: JWTPayload = {}): JWTPayload => ({
    iss: provider.issuer,
    aud: CLIENT_ID,
    sub: 'sub-chen',
    iat: nowS(),
    jti: 'j1',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    ...change,
  })
  const send = (token: string) =>
    fetch(`${origin}/v1/sign-in/oidc/back-channel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    })

  test('of a person ends all of the person’s sessions', async () => {
    const browsers = [await signedIn(), await signedIn()]
    const sent = await send(await provider.signed(claims()))
    expect([sent.status, await sent.text()]).toEqual([204, ''])
    for (const browser of browsers) expect((await meOf(browser)).status).toBe(401)
  })

  test('of a sign-in ends that alone, however many are newer', async () => {
    const browser = await signedIn()
    await using store = new SqliteSessionStore(join(bench.folder, 'sessions.db'))
    const [own] = await store.all({ account: 'chen' })
    if (own?.provider_session == null) throw new Error('the sign-in has no session of the provider')
    for (let newer = 0; newer < 1_001; newer += 1)
      await store.add({
        ...own,
        session_id: `newer-${newer}`,
        secret_hash: `hash-${newer}`,
        began_at: instantFromMs(msOfInstant(own.began_at) + 1_000),
        provider_session: `s-${newer}`,
      })
    const { sub: _, ...anonymous } = claims({ sid: own.provider_session })
    expect((await send(await provider.signed(anonymous))).status).toBe(204)
    expect((await meOf(browser)).status).toBe(401)
    expect(await store.withId('newer-0')).toBeDefined()
    expect((await send(await provider.signed(claims()))).status).toBe(204)
    expect(await store.list(undefined)).toEqual([])
  })

  test('whose clock is ahead by less than the skew is taken', async () => {
    const ahead = await provider.signed(claims({ iat: nowS() + SKEW_S - 10 }))
    expect((await send(ahead)).status).toBe(204)
  })

  test.each<[string, (now: number) => JWTPayload]>([
    ['for another client', () => ({ aud: 'another' })],
    ['of another issuer', () => ({ iss: 'http://127.0.0.1:1' })],
    ['with a nonce, which is an id token', () => ({ nonce: 'n' })],
    ['without the event', () => ({ events: {} })],
    ['about nobody known', () => ({ sub: '' })],
    ['that is old', (now) => ({ iat: now - 3_600 })],
    ['from beyond the skew', (now) => ({ iat: now + 3_600 })],
  ])('%s ends nothing', async (_, change) => {
    const browser = await signedIn()
    const answer = await send(await provider.signed(claims(change(nowS()))))
    expect(answer.status).toBe(400)
    expect((await meOf(browser)).status).toBe(200)
  })

  test.each(['by hanging up', 503] as const)(
    'is to be sent again where the provider’s keys fail %s',
    async (how) => {
      const browser = await signedIn()
      provider.fails = how
      const answer = await send(await provider.signed(claims()))
      expect(await answer.json()).toMatchObject({ status: 503, code: 'IDENTITY_PROVIDER_FAILED' })
      expect((await meOf(browser)).status).toBe(200)
      provider.fails = undefined
      expect((await send(await provider.signed(claims()))).status).toBe(204)
      expect((await meOf(browser)).status).toBe(401)
    },
  )

  test('by another key ends nothing', async () => {
    const browser = await signedIn()
    const { privateKey } = await generateKeyPair('RS256')
    expect((await send(await provider.signed(claims(), privateKey))).status).toBe(400)
    expect((await meOf(browser)).status).toBe(200)
  })
})

test('a provider that is away is said, with when to try again', async () => {
  await using away = await signInBench({
    env: {
      IDENTITY: 'oidc',
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_CLIENT_ID: CLIENT_ID,
      PUBLIC_URL: 'http://127.0.0.1:2',
    },
  })
  const answer = await away.ask({ url: '/v1/sign-in/oidc' })
  expect(answer.json()).toMatchObject({ status: 503, code: 'IDENTITY_PROVIDER_FAILED' })
  expect(answer.headers['retry-after']).toBe('2')
})
