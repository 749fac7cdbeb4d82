/**
 * The start of the whole program. With the example data, for each choice of rules: until it
 * answers, until all of the example is loaded, until every rule has been evaluated, beside bare
 * appends and bare inserts of all that its log holds then. And with so many events in the log:
 * without a warehouse, which it fills from the log, and again with all of it there. Run: `npm run
 * bench:start -- [--rules example,all] [--events N]`.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '14'
import { readdir, stat } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { openLog } from '@jianwei/services/composition/open-log.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import {
  consumersOf,
  simulatedStream,
  startBenchedServer,
  type BenchedServer,
} from './benched-server.ts'
import { processorMs } from './processor-time.ts'
import { bareChdbSeconds, bareSqliteSeconds, fillLog } from './raw-limits.ts'
import { peakMegabytes } from './rules/measure.ts'

const { options } = readCommandLine({
  call: 'npm run bench:start --',
  does: 'Measures the start of the whole program, with the example data and with a full log.',
  options: {
    rules: ['RULES_PUBLISHED of each start with the example; empty for none', 'example,all'],
    events: ['events in the log of the other starts; 0 for none', '100000'],
    subjects: ['subjects that they are about', '20000'],
  },
})
const events = Number(options.events)
const subjects = Number(options.subjects)
const PORT = 18_326
const LOOK_MS = 50
/** Of a full log, what the raw limits are given. */
const SAMPLE_EVENTS = 200_000
const EXAMPLE_AIM_SECONDS = 40

print(`${cpus().length} cores, Node ${process.version}`)
for (const rules of options.rules.split(',').filter((name) => name !== ''))
  await startWithExample(rules)
if (events > 0) await startWithLog()

async function startWithExample(rules: string): Promise<void> {
  await using folder = await temporaryFolder('bench-start')
  const started = performance.now()
  const env = { EXAMPLE_DATA: 'load', RULES_PUBLISHED: rules }
  let evaluated: number
  {
    await using server = await startBenchedServer(PORT, { folder: folder.path, env })
    print(`\nnpm start with the example, RULES_PUBLISHED=${rules}, load ${loadNow()}`)
    print(`  answers after          ${since(started)}`)
    await server.toldUntil('Loaded ')
    print(`  example loaded after   ${since(started)}`)
    const told = await server.toldUntil('All rules evaluated ')
    evaluated = secondsSince(started)
    print(`  rules evaluated after  ${since(started)}, ${await spentBy(server)}`)
    await server.toldUntil('Ready.')
    print(`  ${countOf(told, 'warnings')} warnings, ${countOf(told, 'open alerts')} open alerts`)
  }
  const lines = await linesOfLog(folder.path)
  await printRatio('all of it', evaluated, lines, folder.path)
  if (rules === 'all')
    print(
      `  aim, within ${EXAMPLE_AIM_SECONDS} s: ` +
        (evaluated <= EXAMPLE_AIM_SECONDS ? 'reached' : 'NOT reached'),
    )
}

async function startWithLog(): Promise<void> {
  await using folder = await temporaryFolder('bench-start')
  const filling = performance.now()
  {
    const { log } = readConfig({ JIANWEI_DATA: folder.path })
    await using stores = await openLog(log, { clock: systemClock() })
    await fillLog(stores.log, simulatedStream(events, subjects))
  }
  print(`\n${events} events in the log, made in ${since(filling)}`)
  const rebuilt = await startOver(folder.path, 'without a warehouse')
  print(`  ${perSecond(events / rebuilt)} until queryable`)
  const bytes = async (name: string): Promise<string> =>
    ((await bytesBelow(join(folder.path, name))) / events).toFixed(0)
  print(`  bytes an event: log.db ${await bytes('log.db')}, warehouse ${await bytes('warehouse')}`)
  await startOver(folder.path, 'with all of it there')
  const sample = [...simulatedStream(Math.min(events, SAMPLE_EVENTS), subjects)]
  await printRatio('to queryable', (rebuilt * sample.length) / events, sample, folder.path)
}

/** Gives the seconds until all of the log is in the warehouse. */
async function startOver(folder: string, what: string): Promise<number> {
  const started = performance.now()
  await using server = await startBenchedServer(PORT, { folder })
  print(`npm start ${what}, load ${loadNow()}`)
  print(`  answers after          ${since(started)}`)
  await until(server, ['projector'])
  const queryable = secondsSince(started)
  print(`  all queryable after    ${since(started)}`)
  await until(server, ['projector', 'sentinel'])
  print(`  rules evaluated after  ${since(started)}, ${await spentBy(server)}`)
  return queryable
}

async function until({ base }: BenchedServer, names: readonly string[]): Promise<void> {
  for (;;) {
    const found = await consumersOf(base)
    const isThere = (name: string): boolean =>
      found.some((one) => one.name === name && one.position >= one.head)
    if (names.every(isThere)) return
    await sleep(LOOK_MS)
  }
}

async function printRatio(
  what: string,
  seconds: number,
  lines: readonly string[],
  folder: string,
): Promise<void> {
  const raw = (await bareSqliteSeconds(folder, lines)) + (await bareChdbSeconds(folder, lines))
  print(
    `  ${what} is ${(seconds / raw).toFixed(1)} times ${raw.toFixed(1)} s, ` +
      `which bare appends and inserts of ${lines.length} events take`,
  )
}

/** Each event of the log as JSON. */
async function linesOfLog(folder: string): Promise<readonly string[]> {
  const { log } = readConfig({ JIANWEI_DATA: folder })
  await using stores = await openLog(log, { clock: systemClock() })
  const { signal } = new AbortController()
  const follow = { signal, batch_events_max: 5_000, until: 'head' } as const
  const lines: string[] = []
  for await (const batch of stores.log.follow('start', follow))
    for (const event of batch.events) lines.push(JSON.stringify(event))
  return lines
}

/** Of a program that tells each rule's warnings on a line. */
function countOf(told: readonly string[], what: string): number {
  const pattern = new RegExp(`([\\d,]+) ${what}`)
  return told.reduce(
    (sum, line) => sum + Number(pattern.exec(line)?.[1]?.replaceAll(',', '') ?? 0),
    0,
  )
}

async function bytesBelow(path: string): Promise<number> {
  const found = await stat(path)
  if (!found.isDirectory()) return found.size
  let bytes = 0
  for (const name of await readdir(path)) bytes += await bytesBelow(join(path, name))
  return bytes
}

async function spentBy({ process: { pid = 0 } }: BenchedServer): Promise<string> {
  const spent = (processorMs(pid) / 1_000).toFixed(1)
  return `${spent} s of processor, peak memory ${await peakMegabytes(pid)} MB`
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1_000
}

function since(started: number): string {
  return `${secondsSince(started).toFixed(1).padStart(6)} s`
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')} events/s`
}

function loadNow(): string {
  return loadavg()[0]?.toFixed(1) ?? 'unknown'
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
