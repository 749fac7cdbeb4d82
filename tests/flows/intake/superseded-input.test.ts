import { expect, test } from 'vitest'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import {
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'
import { daysNamed, importDays, STRICT_DAYS } from '#/support/intake/refused-register.ts'

/* Refused input whose record comes in later ends by itself. */

const WRONG = { time: 'x' }

async function send({ app }: IntakeServer, ...events: readonly object[]) {
  const headers = { 'content-type': 'application/x-ndjson' }
  await app.inject({ method: 'POST', url: '/v1/events', payload: ndjson(events), headers })
}

/** The states of all entries, in the order in which they came. */
async function states({ app }: IntakeServer): Promise<readonly string[]> {
  const { items } = (await app.inject('/v1/quarantine?limit=200')).json()
  return items.map(({ state }: { state: string }) => state)
}

async function endings({ log }: IntakeServer): Promise<readonly string[]> {
  return (await eventsOf(log))
    .map(({ type }) => type)
    .filter((type) => type === 'InputSuperseded' || type === 'InputReopened')
}

test('an event that comes in later ends the refused one of its source and id, on record', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, undefined, LOCAL_ADMINISTRATOR)
  await send(server, cloudEvent(1, WRONG), cloudEvent(2, WRONG))
  await send(server, cloudEvent(1))
  expect(await states(server)).toEqual(['superseded', 'held'])
  const { items } = (await server.app.inject('/v1/quarantine?state=superseded')).json()
  const [taken] = (await eventsOf(server.log)).filter(({ type }) => type === 'ViolationFound')
  expect(items).toMatchObject([{ outcome: 'superseded', event_ids: [taken?.event_id] }])
  const [told] = (await eventsOf(server.log)).filter(({ type }) => type === 'InputSuperseded')
  expect(told?.data).toEqual({
    quarantine_id: items[0].quarantine_id,
    event_ids: [taken?.event_id],
  })
})

test('within one stream only what came before is ended', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await send(server, cloudEvent(1, WRONG), cloudEvent(1), cloudEvent(1, { time: 'y' }))
  expect(await states(server)).toEqual(['superseded', 'held'])
})

test('a stream that is sent again whole does not end what was refused after its record', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const stream = [cloudEvent(1), cloudEvent(1, WRONG)]
  await send(server, ...stream)
  expect(await states(server)).toEqual(['held'])
  await send(server, ...stream)
  expect(await states(server)).toEqual(['held'])
  // A sender who cuts it otherwise ends it with the first part, and opens it with the second.
  await send(server, cloudEvent(1))
  expect(await states(server)).toEqual(['superseded'])
  await send(server, cloudEvent(1, WRONG))
  expect(await states(server)).toEqual(['held'])
  expect(await endings(server)).toEqual(['InputSuperseded', 'InputReopened'])
})

test('another source, another id and an id that means two things end nothing', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await send(server, cloudEvent(1, WRONG))
  await send(server, cloudEvent(1, { source: 'urn:example:others' }), cloudEvent(2))
  // Refused because the id is another event's: that this one is sent again says nothing of it.
  await send(server, cloudEvent(2, { data: { case_number: 'another' } }))
  await send(server, cloudEvent(2))
  expect(await states(server)).toEqual(['held', 'held'])
  expect(await endings(server)).toEqual([])
})

test('rows of a corrected file end the refused rows of their records, and no others', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, daysNamed(STRICT_DAYS))
  await importDays(server, folder.path, 'first.csv', ['a,3/7/2024,', 'b,3/8/2024,', 'c,x,'])
  expect(await states(server)).toEqual(['held', 'held', 'held'])
  await importDays(server, folder.path, 'corrected.csv', ['b,2024-03-08,', 'a,2024-03-07,', 'c,y,'])
  expect(await states(server)).toEqual(['superseded', 'superseded', 'held', 'held'])
})

test('an older refusal that is driven again does not end a newer one of its record', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await send(server, cloudEvent(1, WRONG), cloudEvent(1, { time: 'y' }))
  const { items } = (await server.app.inject('/v1/quarantine')).json()
  const repair = async (at: number) => {
    const url = `/v1/quarantine/${items[at].quarantine_id}/redrive`
    const payload = { repaired: JSON.stringify(cloudEvent(1)), reason: 'r' }
    return server.app.inject({ method: 'POST', url, payload })
  }
  await repair(0)
  expect(await states(server)).toEqual(['redriven', 'held'])
  await send(server, cloudEvent(3, WRONG), cloudEvent(3, { time: 'y' }))
  await repair(1)
  expect(await states(server)).toEqual(['redriven', 'redriven', 'held', 'held'])
})
