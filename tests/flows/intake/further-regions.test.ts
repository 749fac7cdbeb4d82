import { expect, test } from 'vitest'
import { RegionBook } from '@jianwei/services/regions/region-book.ts'
import { readRegionFile } from '@jianwei/services/regions/region-file.ts'
import { stateRegions, withdrawRegion } from '@jianwei/services/regions/region-steps.ts'
import { RegionCodeSchema } from '@jianwei/events/identifiers/region-code.ts'
import { EARLIEST, instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import {
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'

/* Facts in regions beside GB/T 2260: refused until the log knows the code, then taken. */

const FILE = `code,name,kind,parent,valid_from,valid_to,successors,notice
370199,济南示例开发区,development_zone,370100,2018-01-01,,,
`
const BY = { actor: 'office-01', reason: '新设', notice: '某市通知〔2018〕1号' }

const event = (id: string, region: string) => ({
  specversion: '1.0',
  id,
  source: 'urn:example:zone',
  type: 'ComplaintReceived',
  subject: 'shop:1',
  time: '2026-03-01T09:30:00+08:00',
  region,
  data: { complaint_number: id },
})

interface Answer {
  readonly status?: string
  readonly quarantine_id?: string
  readonly reasons?: readonly { readonly code: string; readonly message: string }[]
}

async function sent({ app }: IntakeServer, id: string, region: string): Promise<Answer> {
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/events',
    headers: { 'content-type': 'application/cloudevents+json' },
    payload: JSON.stringify(event(id, region)),
  })
  const body = answer.json()
  return body.results?.[0] ?? body
}

async function add(server: IntakeServer, file = FILE) {
  return stateRegions(server.log, { regions: readRegionFile(file, BY), now: server.now() })
}

test('development zones and new areas that come with the program are taken', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  expect((await sent(server, '1', '370171')).status).toBe('accepted')
  expect((await sent(server, '2', '133100000000')).status).toBe('accepted')
})

test('an unknown code is refused with how to add it; added, what was refused is taken', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const refused = await sent(server, '1', '370199001')
  expect(refused.reasons?.[0]).toMatchObject({
    code: 'REGION_UNKNOWN',
    path: 'region',
    message: expect.stringContaining('jianwei region add'),
  })
  expect(await add(server)).toEqual({ changed: ['370199'], same: [] })
  expect(await add(server)).toEqual({ changed: [], same: ['370199'] })
  const redriven = await server.app.inject({
    method: 'POST',
    url: `/v1/quarantine/${refused.quarantine_id}/redrive`,
    payload: { reason: '区划已登记' },
  })
  expect(redriven.json()).toMatchObject({ events: [{ status: 'accepted' }] })
  expect((await sent(server, '2', '370199')).status).toBe('accepted')
})

test('another process on the same log knows an added code at once', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  expect((await sent(server, '1', '370199')).reasons?.[0]?.code).toBe('REGION_UNKNOWN')
  {
    await using other = await intakeServer(folder.path)
    await add(other)
  }
  expect((await sent(server, '2', '370199')).status).toBe('accepted')
})

test('a code that was taken back is refused, and the facts of before stay', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await add(server)
  expect((await sent(server, '1', '370199')).status).toBe('accepted')
  const code = RegionCodeSchema.parse('370199')
  await withdrawRegion(server.log, { code, ...BY, now: server.now() })
  expect((await sent(server, '2', '370199')).reasons?.[0]?.code).toBe('REGION_UNKNOWN')
  const facts = (await eventsOf(server.log)).filter(({ type }) => type === 'ComplaintReceived')
  expect(facts.map(({ region }) => region)).toEqual(['370199'])
})

test('what was known when can be asked', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await add(server)
  const book = new RegionBook(server.log)
  const [one] = (await book.statements()).values()
  const at = msOfInstant(one?.recorded_at ?? EARLIEST)
  expect([...(await book.statements(instantFromMs(at))).keys()]).toEqual(['370199'])
  expect([...(await book.statements(instantFromMs(at - 1))).keys()]).toEqual([])
})

test('all that is wrong with a file is said by its line, and nothing of it is written', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const wrong = `code,name,kind,parent,valid_from
370199,济南示例开发区,development_zone,370200,
370198,,development_zone,370100,2018-02-30
370197,三号开发区,village
370196,四号开发区,development_zone,370100,2018-01-01
`
  await expect(add(server, wrong)).rejects.toMatchObject({
    code: 'REGIONS_REFUSED',
    problems: [
      { message: expect.stringMatching(/^line 2: parent: .*370100/) },
      { message: expect.stringMatching(/^line 3: name/) },
      { message: expect.stringMatching(/^line 3: valid_from/) },
      { code: 'ROW_UNREADABLE' },
    ],
  })
  expect((await new RegionBook(server.log).statements()).size).toBe(0)
})
