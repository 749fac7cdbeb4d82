import { expect, test } from 'vitest'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import { intakeServer, temporaryFolder, type IntakeServer } from '#/support/intake/intake-server.ts'

const ABSENT = '00000000-0000-5000-8000-000000000000'

interface Listed {
  readonly items: readonly {
    quarantine_id: string
    line: number | null
    state: string
    reasons: { code: string }[]
  }[]
  readonly next: string | null
}

async function send({ app }: IntakeServer, lines: string): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' }
  await app.inject({ method: 'POST', url: '/v1/events', payload: lines, headers })
}

async function list({ app }: IntakeServer, query: string): Promise<Listed> {
  return (await app.inject(`/v1/quarantine?${query}`)).json<Listed>()
}

/** Five lines that are refused, of two sources; the first cannot say which. */
const REFUSED = `broken\n${ndjson([
  cloudEvent(1, { time: 'x' }),
  cloudEvent(2, { time: 'x', source: 'urn:example:others' }),
  cloudEvent(3, { time: 'x' }),
  cloudEvent(4, { time: 'x' }),
])}`

test('pages follow each other while new entries arrive, and filters hold', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await send(server, REFUSED)
  const first = await list(server, 'limit=2')
  expect(first.items.map(({ line }) => line)).toEqual([1, 2])
  await send(server, `\n\n\n\n\n${ndjson([cloudEvent(9, { time: 'x' })])}`)
  const second = await list(server, `limit=2&cursor=${first.next}`)
  expect(second.items.map(({ line }) => line)).toEqual([3, 4])
  const last = await list(server, `limit=2&cursor=${second.next}`)
  expect(last).toMatchObject({ items: [{ line: 5 }, { line: 6 }], next: null })
  const others = await list(server, 'source=urn:example:others&state=held')
  expect(others.items.map(({ line }) => line)).toEqual([3])
  expect((await list(server, 'state=redriven')).items).toEqual([])
  const code = first.items[0]?.reasons[0]?.code
  const alike = await list(server, `code=${code}`)
  expect(alike.items.map(({ line }) => line)).toEqual([1])
})

test('a cursor goes on with the list that gave it, and with no other filters', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await send(server, REFUSED)
  const { next } = await list(server, 'limit=1&state=held')
  expect(
    (await list(server, `limit=3&state=held&cursor=${next}`)).items.map(({ line }) => line),
  ).toEqual([2, 3, 4])
  for (const other of ['state=redriven', 'state=held&source=urn:example:others', '']) {
    const answer = await server.app.inject(`/v1/quarantine?${other}&cursor=${next}`)
    expect(answer.json()).toMatchObject({ status: 400, code: 'CURSOR_UNREADABLE' })
  }
})

test('a page is there for HEAD as for GET', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await send(server, REFUSED)
  const { next } = await list(server, 'limit=1')
  const url = `/v1/quarantine?limit=1&cursor=${next}`
  const [head, got] = [
    await server.app.inject({ method: 'HEAD', url }),
    await server.app.inject({ url }),
  ]
  expect([head.statusCode, head.body]).toEqual([200, ''])
  expect(head.headers['content-length']).toBe(got.headers['content-length'])
})

test('an entry is shown with its reasons and its original bytes', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await send(server, 'broken 破损')
  const [entry] = (await list(server, '')).items
  const shown = (await server.app.inject(`/v1/quarantine/${entry?.quarantine_id}`)).json<
    Record<string, unknown>
  >()
  expect(shown).toMatchObject({
    channel: 'http',
    source: 'http',
    line: 1,
    content_type: 'application/cloudevents+json',
    original: Buffer.from('broken 破损').toString('base64'),
    preview: 'broken 破损',
    state: 'held',
    reasons: [{ code: 'JSON_MALFORMED', path: '' }],
  })
})

