import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { catalogue, latestVersion } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import {
  departmentClient,
  NoAnswer,
  RequestRefused,
  type ComplaintReceived,
  type DepartmentClient,
  type DepartmentEvent,
  type FactCorrected,
} from '../../../clients/node/dist/client.js'
import { readGolden } from '#/support/golden-files.ts'
import { signInBench, type SignInBench } from '#/support/sign-in/sign-in-bench.ts'

const SOURCE = 'urn:example:market-bureau'

let bench: SignInBench
let url: string
let client: DepartmentClient
beforeEach(async () => {
  bench = await signInBench()
  url = await bench.app.listen({ port: 0 })
  client = departmentClient({ url, key: await issuedKey() })
})
afterEach(() => bench[Symbol.asyncDispose]())

async function issuedKey(): Promise<string> {
  const reason = 'contract of March'
  await bench.administer('POST', '/v1/accounts', { account: 'feed', kind: 'service', reason })
  const sends = {
    sources: [SOURCE],
    event_types: ['ComplaintReceived', 'PenaltyDecided'],
    regions: ['350100'],
  }
  const answer = await bench.administer('POST', '/v1/accounts/feed/keys', { reason, sends })
  return answer.json<{ key: string }>().key
}

function complaint(id: string): ComplaintReceived {
  return {
    specversion: '1.0',
    id,
    source: SOURCE,
    type: 'ComplaintReceived',
    schemaversion: 2,
    subject: '91350100M000100Y43',
    time: '2026-03-01T09:30:00+08:00',
    region: '350102',
    data: { complaint_number: id },
  }
}

describe('the client of departments', () => {
  test('sends one event, once however often it is sent', async () => {
    const { status, event_id, position } = await client.send(complaint('2026-0001'))
    expect(status).toBe('accepted')
    expect(await client.send(complaint('2026-0001'))).toEqual({
      status: 'duplicate',
      event_id,
      position,
    })
  })

  test('sends a batch, of which each event has its own end', async () => {
    const elsewhere: ComplaintReceived = { ...complaint('2026-0003'), region: '330100' }
    const results = await client.sendBatch([complaint('2026-0002'), elsewhere])
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'quarantined'])
  })

  test('corrects and takes back what it sent', async () => {
    await client.send(complaint('2026-0001'))
    const correction: FactCorrected = {
      ...complaint('2026-0001-c1'),
      type: 'FactCorrected',
      schemaversion: 1,
      data: {
        fact: { source: SOURCE, id: '2026-0001' },
        reason: 'the number was wrong',
        replacement: {
          type: 'ComplaintReceived',
          schema_version: 2,
          occurred_at: '2026-03-01T09:30:00+08:00',
          region: '350102',
          department: null,
          data: { complaint_number: '2026-0007' },
        },
      },
    }
    const taken = await client.send(correction)
    expect(taken.status).toBe('accepted')
    expect(taken.notice).toBeUndefined()
    const retraction = await client.send({
      ...complaint('2026-0001-r1'),
      type: 'FactRetracted',
      schemaversion: 1,
      data: { fact: { source: SOURCE, id: '2026-0001' }, reason: 'it was sent by mistake' },
    })
    expect(retraction.status).toBe('accepted')
  })

  test('says what is wrong with an event, by field, and where it is kept', async () => {
    const refused = await client
      .send({ ...complaint('2026-0001'), region: '330100' })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(RequestRefused)
    expect(refused).toMatchObject({
      code: 'INPUT_QUARANTINED',
      status: 422,
      problem: { reasons: [{ code: 'SENDER_NOT_ALLOWED', path: 'region' }] },
    })
    expect(String(refused)).toContain('region: ')
  })

  test('says that a key is none', async () => {
    const stranger = departmentClient({ url, key: 'jwk_000000000000_none' })
    await expect(stranger.send(complaint('1'))).rejects.toMatchObject({
      code: 'CREDENTIALS_INVALID',
      status: 401,
    })
  })

  test('says whose its key is', async () => {
    expect(await client.whoAmI()).toMatchObject({ actor: 'feed', kind: 'service' })
  })

  test('does not take silence for a refusal', async () => {
    await bench.app.close()
    await expect(client.send(complaint('1'))).rejects.toBeInstanceOf(NoAnswer)
  })
})

test('it can send every fact of the catalogue, and what corrects one', async () => {
  const all = departmentClient({ url, key: bench.signIn.local_token?.text ?? '' })
  const sendable = catalogue.filter(
    ({ type, schema_version, role }: EventDefinition) =>
      role !== 'record' && schema_version === latestVersion(type),
  )
  // The examples are in the outside form of events; what they are is said by no type.
  const examples = sendable.map(
    (definition) => readGolden(definition) as unknown as DepartmentEvent,
  )
  expect(examples.length).toBeGreaterThan(30)
  bench.clock.set('2027-01-01T00:00:00.000Z')
  const results = await all.sendBatch(examples)
  const reasons = results.flatMap((result) => ('reasons' in result ? result.reasons : []))
  // Examples are of any number, and some numbers of items are filler.
  expect(reasons.filter(({ code }) => code !== 'IDENTIFIER_PLACEHOLDER')).toEqual([])
  expect(results.filter(({ status }) => status === 'accepted').length).toBeGreaterThan(30)
})

test('what no department sends does not compile', () => {
  const unknown: DepartmentEvent = {
    ...complaint('1'),
    // @ts-expect-error no event has this name
    type: 'ComplaintRecieved',
  }
  const misspelt: DepartmentEvent = {
    ...complaint('1'),
    // @ts-expect-error a complaint has no such field
    data: { complaint_nummer: '1' },
  }
  // @ts-expect-error whom it is about is not said
  const nobody: DepartmentEvent = { ...complaint('1'), subject: undefined }
  expect([unknown, misspelt, nobody]).toHaveLength(3)
})
