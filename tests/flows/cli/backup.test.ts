import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { backUpLogFile } from '@jianwei/services/composition/backup/log-backup.ts'
import { openLog, openSqliteLog } from '@jianwei/services/composition/open-log.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { someEvent } from '#/support/log/events.ts'
import { appendsOf, provinceEvents } from '#/support/log/province-events.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

const LAUNCHER = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))

let server: KurrentStandIn
beforeAll(async () => {
  server = await KurrentStandIn.start('@eventstore/db-client')
})
afterAll(() => server[Symbol.asyncDispose]())

test('a log that is written meanwhile is copied as it is at one moment, and is whole', async () => {
  await using folder = await temporaryFolder('backup')
  const path = join(folder.path, 'log.db')
  const clock = systemClock()
  await using source = openSqliteLog(path, { clock })
  const events = oncePerId(provinceEvents(3_000, { seed: 11 }))
  const appends = events.map((event) => () => source.log.append(appendsOf([event])))
  const writing = (async () => {
    for (const append of appends) await append()
  })()
  const copies: number[] = []
  for (let run = 0; run < 5; run += 1) {
    const { file } = await backUpLogFile(path, folder.path, { clock: secondsFrom(run), keep: 9 })
    await using copy = openSqliteLog(join(folder.path, file), { clock })
    copies.push(await copy.log.head())
  }
  await writing
  expect(copies).toEqual(copies.toSorted((one, other) => one - other))
  expect(await source.log.head()).toBe(events.length)
})

test('the newest copies stay, and one that was not finished is none', async () => {
  await using folder = await temporaryFolder('backup')
  const path = join(folder.path, 'log.db')
  {
    await using log = openSqliteLog(path, { clock: systemClock() })
    await log.log.append(appendsOf([someEvent()]))
  }
  const to = join(folder.path, 'copies')
  await mkdir(to)
  await writeFile(join(to, 'log.db.next'), 'half')
  for (let run = 0; run < 4; run += 1)
    await backUpLogFile(path, to, { clock: secondsFrom(run), keep: 2 })
  expect(await readdir(to)).toEqual(['log-20260101T000002Z.db', 'log-20260101T000003Z.db'])
})

test('of a log that is not there, or is none, nothing is kept', async () => {
  await using folder = await temporaryFolder('backup')
  const keeping = { clock: secondsFrom(0), keep: 2 }
  const absent = join(folder.path, 'absent.db')
  await expect(backUpLogFile(absent, folder.path, keeping)).rejects.toThrow('nothing was copied')
  const other = join(folder.path, 'other.db')
  await writeFile(other, 'no database at all, and long enough to be looked at'.repeat(100))
  await expect(backUpLogFile(other, folder.path, keeping)).rejects.toThrow('not an SQLite database')
  expect((await readdir(folder.path)).filter((name) => name.startsWith('log-'))).toEqual([])
})

test('the command copies a log in a file, evidence, secrets of notices and the map', async () => {
  await using folder = await temporaryFolder('backup')
  const data = join(folder.path, 'data')
  const to = join(folder.path, 'copies')
  {
    await using log = openSqliteLog(join(data, 'log.db'), { clock: systemClock() })
    await log.log.append(appendsOf([someEvent()]))
  }
  const kept = await evidence(data, 'a photograph')
  const broken = await evidence(data, 'another')
  await writeFile(join(data, 'evidence', broken), 'changed by a disk')
  await writeFile(join(data, 'notice-secrets.json'), '{}', { mode: 0o600 })
  await writeFile(join(data, 'map.json'), '{"approved":true}')

  const run = await backup([to, '--data', data])
  expect(run).toMatchObject({ code: 3, err: expect.stringContaining(broken.slice(3)) })
  expect(run.out).toMatch(/^log-\d+T\d+Z\.db: [\d,]+ bytes, whole$/m)
  expect(run.out).toContain('evidence: 1 files copied, 0 were there')
  expect(await readFile(join(to, 'evidence', kept), 'utf8')).toBe('a photograph')
  expect(await readFile(join(to, 'map.json'), 'utf8')).toBe('{"approved":true}')
  expect((await stat(join(to, 'notice-secrets.json'))).mode & 0o777).toBe(0o600)
  const copy = (await readdir(to)).find((name) => name.startsWith('log-')) ?? ''

  // The way back: the copy in the place of the log.
  await rm(join(data, 'log.db'))
  await writeFile(join(data, 'log.db'), await readFile(join(to, copy)))
  await using restored = openSqliteLog(join(data, 'log.db'), { clock: systemClock() })
  expect(await restored.log.head()).toBe(1)
})

test('the command brings what is new of a log on a server into one file, and proves it', async () => {
  await using folder = await temporaryFolder('backup')
  const to = join(folder.path, 'copies')
  const url = `esdb://127.0.0.1:${server.port}?tls=false`
  const clock = systemClock()
  const { log: settings } = readConfig({ LOG_URL: url, JIANWEI_DATA: folder.path })
  await using source = await openLog(settings, { clock })
  const [early, late] = [3, 4].map((seed) => oncePerId(provinceEvents(200, { seed })))
  if (early === undefined || late === undefined) return expect.unreachable()
  await source.log.append(appendsOf(early))
  const environment = { LOG_URL: url, JIANWEI_DATA: join(folder.path, 'job') }
  expect(await backup([to], environment)).toMatchObject({
    code: 0,
    out: expect.stringContaining(`log.db: ${early.length} events in all`),
  })
  await source.log.append(appendsOf(late))
  const second = await backup([to, '--prove'], environment)
  expect(second).toMatchObject({ code: 0, err: '' })
  const all = oncePerId([...early, ...late]).length
  expect(second.out).toMatch(
    new RegExp(`log\\.db: ${all} events, equal to the log's \\([0-9a-f]{64}\\)`),
  )
  await using copy = openSqliteLog(join(to, 'log.db'), { clock })
  expect(await copy.log.head()).toBe(all)
})

/** Gives its path in the folder of evidence. */
async function evidence(data: string, content: string): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex')
  await mkdir(join(data, 'evidence', hash.slice(0, 2)), { recursive: true })
  const path = join(hash.slice(0, 2), hash)
  await writeFile(join(data, 'evidence', path), content)
  return path
}

function oncePerId<Event extends { readonly event_id: string }>(
  events: readonly Event[],
): readonly Event[] {
  return [...new Map(events.map((event) => [event.event_id, event])).values()]
}

function secondsFrom(second: number): Clock {
  return { now: () => `2026-01-01T00:00:0${second}.000Z` as Instant }
}

async function backup(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn('node', [LAUNCHER, 'backup', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  const [out, err] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { code: child.exitCode, out, err }
}
