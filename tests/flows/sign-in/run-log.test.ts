import { expect, test } from 'vitest'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { administratorHeaders, fetchAsAdministrator } from '#/support/program/as-administrator.ts'

const reason = 'agreed in March'
const NAME = '陈敏'
const PASSWORD = 'correct horse battery'
const WRONG = 'wrong horse battery'

test('what a run writes at its most talkative holds no secret and no name, but the token once', async () => {
  await using folder = await temporaryFolder('run-log')
  await using program = new StartedProgram({
    JIANWEI_DATA: folder.path,
    EXAMPLE_DATA: 'none',
    LOG_LEVEL: 'debug',
  })
  const origin = await program.origin()
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const given = { 'content-type': 'application/json', ...headers }
    return fetch(`${origin}${path}`, {
      method: 'POST',
      headers: given,
      body: JSON.stringify(body),
    })
  }
  const administer = async <Answer>(path: string, body: object): Promise<Answer> => {
    const answer = await fetchAsAdministrator(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status, path).toBe(200)
    // Of the shape that the address has.
    return (await answer.json()) as Answer
  }
  await administer('/v1/accounts', { account: 'chen', kind: 'person', name: NAME, reason })
  await administer('/v1/accounts', { account: 'feed', kind: 'service', reason })
  const { link } = await administer<{ link: string }>('/v1/accounts/chen/invite', { reason })
  const order = { sends: null, reason }
  const { key } = await administer<{ key: string }>('/v1/accounts/feed/keys', order)
  const set = await post('/v1/sign-in/password', { account: 'chen', link, password: PASSWORD })
  expect(set.status).toBe(204)
  expect((await post('/v1/sign-in', { account: 'chen', password: WRONG })).status).toBe(401)
  const signedIn = await post('/v1/sign-in', { account: 'chen', password: PASSWORD })
  const cookie = /^[^=]+=([^;]+)/.exec(signedIn.headers.getSetCookie()[0] ?? '')?.[1] ?? ''
  expect(cookie).toMatch(/^jws_/)
  const withCookie = { cookie: `jianwei_session=${cookie}`, 'x-jianwei-request': '1', origin }
  expect((await post('/v1/accounts', {}, withCookie)).status).toBe(403)
  const withKey = { authorization: `Bearer ${key}` }
  expect((await fetch(`${origin}/v1/me`, { headers: withKey })).status).toBe(200)
  // A key that may send nothing, of an account without a role.
  expect((await post('/v1/events', {}, withKey)).status).toBe(403)
  const stolen = { authorization: `Bearer ${key}x` }
  expect((await fetch(`${origin}/v1/me`, { headers: stolen })).status).toBe(401)
  expect(await program.end('SIGTERM')).toBe(0)

  const { output } = program
  expect(output).toContain('request answered')
  expect(output).toContain('CREDENTIALS_INVALID')
  for (const secret of [key, link, cookie, PASSWORD, WRONG, NAME, reason])
    expect(output, secret).not.toContain(secret)
  expect(output.match(/jw[a-z]_/g)).toEqual(['jwt_'])
  const token = administratorHeaders(origin).authorization.slice('Bearer '.length)
  expect(output).toContain(`Token ${token}\n`)
})

test('a second start shows no token, and takes the same', async () => {
  await using folder = await temporaryFolder('run-log')
  const env = { JIANWEI_DATA: folder.path, EXAMPLE_DATA: 'none' }
  await using first = new StartedProgram(env)
  await first.says('Ready')
  const before = administratorHeaders(await first.origin())
  await first.end('SIGTERM')
  await using second = new StartedProgram(env)
  const origin = await second.origin()
  await second.says('Ready')
  expect(administratorHeaders(origin)).toEqual(before)
  expect(second.output).not.toContain('jwt_')
  expect((await fetchAsAdministrator(`${origin}/v1/me`)).status).toBe(200)
  await second.end('SIGTERM')
})
