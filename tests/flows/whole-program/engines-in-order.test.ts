import { afterAll, beforeAll, expect, test } from 'vitest'
import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { eventually } from '#/support/hang.ts'
import { CA_FILE } from '#/support/kurrent-stand-in/certificate.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { administratorHeaders } from '#/support/program/as-administrator.ts'
import { runJianwei } from '#/support/program/run-jianwei.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'

/*
 * A log server that knows the user and gives it no right to read everything, as it is on the first
 * day of an installation.
 */

let standIn: KurrentStandIn
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder('engines-in-order')
  standIn = await KurrentStandIn.start('@kurrent/kurrentdb-client', {
    users: {
      admin: { password: 'changeit', groups: ['$admins'] },
      jianwei: { password: 'p@ss:w/rd' },
    },
  })
})
afterAll(async () => {
  await standIn[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const urlOf = (who: string): string =>
  `kurrentdb://${who}@127.0.0.1:${standIn.port}?tlsCaFile=${CA_FILE}`

const settings = (): Readonly<Record<string, string>> => ({
  JIANWEI_DATA: folder.path,
  LOG_URL: urlOf(`jianwei:${encodeURIComponent('p@ss:w/rd')}`),
})

async function letReadAll(): Promise<void> {
  await using admin = new KurrentDbClient(urlOf('admin:changeit'))
  const data = { $acl: { $r: ['$admins', 'jianwei'] } }
  const events = [{ id: crypto.randomUUID(), type: '$metadata', data, metadata: {} }]
  await admin.append({ stream: '$$$all', expected: 'absent', events, deadline_ms: 5_000 })
}

async function post(origin: string, headers = {}): Promise<Response> {
  const event = {
    specversion: '1.0',
    id: crypto.randomUUID(),
    source: 'urn:example:bureau',
    type: 'ComplaintReceived',
    subject: '91350100M000100Y43',
    time: '2026-03-01T09:30:00+08:00',
    region: '350100',
    data: { complaint_number: '1' },
  }
  return fetch(`${origin}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', ...headers },
    body: JSON.stringify(event),
  })
}

test('the doctor names the right that is missing, in both languages, and intake waits for it', async () => {
  const english = await runJianwei(['doctor'], settings())
  expect(english.code).toBe(3)
  expect(english.output).toMatch(
    /^MISSING log +the right to read \$all: denied to the user jianwei$/m,
  )
  expect(english.output).toContain('infra/deploy/README.md')
  expect(english.output).toMatch(/^ok +log +the right to append to streams: granted$/m)
  const chinese = await runJianwei(['doctor'], { ...settings(), LANG: 'zh_CN.UTF-8' })
  expect(chinese.output).toContain('读取 $all 的权限：拒绝用户 jianwei')

  await using intake = new ServiceProcess('intake', settings())
  const waiting = await intake.until(() =>
    intake.lines.find(({ message }) => message === 'waiting for engines'),
  )
  const origin = String(waiting['origin'])
  expect((await fetch(`${origin}/health/live`)).status).toBe(200)
  const ready = await fetch(`${origin}/health/ready`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({
    status: 'waiting for engines',
    problems: [
      expect.stringContaining('log: the right to read $all: denied to the user jianwei; '),
    ],
  })
  const refused = await post(origin)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('2')
  expect(await refused.json()).toMatchObject({ code: 'ENGINES_NOT_IN_ORDER' })

  // By itself, as soon as it is given.
  await letReadAll()
  const served = await intake.origin()
  expect((await post(served, administratorHeaders(served))).status).toBe(200)
  expect(await (await fetch(`${served}/health/ready`)).json()).toMatchObject({ status: 'ready' })
  expect((await runJianwei(['doctor'], settings())).code).toBe(0)

  // Taken away while it runs: refused for now, with the reason, and taken again.
  standIn.access?.set('jianwei', { password: 'p@ss:w/rd', without: ['append'] })
  const denied = await post(served, administratorHeaders(served))
  expect(denied.status).toBe(503)
  expect(denied.headers.get('retry-after')).not.toBeNull()
  const unready = await fetch(`${served}/health/ready`)
  expect(unready.status).toBe(503)
  expect(await unready.json()).toMatchObject({
    problems: [expect.stringContaining('denies access')],
  })
  standIn.access?.set('jianwei', { password: 'p@ss:w/rd' })
  const again = await eventually(
    async () =>
      (await post(served, administratorHeaders(served))).status === 200 ? true : undefined,
    () => 'it is not taken again',
  )
  expect(again).toBe(true)
  expect(await intake.end('SIGTERM')).toBe(0)
})

test('a service that waits for its engines stops when it is asked to', async () => {
  const env = { ...settings(), LOG_URL: 'kurrentdb://127.0.0.1:1?tls=false' }
  await using notices = new ServiceProcess('notices', env)
  await notices.until(() => notices.lines.find(({ message }) => message === 'waiting for engines'))
  expect(notices.lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      problem: expect.stringContaining('log: an answer of 127.0.0.1:1: nothing listens there'),
    }),
  )
  expect(await notices.end('SIGTERM')).toBe(0)
})
