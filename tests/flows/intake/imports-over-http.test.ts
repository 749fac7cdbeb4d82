import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { LOCAL_ADMINISTRATOR, type Principal } from '@jianwei/services/access/principal.ts'
import {
  countsBy,
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'

const MAPPING = `mapping: shop-complaints
description: Complaints about shops, a row each.
source: urn:example:shops
input: { format: csv, columns: [编号, 企业, 日期] }
time_zone: Asia/Shanghai
events:
  - type: ComplaintReceived
    id: '{编号}'
    subject: 'shop:{企业}'
    occurred_at: { column: 日期, as: instant, format: YYYY-MM-DD }
    reported_at: unknown
    data:
      complaint_number: '{编号}'
`
const FILE = '编号,企业,日期\n1,a,2026-03-01\n2,b,2026-03-02\n3,c,yesterday\n'

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown> & { readonly import_id?: string }
}

async function ask(
  { app }: IntakeServer,
  method: 'GET' | 'POST',
  url: string,
  payload?: object | string,
): Promise<Answer> {
  const isFile = typeof payload === 'string'
  const answer = await app.inject({
    method,
    url,
    ...(payload === undefined ? {} : { payload }),
    ...(isFile ? { headers: { 'content-type': 'text/csv' } } : {}),
  })
  return { status: answer.statusCode, body: answer.json() }
}

async function publish(server: IntakeServer, text = MAPPING): Promise<Answer> {
  return ask(server, 'POST', '/v1/mappings', { text, reason: 'a new register' })
}

async function upload(server: IntakeServer, text = FILE): Promise<string> {
  const answer = await ask(server, 'POST', '/v1/uploads?file_name=shops.csv', text)
  expect(answer.status).toBe(201)
  return String(answer.body['upload_id'])
}

async function ended(server: IntakeServer, id: unknown): Promise<Answer['body']> {
  for (;;) {
    const { body } = await ask(server, 'GET', `/v1/imports/${String(id)}`)
    if (body['ended_at'] !== null) return body
    await sleep(10)
  }
}

test('a file that is sent in is looked at, imported, and what came of it is shown', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  expect(await publish(server)).toMatchObject({
    status: 201,
    body: { name: 'shop-complaints', version: 1, is_new: true },
  })
  const id = await upload(server)
  const preview = await ask(server, 'POST', '/v1/mappings/preview', {
    upload: id,
    mapping: 'shop-complaints',
  })
  expect(preview).toMatchObject({
    status: 200,
    body: {
      records: 3,
      events: 2,
      refused: 1,
      is_whole: true,
      problems: [{ path: '日期', records: 1, examples: [{ line: 4 }] }],
    },
  })
  expect(countsBy(await eventsOf(server.log), ({ type }) => type)).toEqual({ MappingPublished: 1 })
  const ordered = await ask(server, 'POST', '/v1/imports', {
    upload: id,
    mapping: 'shop-complaints',
  })
  expect(ordered).toMatchObject({ status: 202, body: { mapping_version: 1, nothing_new: false } })
  const done = await ended(server, ordered.body.import_id)
  expect(done).toMatchObject({
    file: 'shops.csv',
    state: 'completed',
    counts: { records: 3, accepted: 2, corrected: 0, duplicate: 0, quarantined: 1 },
    ordered_by: LOCAL_ADMINISTRATOR.actor,
    holds_back: [],
  })
  expect(await ask(server, 'GET', '/v1/imports')).toMatchObject({
    body: { items: [{ import_id: ordered.body.import_id }], next: null },
  })
  expect(countsBy(await eventsOf(server.log), ({ type }) => type)).toMatchObject({
    ComplaintReceived: 2,
    ImportOrdered: 1,
    ImportStarted: 1,
    ImportCompleted: 1,
    ImportOrderEnded: 1,
  })
})

test('a mapping is proposed from an upload, and names where editors find its schema', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const text = '编号,企业,日期,电话\n1,a,2026-03-01,13800138000\n2,b,2026-03-02,13800138001\n'
  const { status, body } = await ask(server, 'POST', '/v1/mappings/proposal', {
    upload: await upload(server, text),
    event_type: 'ViolationFound',
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    event_type: 'ViolationFound',
    columns: [
      { column: '编号', becomes: ['id'] },
      { column: '企业', becomes: ['subject'] },
      { column: '日期', becomes: ['occurred_at'] },
      { column: '电话', becomes: [], samples: ['138****8000', '138****8001'] },
    ],
  })
  expect(body['text']).toContain('$schema=http://localhost:80/v1/mappings/schema')
  expect(body['text']).not.toContain('13800138000')
  const schema = await ask(server, 'GET', '/v1/mappings/schema')
  expect(schema.body).toMatchObject({ title: 'A mapping of Jianwei 见微映射' })
  const published = await publish(server, String(body['text']))
  expect(published.status).toBe(201)
})

