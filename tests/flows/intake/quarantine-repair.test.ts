import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Quarantine } from '@jianwei/events/ports/quarantine.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import { createRedrive, type Redrive, type RedriveParts } from '@jianwei/services/intake/redrive.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import { registerMapping } from '#/support/intake/import-log.ts'
import {
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'

/* Refused input is repaired by people: the original stays, and what became of it is shown. */

/** Who is shown everything. */
const ENGINEER = { ...LOCAL_ADMINISTRATOR, actor: 'engineer.li' }

interface Shown {
  readonly outcome: string
  readonly original: string
  readonly event_ids: readonly string[]
  readonly reasons: readonly { code: string }[]
  readonly redrivings: readonly { number: number; repaired: object | null }[]
}

async function send({ app }: IntakeServer, ...events: readonly object[]): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' }
  await app.inject({ method: 'POST', url: '/v1/events', payload: ndjson(events), headers })
}

async function held({ app }: IntakeServer): Promise<readonly string[]> {
  const { items } = (await app.inject('/v1/quarantine?state=held')).json()
  return items.map(({ quarantine_id }: { quarantine_id: string }) => quarantine_id)
}

async function shown({ app }: IntakeServer, id: string): Promise<Shown> {
  return (await app.inject(`/v1/quarantine/${id}`)).json<Shown>()
}

async function redrive({ app }: IntakeServer, id: string, body: object) {
  const url = `/v1/quarantine/${id}/redrive`
  const answer = await app.inject({ method: 'POST', url, payload: body })
  return { status: answer.statusCode, body: answer.json() }
}

/** That of another process, or of one that is killed. */
function redriveOf(server: IntakeServer, parts: Partial<RedriveParts>): Redrive {
  const intake = createIntake(server)
  return createRedrive({ ...server, intake, mappingNamed: () => undefined, ...parts })
}

const GOOD = JSON.stringify(cloudEvent(1))
const WHY = 'the time was cut off'

test('a repair goes through intake in the place of the original, which stays beside it', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  await send(server, cloudEvent(1, { time: 'x' }))
  const [id = ''] = await held(server)
  expect(await shown(server, id)).toMatchObject({ outcome: 'waiting', redrives: 0, redrivings: [] })

  const taken = await redrive(server, id, { repaired: GOOD, reason: WHY })
  expect(taken).toMatchObject({ status: 200, body: { events: [{ status: 'accepted' }] } })
  const [{ event_id }] = taken.body.events
  const after = await shown(server, id)
  expect(after).toMatchObject({
    state: 'redriven',
    outcome: 'accepted',
    events: [{ event_id, status: 'accepted' }],
    reasons: [{ code: 'TIME_UNREADABLE' }],
    redriven_by: 'engineer.li',
    repaired_by: 'engineer.li',
    redrivings: [
      {
        number: 1,
        actor: 'engineer.li',
        reason: WHY,
        repaired: { content: Buffer.from(GOOD).toString('base64'), preview: GOOD },
        result: { events: [{ event_id, status: 'accepted' }], reasons: [] },
      },
    ],
  })
  expect(JSON.parse(Buffer.from(after.original, 'base64').toString())).toMatchObject({ time: 'x' })
  const log = await eventsOf(server.log)
  expect(log.map(({ type }) => type)).toEqual([
    'InputQuarantined',
    'ViolationFound',
    'InputRedriven',
  ])
  expect(log[2]?.data).toMatchObject({
    actor: 'engineer.li',
    reason: WHY,
    event_ids: [event_id],
    repaired: { bytes_count: Buffer.byteLength(GOOD) },
  })
  expect(JSON.stringify(log[2])).not.toContain('食品安全法')
})

test('the same repair again gets the same answer; anything else is refused, and says what was taken', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  await send(server, cloudEvent(1, { time: 'x' }))
  const [id = ''] = await held(server)
  const first = await redrive(server, id, { repaired: GOOD, reason: WHY })
  expect(await redrive(server, id, { repaired: GOOD, reason: 'again' })).toEqual(first)
  const event_ids = first.body.events.map(({ event_id }: { event_id: string }) => event_id)
  for (const body of [{ repaired: JSON.stringify(cloudEvent(2)), reason: WHY }, {}])
    expect(await redrive(server, id, body)).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_TAKEN', event_ids },
    })
  expect((await eventsOf(server.log)).filter(({ type }) => type === 'ViolationFound')).toHaveLength(
    1,
  )
})

test('of two people who repair one input at once, one is told what the other made of it', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  await send(server, cloudEvent(1, { time: 'x' }))
  const [id = ''] = await held(server)
  const answers = await Promise.all(
    [1, 2].map((n) =>
      redrive(server, id, { repaired: JSON.stringify(cloudEvent(n)), reason: WHY }),
    ),
  )
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  expect((await eventsOf(server.log)).filter(({ type }) => type === 'ViolationFound')).toHaveLength(
    1,
  )
})

