import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { eventually } from '#/support/hang.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'

/*
 * Two intakes as they are operated, over one log on a server (its stand-in), each with a folder of
 * its own. Whichever is asked, it answers the same, also when the one that was asked first is dead.
 */

const REFUSED = 150
const ROWS = 6_000
const MAPPING = `mapping: shop-complaints
description: Complaints about shops, a row each.
source: urn:example:shops
input: { format: csv, columns: [number, shop, day] }
time_zone: Asia/Shanghai
events:
  - type: ComplaintReceived
    id: '{number}'
    subject: 'shop:{shop}'
    occurred_at: { column: day, as: instant, format: YYYY-MM-DD }
    reported_at: unknown
    data:
      complaint_number: '{number}'
`

let server: KurrentStandIn
beforeAll(async () => {
  server = await KurrentStandIn.start('@kurrent/kurrentdb-client')
})
afterAll(() => server[Symbol.asyncDispose]())

test('what one of two intakes refused is shown, repaired and ended by the other, and goes on where one is killed', async () => {
  await using folder = await temporaryFolder('side-by-side')
  const intake = (name: string) =>
    new ServiceProcess('intake', {
      JIANWEI_DATA: join(folder.path, name),
      UPLOADS_DIR: join(folder.path, 'uploads'),
      LOG_URL: `kurrentdb://127.0.0.1:${server.port}?tls=false`,
    })
  await using first = intake('first')
  await using second = intake('second')
  const [one, other] = await Promise.all([first.origin(), second.origin()])

  // Sent to both in turn.
  const sent = Array.from({ length: REFUSED }, (_, n) => cloudEvent(n, { time: `no time ${n}` }))
  for (let from = 0; from < sent.length; from += 50)
    await post(from % 100 === 0 ? one : other, '/v1/events', ndjson(sent.slice(from, from + 50)))

  const [shown, shownByOther] = await Promise.all([everything(one), everything(other)])
  expect(shownByOther).toEqual(shown)
  expect(shown.held).toMatchObject({ inputs: REFUSED })
  expect(shown.groups).toMatchObject([{ counts: { held: REFUSED } }])

  // Repaired at the one that has not refused it.
  const [entry] = shown.entries
  const [ofFirst] = [one, other].toReversed()
  const repaired = JSON.stringify(cloudEvent(9_999))
  const taken = await post(
    `${ofFirst}`,
    `/v1/quarantine/${entry?.quarantine_id}/redrive`,
    JSON.stringify({ reason: 'the day was missing', repaired }),
    'application/json',
  )
  expect(taken).toMatchObject({ events: [{ status: 'accepted' }] })
  const after = await Promise.all([one, other].map((origin) => get(origin, entryPath(entry))))
  expect(after[0]).toMatchObject({ state: 'redriven' })
  expect(after[1]).toEqual(after[0])

  // An order that is given to one, half-way when the one that carries it out is killed.
  const order_id = '0b6f4f1e-93a0-4f7b-9f0e-5d2b5a0c0001'
  const [group] = shown.groups
  const selection = { group_id: group?.group_id ?? '' }
  const body = { kind: 'redrive', selection, reason: 'read again', order_id }
  expect(
    await post(other, '/v1/quarantine/orders', JSON.stringify(body), 'application/json'),
  ).toMatchObject({ order_id, inputs: REFUSED - 1 })
  const active = await Promise.any(
    [first, second].map((process) =>
      process.until(() => (process.role === 'active' ? process : undefined)),
    ),
  )
  const left = active === first ? other : one
  const begun = await eventually(
    async () => {
      const order = await get<OrderShown>(left, `/v1/quarantine/orders/${order_id}`)
      return doneOf(order) > 0 ? order : undefined
    },
    () => 'no input of the order has an outcome',
  )
  expect(begun).toMatchObject({ state: 'under_way', ended_at: null })
  await active.end('SIGKILL')
  const ended = await eventually(
    async () => {
      const order = await get<OrderShown>(left, `/v1/quarantine/orders/${order_id}`)
      return order.ended_at === null ? undefined : order
    },
    () => 'the order has no end',
  )
  expect(ended).toMatchObject({
    outcomes: { refused: REFUSED - 1 },
    state: 'complete',
  })

  // The one that was dead comes back, with a new folder.
  await using third = intake('third')
  const back = await third.origin()
  expect(await everything(back)).toEqual(await everything(left))
  expect(await get(back, `/v1/quarantine/orders/${order_id}`)).toEqual(ended)
})

