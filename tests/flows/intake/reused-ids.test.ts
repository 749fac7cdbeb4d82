import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import { readEventBytes } from '@jianwei/services/intake/line-reading.ts'
import { futureBound } from '@jianwei/services/intake/cloud-event.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import {
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
  type TemporaryFolder,
} from '#/support/intake/intake-server.ts'

let folder: TemporaryFolder
let server: IntakeServer
beforeEach(async () => {
  folder = temporaryFolder()
  server = await intakeServer(folder.path)
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

interface Answer {
  readonly status: string
  readonly code: string
  readonly position: number
  readonly reasons?: readonly { readonly code: string; readonly path: string }[]
}

async function sendText(payload: string, type: string): Promise<{ status: number; body: unknown }> {
  const { statusCode, body } = await server.app.inject({
    method: 'POST',
    url: '/v1/events',
    headers: { 'content-type': type },
    payload,
  })
  const text = type === 'application/x-ndjson' ? `[${body.trim().replaceAll('\n', ',')}]` : body
  return { status: statusCode, body: JSON.parse(text) }
}

async function send(event: object): Promise<{ status: number; body: Answer }> {
  const { status, body } = await sendText(JSON.stringify(event), 'application/cloudevents+json')
  // What the route's schema says.
  return { status, body: body as Answer }
}

const other = { data: { case_number: 'c-1', legal_basis: '食品安全法第一百二十五条' } }
const correction = (legal_basis: string): object =>
  cloudEvent(50, {
    id: `correction-${legal_basis}`,
    subject: 'tw-epa:F1',
    type: 'FactCorrected',
    data: {
      fact: { source: 'urn:example:inspectorate', id: 'v-1' },
      reason: '录入错误',
      replacement: {
        type: 'ViolationFound',
        schema_version: 1,
        occurred_at: '2026-03-01T09:30:00+08:00',
        region: '330203',
        department: '市场监管局',
        data: { case_number: 'c-1', legal_basis },
      },
    },
  })

describe('an id that was sent before', () => {
  test.each<[string, Record<string, unknown>]>([
    ['other data', other],
    ['another time', { time: '2026-03-01T09:30:01+08:00' }],
    ['another region', { region: '330204' }],
    ['another department', { department: '公安局' }],
    ['another type', { type: 'ComplaintReceived', data: { complaint_number: 'c-1' } }],
  ])('with %s goes to quarantine and says how to correct a fact', async (_, changes) => {
    await send(cloudEvent(1))
    const { status, body } = await send(cloudEvent(1, changes))
    expect([status, body.code]).toEqual([422, 'INPUT_QUARANTINED'])
    expect(body.reasons).toEqual([
      { code: 'ID_REUSED', path: 'id', message: expect.stringContaining('send FactCorrected') },
    ])
    const types = (await eventsOf(server.log)).map(({ type }) => type)
    expect(types).toEqual(['ViolationFound', 'InputQuarantined'])
  })

  test('with another subject goes to quarantine as that', async () => {
    await send(cloudEvent(1))
    const { body } = await send(cloudEvent(1, { subject: 'tw-epa:F2' }))
    expect(body.reasons).toMatchObject([{ code: 'SUBJECT_CHANGED', path: 'subject' }])
  })

  test.each<[string, Record<string, unknown>]>([
    ['as it was', {}],
    [
      'with its keys in another order',
      { data: { legal_basis: '食品安全法第一百二十四条', case_number: 'c-1' } },
    ],
    ['with its time in another zone', { time: '2026-03-01T01:30:00.000Z' }],
    ['with its region in full', { region: '330203000000' }],
    ['with what is the default', { schemaversion: 1, datacontenttype: 'application/json' }],
    ['reported at another time', { reportedat: '2026-03-02T00:00:00Z' }],
    ['of another version of its type that says the same', { schemaversion: 2 }],
  ])('and says the same %s is a duplicate', async (_, changes) => {
    const first = await send(cloudEvent(1))
    const again = await send(cloudEvent(1, changes))
    expect(again).toMatchObject({
      status: 200,
      body: { status: 'duplicate', position: first.body.position },
    })
  })

  test('and was corrected since is a duplicate as it was and as it stands, and nothing else', async () => {
    await send(cloudEvent(1))
    expect(await send(correction('甲'))).toMatchObject({ body: { status: 'accepted' } })
    const stands = { data: { case_number: 'c-1', legal_basis: '甲' } }
    expect(await send(cloudEvent(1))).toMatchObject({ body: { status: 'duplicate' } })
    expect(await send(cloudEvent(1, stands))).toMatchObject({ body: { status: 'duplicate' } })
    expect(await send(cloudEvent(1, other))).toMatchObject({ status: 422 })
  })

  test('of a correction is treated alike', async () => {
    await send(cloudEvent(1))
    await send(correction('甲'))
    expect(await send(correction('甲'))).toMatchObject({ body: { status: 'duplicate' } })
    const changed = { ...correction('乙'), id: 'correction-甲' }
    expect((await send(changed)).body.reasons).toMatchObject([{ code: 'ID_REUSED' }])
  })
})

test('a stream tells line by line, also of ids that it holds twice itself, and its summary accounts for every line', async () => {
  await send(cloudEvent(1))
  const lines = [
    cloudEvent(1),
    cloudEvent(1, other),
    cloudEvent(2),
    cloudEvent(2),
    cloudEvent(2, other),
    cloudEvent(3),
  ]
  const sent = await sendText(ndjson(lines), 'application/x-ndjson')
  // One answer a line.
  const body = sent.body as readonly Answer[]
  expect(body.map(({ status, reasons }) => reasons?.[0]?.code ?? status)).toEqual([
    'duplicate',
    'ID_REUSED',
    'accepted',
    'duplicate',
    'ID_REUSED',
    'accepted',
    undefined,
  ])
  expect(body.at(-1)).toEqual({
    summary: { accepted: 2, duplicate: 2, corrected: 0, quarantined: 2, complete: true },
  })
})

test('a batch does so too', async () => {
  const batch = JSON.stringify([cloudEvent(1), cloudEvent(1, other)])
  const { body } = await sendText(batch, 'application/cloudevents-batch+json')
  expect(body).toMatchObject([
    { status: 'accepted' },
    { status: 'quarantined', reasons: [{ code: 'ID_REUSED' }] },
  ])
})

test('of many senders of one id with other content at once, one is taken and each of the others is kept', async () => {
  const events = Array.from({ length: 20 }, (_, n) =>
    cloudEvent(1, { data: { case_number: `c-${n}` } }),
  )
  const answers = await Promise.all(events.map((event) => send(event)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ body }) => body.reasons?.[0]?.code === 'ID_REUSED')).toHaveLength(19)
  const { entries } = await server.quarantine.list({ limit: 100 })
  expect(entries).toHaveLength(19)
})

