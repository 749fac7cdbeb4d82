import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ANONYMOUS } from '@jianwei/services/access/principal.ts'
import type { BuildState } from '@jianwei/services/console/console-files.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const PAGE = '<!doctype html><title>见微</title><script src="/assets/app-1a2b.js"></script>'
const SCRIPT = 'console.log("见微")\n'.repeat(100)

let opened: AsyncDisposableStack
let folder: string
let build: BuildState
let app: FastifyInstance

beforeEach(async () => {
  opened = new AsyncDisposableStack()
  folder = join(opened.use(await temporaryFolder('console')).path, 'dist')
  build = 'idle'
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), PAGE)
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, '.built-from'), 'a digest')
  await writeFile(join(folder, 'assets/app-1a2b.js'), SCRIPT)
  await writeFile(join(folder, 'assets/app-1a2b.js.br'), brotliCompressSync(SCRIPT))
  await writeFile(join(folder, 'assets/app-1a2b.js.gz'), gzipSync(SCRIPT))
  await writeFile(join(folder, 'assets/small-3c4d.js'), 'export {}')
  app = serverWithoutData({
    console: { folder, build: () => build },
    authenticate: async () => ANONYMOUS,
  })
  opened.defer(() => app.close())
})
afterEach(() => opened.disposeAsync())

function ask(url: string, options: InjectOptions = {}): Promise<LightMyRequestResponse> {
  return app.inject({ url, ...options })
}

function goTo(url: string, options: InjectOptions = {}): Promise<LightMyRequestResponse> {
  return ask(url, { ...options, headers: { accept: BROWSER, ...options.headers } })
}

describe('the page', () => {
  test.each([
    '/',
    '/desk',
    '/desk?level=red',
    '/alerts/0b0c7a52-5f0e-4f0e-9d7b-0d6a2f3c4e11',
    '/subjects/uscc:91330200MA2AG1EX1Y',
    '/subjects/%E7%94%B2',
    '/public/complaints',
    '/print/alerts/1',
    '/sign-in',
    '/documents',
    '/v10',
  ])('%s opens the console for a browser that is not signed in', async (url) => {
    const answer = await goTo(url)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe(PAGE)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    })
  })

  test('HEAD has the headers and no body', async () => {
    for (const url of ['/', '/desk']) {
      const answer = await goTo(url, { method: 'HEAD' })
      expect([answer.statusCode, answer.body]).toEqual([200, ''])
      expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(PAGE)))
    }
  })

  test('a session that has ended changes nothing', async () => {
    const headers = { cookie: 'jianwei_session=jws_ended' }
    expect((await goTo('/desk', { headers })).statusCode).toBe(200)
  })

  test.each([
    ['a program', '/desk', { headers: { accept: 'application/json' } }],
    ['a program that takes anything', '/desk', { headers: { accept: '*/*' } }],
    ['a form', '/desk', { method: 'POST', headers: { accept: BROWSER } }],
    ['the API', '/v1/nothing', { headers: { accept: BROWSER } }],
    ['health', '/health/nothing', { headers: { accept: BROWSER } }],
    ['metrics', '/metrics/nothing', { headers: { accept: BROWSER } }],
    ['a description', '/openapi.json/nothing', { headers: { accept: BROWSER } }],
  ] as const)('%s gets the problem that nothing is there', async (_, url, options) => {
    const answer = await ask(url, options)
    expect(answer.json()).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' })
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    )
  })

  test('what the API refuses stays refused for a browser', async () => {
    expect((await goTo('/v1/alerts')).json()).toMatchObject({ code: 'SIGN_IN_NEEDED' })
    const answer = await goTo('/v1/alerts', { method: 'DELETE' })
    expect(answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
    expect((await goTo('/', { method: 'POST' })).headers['allow']).toBe('GET, HEAD')
  })

  test('the reference stays where it was', async () => {
    expect((await goTo('/docs/')).body).toContain('Jianwei 见微 API')
    expect((await ask('/openapi.json')).statusCode).toBe(200)
  })
})

