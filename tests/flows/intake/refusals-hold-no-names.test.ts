import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { cloudEvent } from '#/support/intake/cloud-events.ts'
import { intakeServer, temporaryFolder } from '#/support/intake/intake-server.ts'

const NAME = '张三'
const PINYIN = 'zhangsanfeng'
const NUMBER = '11010519491231002X'

/** Refused in every way in which a name or a number can stand where a field or a source should. */
const BODIES: readonly object[] = [
  cloudEvent(1, { data: { [NAME]: 1 } }),
  cloudEvent(2, { data: { [PINYIN]: 1, [NAME]: 2 } }),
  cloudEvent(3, { data: { [NAME]: { [PINYIN]: 2 ** 60 } } }),
  cloudEvent(4, { data: { [NAME]: '\ud800' } }),
  cloudEvent(5, {
    data: Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${NAME}${n}`, n])),
  }),
  cloudEvent(6, { type: NAME }),
  cloudEvent(7, {
    type: 'FactCorrected',
    data: { replacement: { data: { [NAME]: 1 } }, [PINYIN]: 1 },
  }),
  cloudEvent(8, { source: `urn:person:${NUMBER}`, data: { [NAME]: 1 } }),
]

test('the log holds no name of a field that nobody knows, and no source that is a number of a person', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const kept: string[] = []
  for (const payload of BODIES) {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/v1/events',
      payload: JSON.stringify(payload),
      headers: { 'content-type': 'application/cloudevents+json' },
    })
    expect(answer.statusCode).toBe(422)
    kept.push(answer.json().quarantine_id)
  }
  const header = await server.app.inject({
    method: 'POST',
    url: '/v1/events',
    payload: '{}',
    headers: { 'content-type': 'application/json', [`ce-${PINYIN}`]: '%ff' },
  })
  expect(header.statusCode).toBe(422)
  for (const id of kept) {
    const answer = await server.app.inject({
      method: 'POST',
      url: `/v1/quarantine/${id}/redrive`,
      payload: {},
    })
    expect(answer.json().code).toBe('INPUT_QUARANTINED')
  }
  // The sender and whoever may see the bytes read the names.
  const [first] = (await server.app.inject('/v1/quarantine')).json().items
  expect(first.reasons).toEqual([
    { code: 'FIELD_UNKNOWN', path: `data["${NAME}"]`, message: 'there is no such field' },
  ])
  const events = eventRows(folder.path)
  expect(events.filter((row) => row.includes('InputQuarantined'))).toHaveLength(BODIES.length + 1)
  expect(events.filter((row) => row.includes('InputRedriven'))).toHaveLength(BODIES.length)
  for (const secret of [NAME, PINYIN, NUMBER, JSON.stringify(NAME).slice(1, -1)]) {
    expect(events.filter((row) => row.includes(secret))).toEqual([])
  }
  expect(events.join('\n')).toContain('names_hash')
})

/** Rightly named fields of a fact that is refused for something else. */
const PLANTED: Readonly<Record<string, unknown>> = {
  complainant_name: NAME,
  complainant_phone: '13987654321',
  complainant_address: '丙丁小区88号',
  content: `${NAME}，${NUMBER}，6222021234567890128`,
}

test('what a refusal answers and what the process logs hold nothing that was sent', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const fact = { type: 'ComplaintReceived', data: PLANTED }
  const refused = [
    cloudEvent(1, { ...fact, time: 'x' }),
    cloudEvent(2, { ...fact, subject: NUMBER }),
    cloudEvent(3, { ...fact, id: NUMBER, time: '3026-01-01T00:00:00Z' }),
    cloudEvent(4, { ...fact, data: { ...PLANTED, complainant_phone: '1'.repeat(200) } }),
    cloudEvent(5, { ...fact, data: { ...PLANTED, is_repeated: NUMBER } }),
    cloudEvent(6, { ...fact, region: NUMBER }),
    cloudEvent(7, { ...fact, type: 'NoSuchThing' }),
    cloudEvent(8, { ...fact, source: `urn:person:${NUMBER}` }),
  ].map((event) => JSON.stringify(event))
  const said: string[] = []
  for (const payload of [...refused, `${refused[0]}}`, refused[0]?.slice(0, -20)]) {
    const headers = { 'content-type': 'application/cloudevents+json' }
    const request = { method: 'POST', url: '/v1/events', headers } as const
    const answer = await server.app.inject({ ...request, payload: payload ?? '' })
    expect(answer.statusCode).toBe(422)
    const lines = { ...request, headers: { 'content-type': 'application/x-ndjson' } }
    said.push(answer.body, JSON.stringify(answer.headers))
    said.push((await server.app.inject({ ...lines, payload: `${payload}\n` })).body)
  }
  const kept = [...said, JSON.stringify(server.logged), ...eventRows(folder.path)].join('\n')
  for (const secret of [NAME, NUMBER, '13987654321', '丙丁小区', '6222021234567890128', '1111111'])
    expect(kept).not.toContain(secret)
  expect(said.every((body) => body !== '')).toBe(true)
})

/** Refused input and its repairs, with the reasons: bytes and names that may be erased. */
const OF_QUARANTINE: readonly string[] = ['quarantine', 'quarantine_groups', 'redrivings']

/** Every row of every table but the quarantine's, as text. */
function eventRows(folder: string): readonly string[] {
  using database = new DatabaseSync(join(folder, 'log.db'), { readOnly: true })
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
  return tables
    .map(({ name }) => String(name))
    .filter((name) => !OF_QUARANTINE.includes(name) && !name.startsWith('sqlite_'))
    .flatMap((name) => database.prepare(`SELECT * FROM "${name}"`).all())
    .map((row) =>
      Object.values(row)
        .map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString() : String(value),
        )
        .join('\n'),
    )
}