describe('an amendment', () => {
  const fact = { source: 'urn:example:inspectorate', id: 'v-1' }

  test.each([['by itself'], ['in a stream']])(
    'of a fact that nobody sent is kept and told apart, sent %s, until the fact has come',
    async (how) => {
      const retraction = cloudEvent(60, {
        subject: 'tw-epa:F1',
        type: 'FactRetracted',
        data: { fact, reason: '误报' },
      })
      const answerTo = async (event: object): Promise<Answer | undefined> => {
        if (how === 'by itself') return (await send(event)).body
        const { body } = await sendText(ndjson([event]), 'application/x-ndjson')
        return (body as readonly Answer[])[0]
      }
      const notice = { code: 'FACT_NOT_SENT', path: 'data.fact' }
      expect(await answerTo(retraction)).toMatchObject({ status: 'accepted', notice })
      expect(await answerTo(retraction)).toMatchObject({ status: 'duplicate', notice })
      await send(cloudEvent(1))
      expect(await answerTo(retraction)).not.toHaveProperty('notice')
      const later = cloudEvent(61, {
        subject: 'tw-epa:F1',
        type: 'FactRetracted',
        data: { fact, reason: '误报' },
      })
      expect(await answerTo(later)).not.toHaveProperty('notice')
    },
  )

  test('needs no field that its fact did not need', async () => {
    const { region: _region, department: _department, ...plain } = cloudEvent(1)
    await send(plain)
    const replacement = {
      type: 'ViolationFound',
      occurred_at: '2026-03-01T09:30:00+08:00',
      data: {},
    }
    const correction = {
      ...plain,
      id: 'plain',
      type: 'FactCorrected',
      data: { fact, reason: '更正', replacement },
    }
    expect(await send(correction)).toMatchObject({ status: 200, body: { status: 'accepted' } })
    const [held] = await server.log.amendmentsOf([eventIdOf(fact.source, fact.id)])
    expect(held?.data['replacement']).toEqual({
      type: 'ViolationFound',
      schema_version: 2,
      occurred_at: '2026-03-01T01:30:00.000Z',
      region: null,
      department: null,
      data: {},
    })
  })
})

test('ids that the log does not have cost no look at it', async () => {
  const looks: string[] = []
  const { log } = server
  const watched = new Proxy(log, {
    get(target, name) {
      if (name === 'find' || name === 'amendmentsOf') looks.push(name)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const intake = createIntake({ ...server, log: watched })
  const take = (n: number) => {
    const bytes = Buffer.from(JSON.stringify(cloudEvent(n)))
    const reading = readEventBytes(bytes, futureBound(server.now()))
    return intake.take([
      { reading, origin: { channel: 'http', line: null }, content_type: '', bytes },
    ])
  }
  await take(1)
  expect(looks).toEqual([])
  await take(1)
  expect(looks).toEqual(['find', 'amendmentsOf'])
})
