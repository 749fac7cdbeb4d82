import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { SAME_REFUSALS_IN_FULL } from '@jianwei/services/intake/http/refused-lines.ts'
import { STREAM_LIMITS } from '@jianwei/services/intake/http/stream-limits.ts'
import { reportRefusalCounts } from '@jianwei/services/intake/refusal-counts.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { authenticateRequests } from '@jianwei/services/http/authentication.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { intakeRoutes } from '@jianwei/services/intake/routes.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import { eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'
import { filesOver } from '#/support/intake/file-routes.ts'

const KEPT = 5
const NDJSON = 'application/x-ndjson'

type Line = Readonly<Record<string, unknown>> & {
  readonly lines?: { readonly first: number; readonly last: number; readonly count: number }
  readonly summary?: Readonly<Record<string, unknown>>
  readonly problem?: Readonly<Record<string, unknown>>
}

async function serverIn(folder: string, source_inputs_max: number) {
  const opened = openIntake({ log_path: join(folder, 'log.db') }, { quota: { source_inputs_max } })
  const app = fastify()
  authenticateRequests(app, async () => LOCAL_ADMINISTRATOR)
  const redrive = createRedrive({ ...opened, mappingNamed: () => undefined })
  await app.register(intakeRoutes, {
    ...opened,
    redrive,
    files: filesOver(opened, folder).routes,
    mappingNamed: () => undefined,
    audit: { reading: async () => {} },
    logger: { debug: () => {}, error: () => {} },
  })
  return {
    ...opened,
    async send(
      payload: string | Buffer,
      type: string,
      headers: Readonly<Record<string, string>> = {},
    ) {
      return app.inject({
        method: 'POST',
        url: '/v1/events',
        payload,
        headers: { 'content-type': type, ...headers },
      })
    },
    async stream(
      payload: string | Buffer,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<readonly Line[]> {
      const answer = await this.send(payload, NDJSON, headers)
      return answer.body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line)
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await opened[Symbol.asyncDispose]()
    },
  }
}

const bad = (n: number): object => cloudEvent(n, { data: { colour: n } })
const GZIP = { 'content-encoding': 'gzip' }

test('beyond the quota refused input is counted: the sender is told, the log knows how many, and nothing is counted twice', async () => {
  using folder = temporaryFolder()
  const sent = 40
  {
    await using server = await serverIn(folder.path, KEPT)
    const lines = await server.stream(ndjson(Array.from({ length: sent }, (_, n) => bad(n))))
    expect(lines.slice(0, -1).map(({ status }) => status)).toEqual(
      Array.from({ length: sent }, (_, n) => (n < KEPT ? 'quarantined' : 'counted')),
    )
    expect(lines.at(-1)?.summary).toMatchObject({
      accepted: 0,
      quarantined: KEPT,
      counted: sent - KEPT,
      complete: true,
    })
    const one = await server.send(JSON.stringify(bad(99)), 'application/cloudevents+json')
    expect([one.statusCode, one.json().code, one.json().quarantine_id]).toEqual([
      422,
      'INPUT_COUNTED',
      undefined,
    ])
    // Killed here: the log was not told.
  }
  await using server = await serverIn(folder.path, KEPT)
  await reportRefusalCounts(server)
  await reportRefusalCounts(server)
  const told = (await eventsOf(server.log)).filter(({ type }) => type === 'RefusedInputCounted')
  expect(told.map(({ data }) => data)).toEqual([
    {
      channel: 'http',
      of_source: 'urn:example:inspectorate',
      day: server.now().slice(0, 10),
      code: 'FIELD_UNKNOWN',
      count: sent - KEPT + 1,
      counted_to: sent - KEPT + 1,
    },
  ])
})

test('a stop between telling the log and noting it tells nothing twice', async () => {
  using folder = temporaryFolder()
  await using server = await serverIn(folder.path, KEPT)
  await server.stream(ndjson(Array.from({ length: 10 }, (_, n) => bad(n))))
  const forgetful = {
    ...server,
    quarantine: {
      ...server.quarantine,
      unreported: () => server.quarantine.unreported(),
      markReported: async () => {},
    },
  }
  await reportRefusalCounts(forgetful)
  await server.stream(ndjson(Array.from({ length: 10 }, (_, n) => bad(10 + n))))
  await reportRefusalCounts(forgetful)
  await reportRefusalCounts(server)
  await reportRefusalCounts(server)
  const told = (await eventsOf(server.log)).filter(({ type }) => type === 'RefusedInputCounted')
  expect(told.map(({ data }) => data['count'])).toEqual([5, 10])
})

test('an answer that only repeats itself is summarised, in order, and every line is in it', async () => {
  using folder = temporaryFolder()
  await using server = await serverIn(folder.path, 1_000_000)
  const total = SAME_REFUSALS_IN_FULL + 500
  const events = Array.from({ length: total }, (_, n) =>
    n === total - 100 ? cloudEvent(n) : bad(n),
  )
  const lines = (await server.stream(ndjson(events))).slice(0, -1)
  expect(lines).toHaveLength(SAME_REFUSALS_IN_FULL + 3)
  expect(lines.slice(-3)).toMatchObject([
    {
      lines: { first: SAME_REFUSALS_IN_FULL + 1, last: total - 100, count: 400 },
      status: 'quarantined',
    },
    { line: total - 99, status: 'accepted' },
    { lines: { first: total - 98, last: total, count: 99 }, reasons: [{ code: 'FIELD_UNKNOWN' }] },
  ])
})

test('a batch of nothings is answered in few bytes for each, with the position of the first that was refused so', async () => {
  using folder = temporaryFolder()
  await using server = await serverIn(folder.path, 1_000_000)
  const events = 2_000
  const body = `[${Array.from({ length: events }, () => '[]').join()}]`
  const answer = await server.send(body, 'application/cloudevents-batch+json')
  const results = answer.json() as Line[]
  expect(results).toHaveLength(events)
  expect(results[SAME_REFUSALS_IN_FULL - 1]).toHaveProperty('reasons')
  expect(results.slice(SAME_REFUSALS_IN_FULL).every((result) => result['same_as'] === 0)).toBe(true)
  expect(answer.body.length).toBeLessThan(120 * events)
})

test.each([
  ['blank lines in gzip', gzipSync('\n'.repeat(4_000_000)), GZIP, 'STREAM_BLANK'],
  ['lines of one letter in gzip', gzipSync('x\n'.repeat(2_000_000)), GZIP, 'STREAM_REFUSED'],
  [
    'long lines of one letter in gzip',
    gzipSync(`${'x'.repeat(100_000)}\n`.repeat(50)),
    GZIP,
    'STREAM_EXPANDS',
  ],
  ['blank lines', '\n'.repeat(STREAM_LIMITS.blank_lines_max + 5_000), {}, 'STREAM_BLANK'],
  [
    'lines of one letter',
    'x\n'.repeat(STREAM_LIMITS.refused_lines_max + 5_000),
    {},
    'STREAM_REFUSED',
  ],
])('%s are given up, with a short answer that says so', async (_what, payload, headers, code) => {
  using folder = temporaryFolder()
  await using server = await serverIn(folder.path, KEPT)
  const lines = await server.stream(payload, headers)
  expect(lines.length).toBeLessThan(SAME_REFUSALS_IN_FULL + 5)
  expect(lines.at(-1)).toMatchObject({
    summary: { accepted: 0, complete: false },
    problem: { code },
  })
})
