/**
 * Events per second into a log on a server and out of it again, beside the bare client in the same
 * run: the same events, each in a stream of its own, as many in flight. Against the stand-in it
 * shows what the adapter and the client cost, and nothing about the server. Run: `node
 * tests/bench/kurrent-log.ts URL [--events N]`
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { connectKurrent } from '@jianwei/infra/log/kurrent/connect-kurrent.ts'
import { eventToWrite } from '@jianwei/infra/log/kurrent/event-format.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import { someEvents } from '#/support/log/events.ts'

const { options, operands } = readCommandLine({
  call: 'node tests/bench/kurrent-log.ts',
  does: 'Measures events a second into a log on a server and out of it, beside the bare client.',
  operands: 'URL',
  options: { events: ['events that are written', '10000'] },
})
const eventsCount = Number(options.events)
const [url] = operands
if (url === undefined) throw new Error('URL is missing')
const APPENDS_PER_CALL = 500
const IN_FLIGHT = 64

const folder = await mkdtemp(join(tmpdir(), 'jianwei-bench-'))
const run = `bench${Date.now()}`
await using client = await connectKurrent(url)
await using log = new KurrentEventLog(client, {
  parse: parseRecorded,
  namespace: run,
  index_file: join(folder, 'index.db'),
})
await log.append([])

const events = someEvents(eventsCount)
await measure('bare appends', () => bareAppends(someEvents(eventsCount)))
await measure('log, streams that are new to it', () => logAppends(events))
await measure('log, streams that it knows', () => logAppends(someEvents(eventsCount)))
await measure('log, duplicates', () => logAppends(events))
await measure('log, followed from the start', follow)
await measure('log, found by id', async () => {
  for (let at = 0; at < events.length; at += 1_000)
    await log.find(events.slice(at, at + 1_000).map((event) => event.event_id))
})
await rm(folder, { recursive: true, force: true })

async function bareAppends(toWrite: readonly NewEvent[]): Promise<void> {
  const left = toWrite.map((event) => eventToWrite(event)).entries()
  const lane = async (): Promise<void> => {
    for (const [index, event] of left)
      await client.append({
        stream: `${run}-bare-${index}`,
        expected: 'absent',
        events: [event],
        deadline_ms: 10_000,
      })
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
}

async function logAppends(toWrite: readonly NewEvent[]): Promise<void> {
  for (let at = 0; at < toWrite.length; at += APPENDS_PER_CALL) {
    const appends = toWrite.slice(at, at + APPENDS_PER_CALL).map((event, index) => {
      return {
        stream: streamOf('subject', String(at + index)),
        expected: 'any',
        events: [event],
      } as const
    })
    await log.append(appends)
  }
}

async function follow(): Promise<void> {
  const { signal } = new AbortController()
  let left = eventsCount
  for await (const batch of log.follow('start', {
    signal,
    batch_events_max: 1_000,
    until: 'head',
  })) {
    left -= batch.events.length
    if (left <= 0) return
  }
}

async function measure(what: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1_000
  process.stdout.write(`${what}: ${Math.round(eventsCount / seconds).toLocaleString('en')}/s\n`)
}