test('what is personal in it is masked by role: names by their fields, numbers wherever they stand', async () => {
  using folder = temporaryFolder()
  let asker = somebody('department')
  await using server = await intakeServer(folder.path, undefined, () => asker)
  const complaint = cloudEvent(1, {
    type: 'ComplaintReceived',
    time: 'x',
    data: { complainant_name: '张三', claim: '退款，电话138-1234-5678，证件35020319900101124 8' },
  })
  await send(
    server,
    `${JSON.stringify(complaint)}\n{"complainant_name": "张三", "n": 13812345678\n`,
  )
  const { items } = await list(server, '')
  const shown = async (of: Principal): Promise<readonly Shown[]> => {
    asker = of
    return Promise.all(
      items.map(async ({ quarantine_id }) =>
        (await server.app.inject(`/v1/quarantine/${quarantine_id}`)).json<Shown>(),
      ),
    )
  }
  const [whole, broken] = await shown(somebody('supervisor'))
  expect(whole).toMatchObject({ original: null, masked: ['original', 'preview'] })
  expect(whole?.preview).toContain('"claim":"退款，电话138****5678，证件3502**********1248"')
  expect(whole?.preview).toContain('"complainant_name":"张*"')
  expect(broken?.preview).toBe('{"complainant_name": "张*", "n": 138****5678')
  for (const entry of await shown(somebody('department'))) expect(entry.preview).toBe('***')
})

interface Shown {
  readonly original: string | null
  readonly preview: string
}

test('a re-drive that is refused again says why, and one that was taken is not done twice', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await send(server, 'broken')
  const [entry] = (await list(server, '')).items
  const url = `/v1/quarantine/${entry?.quarantine_id}/redrive`
  const refused = await server.app.inject({ method: 'POST', url, payload: { reason: 'try' } })
  expect(refused.json()).toMatchObject({
    status: 422,
    code: 'INPUT_QUARANTINED',
    reasons: [{ code: 'JSON_MALFORMED' }],
  })
  // As if the schema had been repaired: the entry was taken meanwhile.
  const state = { state: 'redriven', at: server.now(), event_ids: [] } as const
  await server.quarantine.settle(entry?.quarantine_id ?? '', { state })
  expect((await server.app.inject({ method: 'POST', url })).json()).toMatchObject({
    status: 409,
    code: 'ALREADY_TAKEN',
  })
  expect((await list(server, 'state=redriven')).items).toHaveLength(1)
})

test('an event that lay in the future is taken by a re-drive when its time has come', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const soon = new Date(Date.now() + 10 * 60_000 + 1_000).toISOString()
  await send(server, ndjson([cloudEvent(1, { time: soon })]))
  const [entry] = (await list(server, '')).items
  expect(entry?.reasons).toMatchObject([{ code: 'TIME_IN_FUTURE' }])
  const url = `/v1/quarantine/${entry?.quarantine_id}/redrive`
  await expect
    .poll(async () => (await server.app.inject({ method: 'POST', url })).statusCode, {
      interval: 250,
    })
    .toBe(200)
  expect(await server.quarantine.get(entry?.quarantine_id ?? '')).toMatchObject({
    state: 'redriven',
  })
})

test.each([
  ['GET', `/v1/quarantine/${ABSENT}`, 404, 'QUARANTINE_UNKNOWN'],
  ['POST', `/v1/quarantine/${ABSENT}/redrive`, 404, 'QUARANTINE_UNKNOWN'],
  ['GET', '/v1/quarantine/not-an-id', 400, 'VALIDATION_FAILED'],
  ['GET', '/v1/quarantine?limit=0', 400, 'VALIDATION_FAILED'],
  ['GET', '/v1/quarantine?limit=201', 400, 'VALIDATION_FAILED'],
  ['GET', '/v1/quarantine?colour=red', 400, 'VALIDATION_FAILED'],
  ['GET', '/v1/quarantine?cursor=nonsense', 400, 'CURSOR_UNREADABLE'],
] as const)('%s %s answers %d', async (method, url, status, code) => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const response = await server.app.inject({ method, url })
  expect(response.json()).toMatchObject({ status, code, type: `urn:jianwei:problem:${code}` })
  expect(response.headers['content-type']).toContain('application/problem+json')
})
