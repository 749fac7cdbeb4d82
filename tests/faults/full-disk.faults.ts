import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { eventually } from '#/support/hang.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { SmallDisk, whyNoSmallDisk } from '#/support/faults/small-disk.ts'
import { allEvents } from '#/support/faults/settling.ts'
import { someEvents, someStream } from '#/support/log/events.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'

const DISK_MEGABYTES = 8
const EVENTS_IN_ONE_CALL = 200
const CALLS_MAX = 1_000
const ROUNDS = 3
const PROGRAM_MEGABYTES = 60
/** Eight pauses that double from a quarter of a second make 64 seconds. */
const FULL_SECONDS = 75

const noDisk = await whyNoSmallDisk()
if (noDisk !== '') console.warn(`SKIPPED: the full disk (${noDisk})`)

test.skipIf(noDisk !== '')(
  'a log whose disk is full refuses whole calls, keeps everything acknowledged, and goes on ' +
    'when there is room',
  async () => {
    await using disk = await SmallDisk.mount(DISK_MEGABYTES)
    const path = join(disk.path, 'log.db')
    const acknowledged: NewEvent[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      using database = SqliteDatabase.open(path)
      await using log = new SqliteEventLog(database, { clock: systemClock(), parse: parseRecorded })
      if (round === 0) acknowledged.push(...(await appended(log, someEvents(EVENTS_IN_ONE_CALL))))
      await disk.fill()
      const refused = await appendUntilRefused(log, acknowledged)
      expect(refused.error).toBeInstanceOf(LogUnavailable)
      // Other processes read on while nothing can be written, and see no part of the call.
      expect((await allEvents(log)).map(({ event_id }) => event_id)).toEqual(
        acknowledged.map(({ event_id }) => event_id),
      )
      await disk.free()
      acknowledged.push(...(await appended(log, refused.events)))
    }
    using database = SqliteDatabase.open(path)
    await using log = new SqliteEventLog(database, { clock: systemClock(), parse: parseRecorded })
    const events = await allEvents(log)
    expect(events.map(({ event_id }) => event_id)).toEqual(
      acknowledged.map(({ event_id }) => event_id),
    )
    expect(events.every(({ position }, index) => position === index + 1)).toBe(true)
  },
)

test.skipIf(noDisk !== '')(
  'a full disk, longer than any loop used to try, ends nothing: health says so, and ' +
    'everything goes on when there is room',
  async () => {
    await using disk = await SmallDisk.mount(PROGRAM_MEGABYTES)
    await using program = new StartedProgram({
      JIANWEI_DATA: join(disk.path, 'data'),
      EXAMPLE_DATA: 'none',
    })
    const origin = await program.origin()
    await until(async () => (await readiness(origin)).status === 'ready')
    expect(await sent(origin)).toBe(200)
    await followed(origin, program)
    expect(program.output).not.toContain('"level":"error"')
    await disk.fill()
    await until(async () => (await sent(origin)) === 503)
    const full = await readiness(origin)
    expect(full).toMatchObject({ status: 'impaired', log_takes_events: false })
    // The promise is about a minute, so a minute passes; nothing is decided by how fast the machine
    // is.
    for (let passed = 0; passed < FULL_SECONDS; passed += 1) {
      await disk.fill()
      await sent(origin)
      await sleep(1_000)
    }
    expect((await readiness(origin)).status).toBe('impaired')
    await disk.free()
    await until(async () => (await sent(origin)) === 200)
    await followed(origin, program)
    expect(await program.end('SIGTERM')).toBe(0)
  },
)

test.skipIf(noDisk !== '')(
  'a service that starts on a full disk waits for room instead of ending, stops when asked, ' +
    'and goes on when there is room',
  async () => {
    await using disk = await SmallDisk.mount(DISK_MEGABYTES)
    const env = { JIANWEI_DATA: disk.path, LOG_URL: `sqlite:${join(disk.path, 'log.db')}` }
    await using first = new ServiceProcess('intake', env)
    await first.origin()
    // The last to close the log takes its write-ahead log away, so the next needs room to open it.
    expect(await first.end('SIGTERM')).toBe(0)
    await disk.fill()
    const waits = async (service: ServiceProcess): Promise<void> => {
      const line = await service.until(() =>
        service.lines.find(({ message }) => message === 'not reachable yet'),
      )
      expect(line['err']).toMatchObject({ message: expect.stringContaining('the disk is full') })
    }
    await using asked = new ServiceProcess('intake', env)
    await waits(asked)
    expect(await asked.end('SIGTERM')).toBe(0)
    await using second = new ServiceProcess('intake', env)
    await waits(second)
    await disk.free()
    expect(await sent(await second.origin())).toBe(200)
    expect(await second.end('SIGTERM')).toBe(0)
  },
)

interface Readiness {
  readonly status: string
  readonly log_takes_events: boolean
  readonly consumers: readonly { readonly lag_events: number }[]
}

async function readiness(origin: string): Promise<Readiness> {
  const answer = await fetch(`${origin}/health/ready`)
  // The route's own description.
  return (await answer.json()) as Readiness
}

/** Whoever reads the log has come to its end, and nothing is wrong. */
async function followed(origin: string, program: StartedProgram): Promise<void> {
  let health: Readiness | undefined
  await eventually(
    async () => {
      health = await readiness(origin)
      const isAtTheEnd = health.consumers.every(({ lag_events }) => lag_events === 0)
      return health.status === 'ready' && isAtTheEnd ? true : undefined
    },
    () => `health says ${JSON.stringify(health)} after\n${program.output}`,
  )
}

/** Another event each time: one that was taken before would be a duplicate, which needs no room. */
async function sent(origin: string): Promise<number> {
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    source: 'urn:example:full-disk',
    type: 'ComplaintReceived',
    subject: 'test:a',
    time: '2026-03-01T09:30:00+08:00',
    data: { complaint_number: '1', content: 'x'.repeat(2_000) },
  }
  const headers = { 'content-type': 'application/cloudevents+json' }
  const answer = await fetchAsAdministrator(`${origin}/v1/events`, {
    method: 'POST',
    headers,
    body: JSON.stringify(event),
  })
  await answer.arrayBuffer()
  return answer.status
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  await eventually(
    async () => ((await holds()) ? true : undefined),
    () => `it does not come true: ${holds.toString()}`,
  )
}

interface RefusedCall {
  readonly error: unknown
  readonly events: readonly NewEvent[]
}

/** Space that the files have already is used up first. */
async function appendUntilRefused(
  log: SqliteEventLog,
  acknowledged: NewEvent[],
): Promise<RefusedCall> {
  for (let call = 0; call < CALLS_MAX; call += 1) {
    const events = someEvents(EVENTS_IN_ONE_CALL)
    try {
      acknowledged.push(...(await appended(log, events)))
    } catch (error) {
      return { error, events }
    }
  }
  throw new Error('the disk is never full')
}

async function appended(
  log: SqliteEventLog,
  events: readonly NewEvent[],
): Promise<readonly NewEvent[]> {
  await log.append([{ stream: someStream(), expected: 'absent', events }])
  return events
}