test('a repair that is refused says why, keeps the entry and its reasons, and makes no other entry', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  await send(server, cloudEvent(1, { time: 'x' }))
  const [id = ''] = await held(server)
  const bad = JSON.stringify(cloudEvent(1, { type: 'NoSuchEvent' }))
  expect(await redrive(server, id, { repaired: bad, reason: WHY })).toMatchObject({
    status: 422,
    body: { code: 'INPUT_QUARANTINED', quarantine_id: id, reasons: [{ path: 'type' }] },
  })
  expect(await held(server)).toEqual([id])
  expect(await shown(server, id)).toMatchObject({
    outcome: 'refused_again',
    reasons: [{ code: 'TIME_UNREADABLE' }],
    redrivings: [{ repaired: { preview: bad }, result: { reasons: [{ path: 'type' }] } }],
  })
  await redrive(server, id, { repaired: GOOD, reason: WHY })
  const { outcome, redrivings } = await shown(server, id)
  expect(outcome).toBe('accepted')
  expect(redrivings.map(({ number }) => number)).toEqual([2, 1])
  // Only the newest repair is shown whole.
  expect(redrivings[1]).toMatchObject({ repaired: { content: null, preview: bad } })
})

test('a repair of what the log has already is its duplicate, or says that the id is taken', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  await send(server, cloudEvent(1), cloudEvent(1, { time: 'x' }), cloudEvent(2, { time: 'x' }))
  const [one = '', two = ''] = await held(server)
  await redrive(server, one, { repaired: GOOD, reason: WHY })
  expect(await shown(server, one)).toMatchObject({
    outcome: 'duplicate',
    events: [{ status: 'duplicate' }],
  })
  const other = JSON.stringify(cloudEvent(1, { time: '2026-03-02T09:30:00+08:00' }))
  expect((await redrive(server, two, { repaired: other, reason: WHY })).body).toMatchObject({
    reasons: [{ code: 'ID_REUSED' }],
  })
})

test('a repair needs a reason', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  await send(server, cloudEvent(1, { time: 'x' }))
  const [id = ''] = await held(server)
  expect((await redrive(server, id, { repaired: GOOD })).body).toMatchObject({
    status: 400,
    code: 'VALIDATION_FAILED',
  })
})

test('what was only shown masked is not sent as if it were the value', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, somebody('supervisor'))
  const complaint = (changes: object, name: string) =>
    cloudEvent(1, { type: 'ComplaintReceived', data: { complainant_name: name }, ...changes })
  await send(server, complaint({ time: 'x' }, '张三'))
  const [id = ''] = await held(server)
  expect(await shown(server, id)).toMatchObject({ original: null, masked: ['original', 'preview'] })
  const repaired = JSON.stringify(complaint({}, '张*'))
  expect((await redrive(server, id, { repaired, reason: WHY })).body).toMatchObject({
    status: 422,
    code: 'REPAIR_MASKED',
  })
  expect(await shown(server, id)).toMatchObject({ outcome: 'waiting' })
  const whole = JSON.stringify(complaint({}, '张三'))
  expect((await redrive(server, id, { repaired: whole, reason: WHY })).status).toBe(200)
  // The repair is masked as the original is.
  const { redrivings } = await shown(server, id)
  expect(redrivings).toMatchObject([{ repaired: { content: null } }])
  expect(JSON.stringify(redrivings)).not.toContain('张三')
})

test('what stopped half-way is ended as it was asked for before anything else is sent', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  await send(server, cloudEvent(1, { time: 'x' }))
  const [id = ''] = await held(server)
  const broken = redriveOf(server, { quarantine: killedAtTheEnd(server.quarantine) })
  await expect(broken(id, { repaired: GOOD, actor: 'first', reason: WHY })).rejects.toThrow(
    'killed',
  )
  expect(await shown(server, id)).toMatchObject({ outcome: 'under_way', redriven_by: 'first' })

  const other = JSON.stringify(cloudEvent(2))
  expect(await redrive(server, id, { repaired: other, reason: WHY })).toMatchObject({ status: 409 })
  expect(await shown(server, id)).toMatchObject({
    redriven_by: 'first',
    redrivings: [{ actor: 'first', result: { reasons: [] } }],
  })
  const types = (await eventsOf(server.log)).map(({ type }) => type)
  expect(types).toEqual(['InputQuarantined', 'ViolationFound', 'InputRedriven'])
})