test('the file itself may be the body of an import, whatever type it says it has', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await publish(server)
  const query = 'mapping=shop-complaints&file_name=a.csv'
  const ordered = await ask(server, 'POST', `/v1/imports?${query}`, FILE)
  expect(ordered.status).toBe(202)
  expect(await ended(server, ordered.body.import_id)).toMatchObject({ state: 'completed' })
})

test('the same file by the same mapping is one import, also when it is ordered again', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await publish(server)
  const order = { upload: await upload(server), mapping: 'shop-complaints' }
  const [first, second] = [
    await ask(server, 'POST', '/v1/imports', order),
    await ask(server, 'POST', '/v1/imports', order),
  ]
  expect(second.body.import_id).toBe(first.body.import_id)
  await ended(server, first.body.import_id)
  await ask(server, 'POST', '/v1/imports', order)
  expect(await ended(server, first.body.import_id)).toMatchObject({
    state: 'completed',
    nothing_new: true,
    counts: { accepted: 2 },
  })
})

test('a file of the wrong shape is refused at once, in one sentence', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await publish(server)
  const order = { upload: await upload(server, 'a,b\n1,2\n'), mapping: 'shop-complaints' }
  const { status, body } = await ask(server, 'POST', '/v1/imports', order)
  expect([status, body['code']]).toEqual([422, 'FILE_REFUSED'])
  expect(body['detail']).toContain('the header lacks the columns')
  expect(await ask(server, 'GET', '/v1/imports')).toMatchObject({ body: { items: [] } })
})

test('all that is wrong with a mapping is told at once, and nothing is published', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const text = MAPPING.replace("'{编号}'\n    subject", "'{编码}'\n    subject").replace(
    'complaint_number',
    'complaint_numbr',
  )
  const { status, body } = await publish(server, text)
  expect([status, body['code']]).toEqual([422, 'MAPPING_REFUSED'])
  expect(body['reasons']).toMatchObject([
    { path: 'events.0.id', message: expect.stringContaining('编号') },
    { path: 'events.0.data.complaint_numbr', message: expect.stringContaining('complaint_number') },
  ])
  expect(await eventsOf(server.log)).toEqual([])
})

test('the same text is no new version, and each version can be read', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await publish(server)
  expect(await publish(server)).toMatchObject({ status: 200, body: { version: 1, is_new: false } })
  const second = MAPPING.replace('a row each', 'one a row')
  expect(await publish(server, second)).toMatchObject({ status: 201, body: { version: 2 } })
  const url = '/v1/mappings/shop-complaints'
  expect((await ask(server, 'GET', url)).body).toMatchObject({ version: 2, text: second })
  expect((await ask(server, 'GET', `${url}?version=1`)).body).toMatchObject({ text: MAPPING })
  expect((await ask(server, 'GET', `${url}?version=3`)).status).toBe(404)
  const stale = await ask(server, 'POST', '/v1/mappings', {
    text: MAPPING,
    reason: 'back',
    seen_version: 1,
  })
  expect([stale.status, stale.body['code']]).toEqual([409, 'MAPPING_STALE'])
  const { body } = await ask(server, 'GET', '/v1/mappings')
  expect(body['items']).toContainEqual({
    name: 'shop-complaints',
    origin: 'published',
    version: 2,
    description: 'Complaints about shops, one a row.',
    source: 'urn:example:shops',
    event_types: ['ComplaintReceived'],
  })
})

test('an upload is its sender’s alone, and so is an import where a role is limited', async () => {
  using folder = temporaryFolder()
  const grant = { role: 'department', region: '350100', domain: null, department: null } as const
  const li: Principal = { actor: 'li', kind: 'person', grants: [grant] }
  const wu: Principal = { ...li, actor: 'wu' }
  let who = LOCAL_ADMINISTRATOR
  await using server = await intakeServer(folder.path, undefined, () => who)
  await publish(server)
  who = li
  const order = { upload: await upload(server), mapping: 'shop-complaints' }
  who = wu
  expect((await ask(server, 'POST', '/v1/imports', order)).body['code']).toBe('UPLOAD_UNKNOWN')
  who = li
  const { body } = await ask(server, 'POST', '/v1/imports', order)
  const url = `/v1/imports/${String(body.import_id)}`
  expect((await ask(server, 'GET', url)).status).toBe(200)
  who = wu
  expect((await ask(server, 'GET', url)).status).toBe(404)
  expect((await ask(server, 'POST', `${url}/stop`, { reason: 'not mine' })).status).toBe(404)
  expect((await ask(server, 'GET', '/v1/imports')).body['items']).toEqual([])
  who = LOCAL_ADMINISTRATOR
  expect((await ask(server, 'GET', url)).status).toBe(200)
})

