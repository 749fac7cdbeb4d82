/**
 * People at work while departments report: so many listen to the stream of alerts and ask mixed
 * questions at a steady rate, once alone and once while events flow in. Says how long answers took
 * (p50, p95, p99 from when each was due), how long a comment on an alert took to reach everybody,
 * and what the server spent; beside it, in the same run, the same rate of the cheapest answer that
 * it gives. Run: `npm run bench:load -- [--people N] [--reads N] [--events N] [--seconds N]`
 */
process.env['UV_THREADPOOL_SIZE'] ??= '14'
import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { consumersOf, linesAsBody, simulatedLines, startBenchedServer } from '../benched-server.ts'
import { Listeners } from './listeners.ts'
import { openPeople, type Person } from './people.ts'
import { readSteadily, type Latencies, type MixedRead } from './readers.ts'

const { options } = readCommandLine({
  call: 'npm run bench:load --',
  does: 'Measures answers and the stream of alerts with people at work, with events and without.',
  options: {
    people: ['people who listen to the stream and ask', '200'],
    reads: ['questions a second', '100'],
    events: ['events a second in the second half', '1000'],
    seconds: ['how long each half takes', '60'],
    before: ['events that are there before', '60000'],
  },
})
const [peopleCount, readRate, eventRate, lasting, before] = [
  options.people,
  options.reads,
  options.events,
  options.seconds,
  options.before,
].map(Number) as [number, number, number, number, number]
const PORT = 18_322
const BASE = `http://127.0.0.1:${PORT}`
const COMMENT_MS = 1_000
const LOOK_MS = 20
const BLOCK_LINES = 100
const SUBJECTS = 5_000
/** Of the kernel's clock that `/proc` counts in. */
const TICKS_PER_SECOND = 100
const CHEAPEST: MixedRead = { name: '/health/live', share: 1, address: () => '/health/live' }

await using server = await startBenchedServer(PORT)
const lines = simulatedLines(before + eventRate * lasting, SUBJECTS)
await post(lines.slice(0, before), undefined)
while (!(await isQuiet())) await sleep(LOOK_MS)
const people = await openPeople(BASE, peopleCount)
const alerts = await someIds('/v1/alerts?limit=200', 'alert_id')
const subjects = await someIds('/v1/alerts?limit=200', 'subject_id')
print(
  `${cpus().length} cores for the server, the people and the departments together; ` +
    `${before} events before, ${peopleCount} people, ${readRate} questions/s for ${lasting} s`,
)
using listeners = await Listeners.open(BASE, people)
const reads = mixedReads(alerts, subjects)
await half('the cheapest answer', people, [CHEAPEST], listeners, alerts)
await half('questions alone', people, reads, listeners, alerts)
const [sent] = await Promise.all([
  post(lines.slice(before), eventRate),
  half(`questions beside ${eventRate} events/s`, people, reads, listeners, alerts),
])
print(`events were taken at ${Math.round((eventRate * lasting) / sent)}/s`)
await everybodyHeard(listeners)
print(`streams that ended: ${listeners.ended}; steps that missed somebody: ${listeners.missed}`)

/** Asks, and comments on an alert now and then to see when everybody has heard of it. */
async function half(
  name: string,
  people: readonly Person[],
  reads: readonly MixedRead[],
  listeners: Listeners,
  alerts: readonly string[],
): Promise<void> {
  const spentBefore = await spentSeconds()
  const state = { reading: true }
  const started = performance.now()
  // Whichever fails ends the bench, and so the server with it.
  const [{ latencies, seconds }, { reach, refused }] = await Promise.all([
    readSteadily(BASE, people, reads, { per_second: readRate, seconds: lasting })
      .then((found) => ({ latencies: found, seconds: (performance.now() - started) / 1_000 }))
      .finally(() => (state.reading = false)),
    commentWhile(state, people[0], listeners, alerts),
  ])
  const spent = (await spentSeconds()) - spentBefore
  print(`\n${name}: the server spent ${(spent / seconds).toFixed(2)} of ${cpus().length} cores`)
  print('| question | answers | p50 ms | p95 ms | p99 ms | refused |')
  print('| --- | ---: | ---: | ---: | ---: | --- |')
  for (const one of [...latencies, together(latencies)]) print(row(one))
  print(
    `a comment reached all ${people.length} listeners after p50 ${at(reach, 0.5)} ms, ` +
      `p95 ${at(reach, 0.95)} ms, p99 ${at(reach, 0.99)} ms (${reach.length} comments; ` +
      `${refused} were refused)`,
  )
}

/** How long each comment took to reach everybody, in milliseconds and ascending. */
async function commentWhile(
  state: { readonly reading: boolean },
  person: Person | undefined,
  listeners: Listeners,
  alerts: readonly string[],
): Promise<{ readonly reach: readonly number[]; readonly refused: number }> {
  const reach: number[] = []
  let refused = 0
  for (let index = 0; state.reading; index += 1) {
    const told = await comment(alerts[index % alerts.length] ?? '', person)
    const heard = told === undefined ? undefined : await heardByAll(listeners, told.position)
    if (told === undefined) refused += 1
    else if (heard !== undefined) reach.push(heard - told.at)
    await sleep(COMMENT_MS)
  }
  return { reach: reach.toSorted((a, b) => a - b), refused }
}

