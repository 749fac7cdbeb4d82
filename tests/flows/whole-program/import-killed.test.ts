import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventsIn } from '@jianwei/services/composition/events-in-log.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { countsBy, eventsOf } from '#/support/intake/intake-server.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'

const MAPPING = `mapping: shops
description: Complaints, a row each.
source: urn:example:shops
input: { format: csv, columns: [id, day] }
time_zone: Asia/Shanghai
events:
  - type: ComplaintReceived
    id: '{id}'
    subject: 'shop:{id}'
    occurred_at: { column: day, as: instant }
    reported_at: unknown
    data: { complaint_number: '{id}' }
`
const ROWS = 20_000
const REFUSED_EVERY = 1_000
const FILE = `id,day\n${Array.from({ length: ROWS }, (_, at) => rowOf(at)).join('')}`

/** Some rows are refused, all over the file. */
function rowOf(at: number): string {
  return `${at},${at % REFUSED_EVERY === 0 ? 'yesterday' : '2026-03-01'}\n`
}

test('kill -9 again and again during an import loses nothing and doubles nothing', async () => {
  await using folder = await temporaryFolder('import-killed')
  const env = { JIANWEI_DATA: folder.path, EXAMPLE_DATA: 'none' }
  const taken = ROWS - ROWS / REFUSED_EVERY
  let importId: string
  {
    await using program = new StartedProgram(env)
    importId = await orderedAt(await program.origin())
    await killedBeyond(program, folder.path, 1_000)
  }
  {
    await using program = new StartedProgram(env)
    await program.origin()
    await killedBeyond(program, folder.path, 8_000)
  }
  await using program = new StartedProgram(env)
  const done = await endedAt(await program.origin(), importId)
  expect(done).toMatchObject({ state: 'completed', code: null })
  await program.end('SIGTERM')
  await using stores = openIntake({ log_path: join(folder.path, 'log.db') })
  const events = await eventsOf(stores.log)
  expect(countsBy(events, ({ type }) => type)).toMatchObject({
    ComplaintReceived: taken,
    ImportOrdered: 1,
    ImportCompleted: 1,
    ImportOrderEnded: 1,
  })
  const ids = events.flatMap(({ type, source_event_id }) =>
    type === 'ComplaintReceived' ? [source_event_id] : [],
  )
  expect(new Set(ids).size).toBe(taken)
  const refused = await stores.quarantine.list({ state: 'held', limit: ROWS / REFUSED_EVERY + 1 })
  expect(refused.entries).toHaveLength(ROWS / REFUSED_EVERY)
})

/** Publishes the mapping, sends the file in, and gives the id of its import. */
async function orderedAt(origin: string): Promise<string> {
  const published = await fetchAsAdministrator(`${origin}/v1/mappings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: MAPPING, reason: 'a new register' }),
  })
  expect(published.status).toBe(201)
  const url = `${origin}/v1/imports?mapping=shops&file_name=shops.csv`
  const headers = { 'content-type': 'text/csv' }
  const ordered = await fetchAsAdministrator(url, { method: 'POST', headers, body: FILE })
  expect(ordered.status).toBe(202)
  const { import_id } = (await ordered.json()) as { import_id: string }
  return import_id
}

/** Kills the program when its log holds more than so many events, before the import has ended. */
async function killedBeyond(
  program: StartedProgram,
  folder: string,
  events: number,
): Promise<void> {
  await using stores = openIntake({ log_path: join(folder, 'log.db') })
  while ((await eventsIn(stores.log)) <= events) await sleep(1)
  await program.end('SIGKILL')
  const types = countsBy(await eventsOf(stores.log), ({ type }) => type)
  expect(types).not.toHaveProperty('ImportCompleted')
  expect(types).not.toHaveProperty('ImportOrderEnded')
}

async function endedAt(origin: string, importId: string): Promise<Record<string, unknown>> {
  for (;;) {
    const answer = await fetchAsAdministrator(`${origin}/v1/imports/${importId}`)
    const said = (await answer.json()) as Record<string, unknown>
    if (said['ended_at'] !== null) return said
    await sleep(50)
  }
}
