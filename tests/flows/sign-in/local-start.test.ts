import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLES } from '@jianwei/events/access/roles.ts'
import {
  BENCH_ORIGIN,
  cookieOf,
  signInBench,
  type SignInBench,
} from '#/support/sign-in/sign-in-bench.ts'

let bench: SignInBench
beforeAll(async () => {
  bench = await signInBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

const OWN = { origin: BENCH_ORIGIN, 'x-jianwei-request': '1' }

describe('without credentials', () => {
  test('whoever is not signed in is told how one signs in', async () => {
    const answer = await bench.ask({ url: '/v1/sign-in/ways' })
    expect(answer.json()).toEqual({ ways: ['password', 'local-token', 'demonstration'] })
  })

  test.each(['/v1/alerts', '/v1/me', '/v1/accounts', '/v1/sessions'])(
    '%s answers 401 and says what to send',
    async (url) => {
      const answer = await bench.ask({ url })
      expect(answer.statusCode).toBe(401)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
      expect(answer.json()).toMatchObject({ code: 'SIGN_IN_NEEDED' })
    },
  )

  test.each(['/health/live', '/metrics', '/openapi.json', '/docs/'])('%s is open', async (url) => {
    expect((await bench.ask({ url })).statusCode).toBe(200)
  })

  test('readiness is told, and no name of a file with it', async () => {
    const answer = await bench.ask({ url: '/health/ready' })
    expect(answer.json()).toMatchObject({ imports: null, accepted_losses: null })
  })

  test('what does not exist is not there for anybody', async () => {
    expect((await bench.ask({ url: '/v1/nothing' })).statusCode).toBe(404)
  })
})

describe('the token', () => {
  test('is random, readable by its owner only, and makes its holder the administrator', async () => {
    const { text = '' } = bench.signIn.local_token ?? {}
    expect(text).toMatch(/^jwt_[\w-]{43}$/)
    expect(statSync(join(bench.folder, 'token')).mode & 0o777).toBe(0o600)
    const me = await bench.administer('GET', '/v1/me')
    expect(me.json()).toMatchObject({ actor: 'local:administrator', kind: 'person' })
  })

  test.each(['Bearer wrong', 'Basic YTpi', 'Bearer'])('%s is refused', async (authorization) => {
    const answer = await bench.ask({ url: '/v1/me', headers: { authorization } })
    expect(answer.json()).toMatchObject({ status: 401, code: 'CREDENTIALS_INVALID' })
  })

  test('begins a session for a browser', async () => {
    const token = bench.signIn.local_token?.text
    const signedIn = await bench.ask({
      method: 'POST',
      url: '/v1/sign-in/token',
      payload: { token },
    })
    expect(signedIn.json()).toMatchObject({ account: 'local:administrator', way: 'local-token' })
    const wrong = { method: 'POST', url: '/v1/sign-in/token', payload: { token: 'x' } } as const
    expect((await bench.ask(wrong)).json()).toMatchObject({ code: 'SIGN_IN_REFUSED' })
  })
})

test.each(ROLES)('a demonstration of %s has that role, and ends', async (role) => {
  const demo = await bench.ask({ method: 'POST', url: '/v1/demo-sign-in', payload: { role } })
  expect(demo.statusCode).toBe(200)
  expect(demo.headers['set-cookie']).toMatch(
    /^jianwei_session=jws_[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  const cookie = cookieOf(demo)
  const me = await bench.ask({ url: '/v1/me', headers: { cookie } })
  expect(me.json()).toMatchObject({ actor: `demonstration:${role}`, grants: [{ role }] })
  const out = await bench.ask({
    method: 'POST',
    url: '/v1/sign-out',
    headers: { cookie, ...OWN },
  })
  expect(out.statusCode).toBe(200)
  expect((await bench.ask({ url: '/v1/me', headers: { cookie } })).statusCode).toBe(401)
})

describe('with a session, what changes something', () => {
  const refusedWith = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const payload = { role: 'administrator' }
    const demo = await bench.ask({ method: 'POST', url: '/v1/demo-sign-in', payload })
    const cookie = cookieOf(demo)
    const order = { account: 'eve', kind: 'person', reason: 'because' }
    const asked = { method: 'POST', url: '/v1/accounts', payload: order } as const
    const answer = await bench.ask({ ...asked, headers: { cookie, ...headers } })
    return answer.json<{ readonly code?: string }>().code
  }

  test.each([
    ['from another site', { origin: 'http://evil.example', 'x-jianwei-request': '1' }],
    ['from another port', { origin: 'http://localhost:81', 'x-jianwei-request': '1' }],
    ['from nowhere', { 'x-jianwei-request': '1' }],
    ['from a sandbox', { origin: 'null', 'x-jianwei-request': '1' }],
    ['without the header', { origin: BENCH_ORIGIN }],
  ])('%s is refused', async (_, headers) => {
    expect(await refusedWith(headers)).toBe('ORIGIN_FOREIGN')
  })

  test('from a page of this server is done', async () => {
    expect(await refusedWith(OWN)).toBeUndefined()
  })

  test('a page of another site signs nobody in', async () => {
    const answer = await bench.ask({
      method: 'POST',
      url: '/v1/demo-sign-in',
      headers: { origin: 'http://evil.example' },
      payload: { role: 'auditor' },
    })
    expect(answer.json()).toMatchObject({ code: 'ORIGIN_FOREIGN' })
  })
})

test('where others reach it, it does not start without identity, and says what to do', async () => {
  await expect(signInBench({ host: '0.0.0.0' })).rejects.toThrow(/IDENTITY=accounts.*docs\/access/s)
})

test('where others reach it with identity, there is neither token nor demonstration', async () => {
  await using elsewhere = await signInBench({ host: '0.0.0.0', env: { IDENTITY: 'accounts' } })
  expect(elsewhere.signIn.local_token).toBeNull()
  const payload = { role: 'administrator' }
  const demo = await elsewhere.ask({ method: 'POST', url: '/v1/demo-sign-in', payload })
  expect(demo.statusCode).toBe(404)
  expect(elsewhere.warnings).toEqual([
    expect.stringContaining('WARNING: people sign in without TLS'),
  ])
})