describe('a file with a hash in its name', () => {
  test('is kept for ever, and a worker of it may ask this server', async () => {
    const answer = await ask('/assets/app-1a2b.js')
    expect(answer.body).toBe(SCRIPT)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: expect.stringMatching(/accept-encoding/i),
      'content-security-policy': expect.stringContaining("connect-src 'self'"),
    })
  })

  test.each([
    ['gzip, deflate, br', 'br', brotliCompressSync(SCRIPT)],
    ['gzip, deflate', 'gzip', gzipSync(SCRIPT)],
  ])('to %s it goes as %s', async (accepted, encoding, bytes) => {
    const answer = await ask('/assets/app-1a2b.js', { headers: { 'accept-encoding': accepted } })
    expect(answer.headers).toMatchObject({
      'content-encoding': encoding,
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(answer.rawPayload.equals(bytes)).toBe(true)
  })

  test('goes as it is where there is nothing smaller', async () => {
    const headers = { 'accept-encoding': 'gzip, br' }
    const answer = await ask('/assets/small-3c4d.js', { headers })
    expect([answer.body, answer.headers['content-encoding']]).toEqual(['export {}', undefined])
  })

  test('is sent in part, and not again to who has it', async () => {
    const whole = await ask('/assets/app-1a2b.js')
    const range = await ask('/assets/app-1a2b.js', { headers: { range: 'bytes=0-6' } })
    expect([range.statusCode, range.body]).toEqual([206, 'console'])
    const headers = { 'if-none-match': String(whole.headers['etag']) }
    const again = await ask('/assets/app-1a2b.js', { headers })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  test.each(['*/*', BROWSER])('of another build is not there, to %s', async (accept) => {
    const answer = await ask('/assets/app-0000.js', { headers: { accept } })
    expect(answer.json()).toMatchObject({
      status: 404,
      code: 'CONSOLE_FILE_UNKNOWN',
      detail: 'it belongs to another build of the console; load the page anew',
    })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test('costs nobody of an office the requests that he has', async () => {
    for (let request = 0; request < 400; request += 1)
      expect((await ask('/assets/small-3c4d.js', { method: 'HEAD' })).statusCode).toBe(200)
  })
})

test('a file beside the page is asked about each time', async () => {
  const answer = await ask('/favicon.svg')
  expect(answer.headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'no-cache',
  })
})

test.each([
  '/.built-from',
  '/assets/../.built-from',
  '/assets/..%2f.built-from',
  '/assets/%2e%2e/%2ebuilt-from',
  '/..%2f..%2fetc%2fpasswd',
  '/assets/%00',
  '/assets//app-1a2b.js',
  '/assets/',
])('%s leads to nothing', async (url) => {
  expect((await ask(url)).statusCode).toBe(404)
})

describe('without a console', () => {
  test.each([
    ['idle', 'npm run build'],
    ['running', 'being built'],
    ['failed', 'could not be built'],
  ] as const)('a build that is %s: any address says so', async (state, words) => {
    build = state
    await rm(folder, { recursive: true })
    for (const url of ['/', '/desk']) {
      const answer = await goTo(url)
      expect(answer.statusCode).toBe(503)
      expect(answer.body).toContain(words)
      expect(answer.body).toContain('/docs')
      expect(answer.body).toMatch(/[\u4e00-\u9fff]/)
      expect(answer.body).not.toMatch(/https?:/)
      const reloads = answer.body.includes('http-equiv="refresh" content="3"')
      expect([reloads, answer.headers['retry-after']]).toEqual(
        state === 'running' ? [true, '3'] : [false, undefined],
      )
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
      })
    }
    expect((await ask('/openapi.json')).statusCode).toBe(200)
  })

  test('it opens as soon as it is there, without a restart', async () => {
    build = 'running'
    expect((await goTo('/')).statusCode).toBe(503)
    build = 'idle'
    expect((await goTo('/')).body).toBe(PAGE)
  })
})