test('an import that is ordered at one intake is shown by the other, which ends it where the first is killed', async () => {
  await using folder = await temporaryFolder('side-by-side-imports')
  const intake = (name: string) =>
    new ServiceProcess('intake', {
      JIANWEI_DATA: join(folder.path, name),
      UPLOADS_DIR: join(folder.path, 'uploads'),
      LOG_NAMESPACE: 'imports',
      LOG_URL: `kurrentdb://127.0.0.1:${server.port}?tls=false`,
    })
  await using first = intake('first')
  await using second = intake('second')
  const [one, other] = await Promise.all([first.origin(), second.origin()])
  const json = 'application/json'
  await post(one, '/v1/mappings', JSON.stringify({ text: MAPPING, reason: 'a register' }), json)
  const rows = Array.from({ length: ROWS }, (_, n) => `${n},${n % 50},2026-03-01\n`)
  const file = `number,shop,day\n${rows.join('')}`
  const sent = (await post(one, '/v1/uploads?file_name=shops.csv', file, 'text/csv')) as string
  const { upload_id } = JSON.parse(sent) as { readonly upload_id: string }
  const order = JSON.stringify({ upload: upload_id, mapping: 'shop-complaints' })
  const { import_id } = (await post(other, '/v1/imports', order, json)) as ImportShown
  const path = `/v1/imports/${import_id}`
  const active = await Promise.any(
    [first, second].map((process) =>
      process.until(() => (process.role === 'active' ? process : undefined)),
    ),
  )
  const left = active === first ? other : one
  // The one that does not read the file says how far it is.
  const underWay = await eventually(
    async () => {
      const shown = await get<ImportShown>(left, path)
      return shown.counts.records > 0 || shown.ended_at !== null ? shown : undefined
    },
    () => 'the import does not begin',
  )
  expect(underWay.ended_at).toBeNull()
  await active.end('SIGKILL')
  const ended = await eventually(
    async () => {
      const shown = await get<ImportShown>(left, path)
      return shown.ended_at === null ? undefined : shown
    },
    () => 'the import has no end',
  )
  const { records, accepted, duplicate } = ended.counts
  expect(ended.state).toBe('completed')
  expect([records, accepted + duplicate]).toEqual([ROWS, ROWS])
  const events = server.log.all.filter(
    ({ stream, type }) => stream.startsWith('imports.') && type === 'ComplaintReceived',
  )
  expect(events).toHaveLength(ROWS)
})

interface ImportShown {
  readonly import_id: string
  readonly state: string
  readonly ended_at: string | null
  readonly counts: {
    readonly records: number
    readonly accepted: number
    readonly duplicate: number
  }
}

interface EntryShown {
  readonly quarantine_id: string
  readonly state: string
}

interface OrderShown {
  readonly inputs: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly ended_at: string | null
}

function doneOf({ outcomes }: OrderShown): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0)
}

function entryPath(entry: EntryShown | undefined): string {
  return `/v1/quarantine/${entry?.quarantine_id}`
}

/** All that an intake says of what was refused. */
async function everything(origin: string) {
  const entries: EntryShown[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { readonly items: readonly EntryShown[]; readonly next: string | null } = await get(
      origin,
      `/v1/quarantine?limit=100${after}`,
    )
    entries.push(...page.items)
    cursor = page.next
  }
  const groups = await get<{
    readonly items: readonly { readonly group_id: string; readonly counts: object }[]
  }>(origin, '/v1/quarantine/groups?state=held')
  return {
    entries,
    groups: groups.items,
    held: await get(origin, '/v1/quarantine/held'),
    orders: await get(origin, '/v1/quarantine/orders'),
  }
}

async function get<Answer = unknown>(origin: string, path: string): Promise<Answer> {
  const answer = await fetchAsAdministrator(`${origin}${path}`)
  expect(answer.status).toBe(200)
  // What the route's schema says.
  return (await answer.json()) as Answer
}

async function post(
  origin: string,
  path: string,
  body: string,
  type = 'application/x-ndjson',
): Promise<unknown> {
  const headers = { 'content-type': type }
  const answer = await fetchAsAdministrator(`${origin}${path}`, { method: 'POST', headers, body })
  const text = await answer.text()
  expect(answer.status, text).toBeLessThan(300)
  return type === 'application/json' ? (JSON.parse(text) as unknown) : text
}
