import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { recordedEnvelope } from '@jianwei/events/catalogue.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { openLog, openSqliteLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { someEvent } from '#/support/log/events.ts'
import { appendsOf, provinceEvents } from '#/support/log/province-events.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'

const LAUNCHER = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))
const EVENTS = 1_500

let server: KurrentStandIn
beforeAll(async () => {
  server = await KurrentStandIn.start('@eventstore/db-client')
})
afterAll(() => server[Symbol.asyncDispose]())

test('a log is copied to a server in its order, through a kill, and proven equal', async () => {
  await using folder = await temporaryFolder('migrate')
  await using source = openSqliteLog(join(folder.path, 'log.db'), {
    clock: systemClock(),
    parse: recordedEnvelope,
  })
  await fill(source)
  const to = `esdb://127.0.0.1:${server.port}?tls=false`
  const args = [
    '--from',
    `sqlite:${join(folder.path, 'log.db')}`,
    '--to',
    to,
    '--data',
    folder.path,
  ]

  const before = server.log.size
  const killed = migration(args)
  while (server.log.size < before + EVENTS / 4) await sleep(5)
  killed.child.kill('SIGKILL')
  await killed.ended
  const finished = await migration(args).ended
  expect(finished).toMatchObject({ code: 0, err: '' })
  expect(finished.out).toContain('The logs are equal')
  const [read, written] = [...finished.out.matchAll(/(?:source|target) .* ([0-9a-f]{64})/g)].map(
    ([, hash]) => hash,
  )
  expect(written).toBe(read)

  const clock = systemClock()
  const { log: settings } = readConfig({ LOG_URL: to, JIANWEI_DATA: folder.path })
  await using target = await openLog(settings, { clock, parse: recordedEnvelope })
  expect(await order(target)).toEqual(await order(source))
  expect(await target.quarantine.get('q-1')).toEqual(await source.quarantine.get('q-1'))
})

test('a log that has events of its own is no target', async () => {
  await using folder = await temporaryFolder('migrate')
  const own = join(folder.path, 'own.db')
  await using target = openSqliteLog(own, { clock: systemClock() })
  await target.log.append(appendsOf([someEvent()]))
  const refused = await migration([
    '--from',
    `sqlite:${join(folder.path, 'log.db')}`,
    '--to',
    `sqlite:${own}`,
  ]).ended
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^the target holds events already/),
  })
  expect(refused.err).not.toContain('    at ')
})

async function fill({ log, quarantine }: LogStores): Promise<void> {
  const events = provinceEvents(EVENTS, { seed: 7 })
  await log.append(appendsOf(events))
  // An old version of a type stays what it was.
  const old = someEvent({
    type: 'RectificationChecked',
    schema_version: 1,
    data: { result: 'passed' },
    reported_at: null,
  })
  await log.append([
    { stream: streamOf('subject', old.subject_id), expected: 'any', events: [old] },
  ])
  await quarantine.keep([
    {
      quarantine_id: 'q-1',
      source: 'http',
      origin: { channel: 'http', line: null },
      content_type: 'application/cloudevents+json',
      bytes: Buffer.from([0, 255, 10]),
      reasons: [{ code: 'JSON_UNREADABLE', path: '', message: 'no JSON' }],
      received_at: '2026-01-01T00:00:00.000Z' as Instant,
    },
  ])
  const at = '2026-01-02T00:00:00.000Z' as Instant
  await quarantine.settle('q-1', { state: { state: 'redriven', at, event_ids: [] } })
}

async function order({ log }: LogStores): Promise<readonly unknown[]> {
  const found: unknown[] = []
  const { signal } = new AbortController()
  for await (const { events } of log.follow('start', {
    signal,
    batch_events_max: 1_000,
    until: 'head',
  })) {
    for (const { event_id, stream, revision, schema_version, reported_at } of events)
      found.push([event_id, stream, revision, schema_version, reported_at])
  }
  return found
}

function migration(args: readonly string[]) {
  const child = spawn('node', [LAUNCHER, 'migrate-log', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Of the server of the two; the log of the environment is neither.
    env: {
      ...process.env,
      LOG_URL_FILE: '/nowhere',
      LOG_USER: 'ops',
      LOG_PASSWORD: 'a/b@c:d',
    },
  })
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([out, err]) => ({
      code: child.exitCode,
      out,
      err,
    }),
  )
  return { child, ended }
}
