import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { EvidenceFolder } from '@jianwei/infra/evidence/evidence-folder.ts'
import { deskServer, send, TIP } from '#/support/desk/desk-bench.ts'
import { logForEachTest } from '#/support/log/log-each-test.ts'
import { newSqliteLog } from '#/support/log/sqlite-place.ts'

/* Files that people attach to alerts, over HTTP, in a real folder beside a real log. */

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.from(' of the kitchen')])
const HASH = createHash('sha256').update(PNG).digest('hex')

let log: EventLog
logForEachTest(newSqliteLog, (opened) => (log = opened))
let folder: string
let app: FastifyInstance
let url: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-evidence-'))
  app = deskServer({ log, evidence: { store: new EvidenceFolder(folder), bytes_max: 1_000 } })
  const raised = await send(app, '/v1/alerts', { as: 'li', body: TIP })
  url = `/v1/alerts/${raised.json().alert_id}`
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface File {
  readonly bytes?: Buffer
  readonly type?: string
  readonly name?: string
  readonly key?: string
}

async function attach({ bytes = PNG, type = 'image/png', name = '后厨.png', key }: File = {}) {
  return app.inject({
    method: 'POST',
    url: `${url}/evidence`,
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    payload: bytes,
  })
}

async function told(): Promise<readonly string[]> {
  const events = await Array.fromAsync(log.read(streamOf('alert', url.split('/').at(-1) ?? '')))
  return events.map(({ type }) => type)
}

test('a file is kept beside the log, said in an event by its hash, and given back as it was', async () => {
  const answer = await attach()
  expect(answer.json()).toMatchObject({ sha256: HASH, size: PNG.length, revision: 1 })
  expect(await told()).toEqual(['AlertRaised', 'AlertEvidenceAttached'])
  const got = await app.inject(`${url}/evidence/${HASH}`)
  expect(got.rawPayload).toEqual(PNG)
  expect(got.headers['content-disposition']).toContain(encodeURIComponent('后厨.png'))
  const verified = await send(app, `${url}/sign`, { as: 'li', seen: 1 })
  const finding = { finding: 'substantiated', evidence: [HASH], reason: '见照片' }
  const seen = verified.json().revision
  expect((await send(app, `${url}/verify`, { as: 'li', seen, body: finding })).statusCode).toBe(200)
})

test('a finding cites no file that is not attached', async () => {
  await send(app, `${url}/sign`, { as: 'li', seen: 0 })
  const body = { finding: 'substantiated', evidence: [HASH], reason: '见照片' }
  const answer = await send(app, `${url}/verify`, { as: 'li', seen: 1, body })
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'ALERT_EVIDENCE_UNKNOWN'])
})

test('the same file again, or the same request, is one file and one event', async () => {
  const first = await attach({ key: 'k-1' })
  expect((await attach({ key: 'k-1' })).json()).toEqual(first.json())
  await attach()
  expect(await told()).toHaveLength(2)
  const other = await attach({ key: 'k-1', name: 'other.png' })
  expect(other.json().code).toBe('IDEMPOTENCY_KEY_REUSED')
})

test.each([
  ['too large', { bytes: Buffer.concat([PNG, Buffer.alloc(1_000)]) }, 413, 'BODY_TOO_LARGE'],
  ['of no type', { type: 'application/x-msdownload' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
  ['no picture', { bytes: Buffer.from('MZ') }, 422, 'EVIDENCE_NOT_OF_ITS_TYPE'],
  [
    'no text',
    { type: 'text/plain', bytes: Buffer.from([0xff, 0]) },
    422,
    'EVIDENCE_NOT_OF_ITS_TYPE',
  ],
  ['empty', { bytes: Buffer.alloc(0) }, 400, 'BODY_UNREADABLE'],
  ['called like a path', { name: '../../etc/passwd' }, 400, 'REQUEST_UNREADABLE'],
] as const)('a file that is %s is refused, and nothing is kept', async (_, file, status, code) => {
  const answer = await attach(file)
  expect([answer.statusCode, answer.json().code]).toEqual([status, code])
  expect(await told()).toEqual(['AlertRaised'])
  expect(await readdir(folder)).toEqual([])
})

test('a damaged file is named and not given out, and nothing is kept for no alert', async () => {
  await attach()
  await writeFile(join(folder, HASH.slice(0, 2), HASH), 'another')
  const answer = await app.inject(`${url}/evidence/${HASH}`)
  expect([answer.statusCode, answer.json().code]).toEqual([500, 'EVIDENCE_DAMAGED'])
  const unknown = await app.inject(`${url}/evidence/${'0'.repeat(64)}`)
  expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'EVIDENCE_UNKNOWN'])
  url = '/v1/alerts/6ba7b810-9dad-51d1-80b4-00c04fd430c8'
  const other = Buffer.concat([PNG, Buffer.from('!')])
  expect((await attach({ bytes: other })).json().code).toBe('ALERT_UNKNOWN')
  expect(await readdir(folder)).toHaveLength(2)
})