test.each([
  ['taken', GOOD, 200],
  ['refused', JSON.stringify(cloudEvent(1, { type: 'NoSuchEvent' })), 422],
])(
  'what stopped half-way and is asked for again is sent once, and %s',
  async (_, repaired, status) => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path, undefined, ENGINEER)
    await send(server, cloudEvent(1, { time: 'x' }))
    const [id = ''] = await held(server)
    const broken = redriveOf(server, { quarantine: killedAtTheEnd(server.quarantine) })
    await expect(broken(id, { repaired, actor: 'first', reason: WHY })).rejects.toThrow('killed')
    const again = await redrive(server, id, { repaired, reason: 'again' })
    expect(again).toMatchObject(
      status === 200 ? { status, body: { events: [{ status: 'duplicate' }] } } : { status },
    )
    const { redrivings, outcome } = await shown(server, id)
    expect(redrivings).toMatchObject([{ number: 1, actor: 'first', reason: WHY }])
    expect(outcome).toBe(status === 200 ? 'duplicate' : 'refused_again')
  },
)

test('two processes that repair one input: the second ends what the first has begun', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  await send(server, cloudEvent(1, { time: 'x' }))
  const [id = ''] = await held(server)
  await using beside = await intakeServer(folder.path, undefined, ENGINEER)
  const intake = createIntake(beside)
  const began = Promise.withResolvers<void>()
  const goesOn = Promise.withResolvers<void>()
  const slow = redriveOf(beside, {
    intake: {
      ...intake,
      take: async (inputs) => {
        began.resolve()
        await goesOn.promise
        return intake.take(inputs)
      },
    },
  })
  const first = slow(id, { repaired: GOOD, actor: 'beside', reason: WHY })
  await began.promise
  const other = JSON.stringify(cloudEvent(2))
  const second = await redrive(server, id, { repaired: other, reason: WHY })
  expect(second).toMatchObject({ status: 409, body: { code: 'ALREADY_TAKEN' } })
  goesOn.resolve()
  // As it was written down first, by whomever.
  const [event_id] = second.body.event_ids
  expect(await first).toMatchObject({
    outcome: 'taken',
    events: [{ event_id, status: 'accepted' }],
  })
  const types = (await eventsOf(server.log)).map(({ type }) => type)
  expect(types).toEqual(['InputQuarantined', 'ViolationFound', 'InputRedriven'])
  expect((await shown(server, id)).redrivings).toMatchObject([{ number: 1, actor: 'beside' }])
})

test('how many wait is told by source and reason', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, ENGINEER)
  const numbers = async () => (await server.app.inject('/v1/quarantine/held')).json()
  expect(await numbers()).toEqual({
    inputs: 0,
    oldest_received_at: null,
    listed: [],
    not_listed: 0,
  })
  const source = 'urn:example:others'
  await send(
    server,
    cloudEvent(1, { time: 'x' }),
    cloudEvent(2, { time: 'x', type: 'NoSuchEvent', source }),
    cloudEvent(3, { time: 'x', source }),
  )
  expect(await numbers()).toMatchObject({ inputs: 3, not_listed: 0 })
  const ofSource = async (name: string) =>
    (await numbers()).listed
      .filter((row: { source: string }) => row.source === name)
      .map(({ code, inputs }: { code: string | null; inputs: number }) => [code, inputs])
  const others = await ofSource(source)
  expect(others).toContainEqual([null, 2])
  expect(others).toContainEqual(['TIME_UNREADABLE', 2])
  expect(others).toHaveLength(3)

  const [id = ''] = await held(server)
  await redrive(server, id, { repaired: GOOD, reason: WHY })
  expect(await numbers()).toMatchObject({ inputs: 2 })
  expect(await ofSource('urn:example:inspectorate')).toEqual([])
})

/** Fails where the result of an attempt would be noted. */
function killedAtTheEnd(quarantine: Quarantine): Quarantine {
  return new Proxy(quarantine, {
    get: (target, name) => {
      if (name === 'settle') return () => Promise.reject(new Error('the process was killed'))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

test('a refused row in the encoding of an office is read, repaired and taken as text', async () => {
  using folder = temporaryFolder()
  const mapping = registerMapping
  await using server = await intakeServer(folder.path, () => mapping)
  const path = join(folder.path, 'rows.csv')
  // id,day,备注 and 1,无,备 in GBK.
  writeFileSync(path, Buffer.from('69642c6461792cb1b8d7a20a312ccede2cb1b80a', 'hex'))
  expect(await importFile(path, mapping, server)).toMatchObject({ quarantined: 1 })
  const [{ quarantine_id: id }] = (await server.app.inject('/v1/quarantine')).json().items
  const whole = (await server.app.inject(`/v1/quarantine/${id}`)).json()
  expect(whole).toMatchObject({
    content_type: 'text/csv; charset=gb18030; columns=id,day,%E5%A4%87%E6%B3%A8',
    // It is text, so it is masked and not withheld.
    preview: '***',
  })
  const answer = await server.app.inject({
    method: 'POST',
    url: `/v1/quarantine/${id}/redrive`,
    payload: { reason: 'a day', repaired: '1,2026-01-02,备注' },
  })
  expect(answer.json()).toMatchObject({ events: [{ status: 'accepted' }] })
})
