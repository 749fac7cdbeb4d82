/**
 * Events per second through `POST /v1/events` (NDJSON) to durable in the SQLite log, with the parts
 * of that in the same run: reading the bytes into an event, and appending events that are ready.
 * The client is another process, as it is in life. Run: `node tests/bench/intake-http.ts [--events
 * N] [--subjects N]`
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { futureBound } from '@jianwei/services/intake/cloud-event.ts'
import { readEventBytes } from '@jianwei/services/intake/line-reading.ts'
import { cloudEvent } from '#/support/intake/cloud-events.ts'
import { intakeServer, temporaryFolder } from '#/support/intake/intake-server.ts'

const { options } = readCommandLine({
  call: 'node tests/bench/intake-http.ts',
  does: 'Measures events a second through POST /v1/events to durable, and the parts of that.',
  options: {
    events: ['events that are sent', '200000'],
    subjects: ['subjects that they are about', '50000'],
    url: ['where to send them: the part of the client alone', ''],
  },
})
const eventsCount = Number(options.events)
const subjectsCount = Number(options.subjects)
const BLOCK_LINES = 1_000

if (options.url === '') await measure()
else await send(options.url)

async function measure(): Promise<void> {
  const lines = blocks().flatMap((block) => block.toString('utf8').trimEnd().split('\n'))
  const bytes = lines.map((line) => Buffer.from(line))
  print(
    `${eventsCount} events of ` +
      `${Math.round(bytes.reduce((sum, line) => sum + line.length, 0) / eventsCount)} bytes`,
  )
  const events = timed('bytes to event, one by one', () => read(bytes))
  using folder = temporaryFolder()
  {
    await using opened = openIntake({ log_path: join(folder.path, 'ready.db') })
    await timedAsync('events that are ready to the log, 2,000 a transaction', () =>
      appendAll(opened.log, events),
    )
  }
  await using server = await intakeServer(folder.path)
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  const url = `${server.app.listeningOrigin}/v1/events`
  const args = ['--events', String(eventsCount), '--subjects', String(subjectsCount), '--url', url]
  const started = process.cpuUsage()
  const client = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], {
    stdio: 'inherit',
  })
  await once(client, 'exit')
  const { user, system } = process.cpuUsage(started)
  print(`server: ${((user + system) / eventsCount).toFixed(1)} µs of processor an event`)
  if ((await server.log.head()) !== eventsCount)
    throw new Error('the log does not hold every event once')
}

/** The client's side: sends what it has made beforehand, reads the answer to its end. */
async function send(url: string): Promise<void> {
  const ready = blocks()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const block = ready.shift()
      if (block === undefined) controller.close()
      else controller.enqueue(block)
    },
  })
  await timedAsync('HTTP NDJSON to durable and answered', async () => {
    const headers = { 'content-type': 'application/x-ndjson' }
    const response = await fetch(url, { method: 'POST', headers, body, duplex: 'half' })
    let tail = ''
    for await (const chunk of response.body ?? [])
      tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-200)
    if (!tail.includes(`"accepted":${eventsCount}`))
      throw new Error(`not everything was accepted: ${tail}`)
  })
}

function blocks(): Buffer[] {
  return Array.from({ length: Math.ceil(eventsCount / BLOCK_LINES) }, (_, block) => {
    const first = block * BLOCK_LINES
    const lines = Array.from({ length: Math.min(BLOCK_LINES, eventsCount - first) }, (_, at) =>
      line(first + at),
    )
    return Buffer.from(lines.join(''))
  })
}

function line(n: number): string {
  return `${JSON.stringify(cloudEvent(n, { subject: `tw-epa:F${(n * 7_919) % subjectsCount}` }))}\n`
}

function read(bytes: readonly Uint8Array[]): NewEvent[] {
  const notAfter = futureBound('2026-12-01T00:00:00.000Z' as Parameters<typeof futureBound>[0])
  return bytes.flatMap((line) => {
    const reading = readEventBytes(line, notAfter)
    if (!reading.ok) throw new Error('an event of the bench was refused')
    return reading.events
  })
}

async function appendAll(log: EventLog, events: readonly NewEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 2_000) {
    const some = events.slice(at, at + 2_000)
    await log.append(
      some.map((event) => ({
        stream: streamOf('subject', event.subject_id),
        expected: 'any',
        events: [event],
      })),
    )
  }
}

function timed<Result>(name: string, work: () => Result): Result {
  const started = performance.now()
  const result = work()
  report(name, performance.now() - started)
  return result
}

async function timedAsync(name: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now()
  await work()
  report(name, performance.now() - started)
}

function report(name: string, ms: number): void {
  const rate = Math.round((eventsCount / ms) * 1000).toLocaleString('en')
  print(`${name}: ${rate} events/s, ${((ms * 1000) / eventsCount).toFixed(1)} µs an event`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