function mixedReads(alerts: readonly string[], subjects: readonly string[]): readonly MixedRead[] {
  const one = (ids: readonly string[], index: number): string =>
    encodeURIComponent(ids[(index * 31) % ids.length] ?? '')
  const list = (name: string, share: number, address: string): MixedRead => ({
    name,
    share,
    address: () => address,
  })
  return [
    list('/v1/alerts', 0.35, '/v1/alerts?limit=50'),
    list('/v1/alerts?level=', 0.1, '/v1/alerts?level=red&limit=50'),
    list('/v1/alerts/facets', 0.1, '/v1/alerts/facets'),
    {
      name: '/v1/alerts/{id}',
      share: 0.25,
      address: (index) => `/v1/alerts/${one(alerts, index)}`,
    },
    {
      name: '/v1/subjects/{id}',
      share: 0.1,
      address: (index) => `/v1/subjects/${one(subjects, index)}`,
    },
    {
      name: '/v1/subjects/{id}/history',
      share: 0.1,
      address: (index) => `/v1/subjects/${one(subjects, index)}/history?limit=50`,
    },
  ]
}

/** Undefined where the server has too much to do. */
async function comment(alert: string, person: Person | undefined) {
  const at = performance.now()
  const response = await fetch(`${BASE}/v1/alerts/${alert}/comment`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...person },
    body: JSON.stringify({ text: `seen at ${at}` }),
  })
  // A server with more to do than it can takes none, and says so.
  if (response.status === 503) {
    await response.arrayBuffer()
    return undefined
  }
  if (!response.ok) throw new Error(`comment: ${response.status} ${await response.text()}`)
  // The answer of this route.
  const { position } = (await response.json()) as { readonly position: number }
  return { at, position }
}

/** Steps are on their way when the last question was answered; a minute must do. */
async function everybodyHeard(listeners: Listeners): Promise<void> {
  for (let looks = 0; listeners.missed > 0 && looks < 60_000 / LOOK_MS; looks += 1)
    await sleep(LOOK_MS)
}

/** Undefined where a minute does not do. */
async function heardByAll(listeners: Listeners, position: number): Promise<number | undefined> {
  for (let looks = 0; looks < 60_000 / LOOK_MS; looks += 1) {
    const heard = listeners.heardByAll(position)
    if (heard !== undefined) return heard
    await sleep(LOOK_MS)
  }
  return undefined
}

function together(latencies: readonly Latencies[]): Latencies {
  const refused = new Map<number, number>()
  for (const [status, count] of latencies.flatMap((one) => [...one.refused]))
    refused.set(status, (refused.get(status) ?? 0) + count)
  const ms = latencies.flatMap((one) => one.ms).toSorted((a, b) => a - b)
  return { name: 'all', ms, refused }
}

function row({ name, ms, refused }: Latencies): string {
  const not = [...refused].map(([status, count]) => `${count} × ${status}`).join(', ')
  return `| ${[name, ms.length, at(ms, 0.5), at(ms, 0.95), at(ms, 0.99), not].join(' | ')} |`
}

function at(sorted: readonly number[], share: number): string {
  const found = sorted[Math.floor((sorted.length - 1) * share)]
  return found === undefined ? '–' : found.toFixed(found < 10 ? 1 : 0)
}

async function someIds(path: string, field: string): Promise<readonly string[]> {
  const response = await fetchAsAdministrator(BASE + path)
  // A list of objects with this field.
  const { items } = (await response.json()) as { items: readonly Record<string, string>[] }
  const ids = items.flatMap((item) => item[field] ?? [])
  if (ids.length === 0) throw new Error('the events made no alert')
  return ids
}

/** Processor time of the server so far. */
async function spentSeconds(): Promise<number> {
  const fields = (await readFile(`/proc/${server.process.pid}/stat`, 'utf8'))
    .split(') ')[1]
    ?.split(' ')
  return (Number(fields?.[11]) + Number(fields?.[12])) / TICKS_PER_SECOND
}

/** Posts lines, at a rate or at once; gives how many seconds it took. */
async function post(lines: readonly string[], perSecond: number | undefined): Promise<number> {
  const started = performance.now()
  const rate = perSecond === undefined ? {} : { per_second: perSecond }
  const body = linesAsBody(lines, { block_lines: BLOCK_LINES, ...rate })
  const response = await fetchAsAdministrator(`${BASE}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
    duplex: 'half',
  })
  await response.text()
  return (performance.now() - started) / 1_000
}

async function isQuiet(): Promise<boolean> {
  const consumers = await consumersOf(BASE)
  return consumers.length > 0 && consumers.every(({ position, head }) => position >= head)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