test('a key brings in what it may send, row by row, and no file of other sources', async () => {
  using folder = temporaryFolder()
  const sends = { sources: ['urn:example:shops'], event_types: ['PenaltyDecided'], regions: null }
  const key: Principal = { actor: 'feed', kind: 'service', grants: [], sends }
  let who: Principal = LOCAL_ADMINISTRATOR
  await using server = await intakeServer(folder.path, undefined, () => who)
  await publish(server)
  await publish(
    server,
    MAPPING.replaceAll('urn:example:shops', 'urn:example:others').replace(
      'mapping: shop-complaints',
      'mapping: others',
    ),
  )
  who = key
  const id = await upload(server)
  const foreign = await ask(server, 'POST', '/v1/imports', { upload: id, mapping: 'others' })
  expect([foreign.status, foreign.body['code']]).toEqual([403, 'ROLE_MISSING'])
  const own = await ask(server, 'POST', '/v1/imports', { upload: id, mapping: 'shop-complaints' })
  expect(await ended(server, own.body.import_id)).toMatchObject({
    state: 'completed',
    counts: { records: 3, accepted: 0, quarantined: 3 },
  })
  who = { ...key, sends: null }
  expect((await ask(server, 'POST', '/v1/uploads?file_name=a.csv', FILE)).status).toBe(403)
})

describe('a register that is published whole', () => {
  const REGISTER = MAPPING.replace('shop-complaints', 'register').replace(
    'time_zone:',
    'release: whole\ntime_zone:',
  )
  const rows = (from: number, to: number, day = '01') =>
    Array.from({ length: to - from }, (_, at) => `${from + at},a,2026-03-${day}\n`).join('')
  const file = (...parts: readonly string[]) => `编号,企业,日期\n${parts.join('')}`

  async function brought(server: IntakeServer, text: string): Promise<Answer['body']> {
    const order = { upload: await upload(server, text), mapping: 'register' }
    const { body } = await ask(server, 'POST', '/v1/imports', order)
    return ended(server, body.import_id)
  }

  test('is compared with the log in its preview, which writes nothing', async () => {
    using folder = temporaryFolder()
    let who: Principal = LOCAL_ADMINISTRATOR
    await using server = await intakeServer(folder.path, undefined, () => who)
    await publish(server, REGISTER)
    await brought(server, file(rows(0, 30)))
    const before = await eventsOf(server.log)
    const preview = async (text: string) => {
      const of = { upload: await upload(server, text), mapping: 'register' }
      return (await ask(server, 'POST', '/v1/mappings/preview', of)).body['release']
    }
    const changed = file(rows(2, 20), rows(20, 30, '02'), rows(40, 41))
    const counts = { standing: 30, new: 1, corrected: 10, unchanged: 18, gone: 2, gone_at_most: 5 }
    expect(await preview(changed)).toMatchObject({
      is_compared: true,
      ...counts,
      examples: { corrected: ['20', '21', '22', '23', '24'], gone: ['0', '1'] },
      refusal: null,
    })
    expect(await preview(file(rows(20, 30)))).toMatchObject({
      refusal: {
        code: 'RELEASE_LACKS_MUCH',
        message: expect.stringContaining('lacks 20 of the 30'),
      },
    })
    const grant = { role: 'department', region: '350100', domain: null, department: null } as const
    who = { actor: 'li', kind: 'person', grants: [grant] }
    expect(await preview(changed)).toMatchObject({
      ...counts,
      examples: { corrected: [], gone: [] },
    })
    expect(await eventsOf(server.log)).toEqual(before)
  })

  test('that lacks much is refused with its numbers, told later in both languages', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    await publish(server, REGISTER)
    await brought(server, file(rows(0, 30)))
    const refused = await brought(server, file(rows(20, 30)))
    expect(refused).toMatchObject({
      state: 'refused',
      code: 'RELEASE_LACKS_MUCH',
      release_lack: { standing: 30, gone: 20, gone_at_most: 5 },
      message:
        'the file lacks 20 of the 30 facts of the register that stand, and may lack 5 ' +
        '(gone_at_most); nothing of it was taken',
    })
    const answer = await server.app.inject({
      url: `/v1/imports/${String(refused.import_id)}`,
      headers: { 'accept-language': 'zh-CN' },
    })
    expect(answer.json()).toMatchObject({ message: expect.stringContaining('缺少其中 20 条') })
  })
})
