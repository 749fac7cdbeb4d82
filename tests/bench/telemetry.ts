/**
 * What OpenTelemetry costs: the same stream through the program in one process until rules are
 * evaluated, without any of its variables and with all of it sent to somebody who listens, in
 * turns, so that a machine whose speed drifts slows both. Given another checkout, such as one from
 * before there was any of it, that program takes its turn too, without the variables. Prints
 * processor time an event, and the ratios pair by pair. Run: `npm run bench:telemetry [-- --events
 * N --pairs N --beside FOLDER]`.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '14'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import {
  consumersOf,
  linesAsBody,
  simulatedLines,
  startBenchedServer,
  type BenchedProgram,
} from './benched-server.ts'
import { processorMs } from './processor-time.ts'

const { options } = readCommandLine({
  call: 'npm run bench:telemetry --',
  does: 'Measures what OpenTelemetry costs an event, in pairs.',
  options: {
    events: ['events of each run', '50000'],
    pairs: ['runs of each', '5'],
    of: ['the checkout whose program is measured; this one unless given', ''],
    beside: ['another checkout, whose program runs without telemetry too', ''],
  },
})
const eventsCount = Number(options.events)
const pairs = Number(options.pairs)
const PORT = 18_322
const BLOCK_LINES = 500
const LOOK_MS = 50

const listener = createServer((request, response) => {
  request.resume().on('end', () => response.end())
})
listener.listen(0, '127.0.0.1')
await once(listener, 'listening')
const endpoint = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`

const own: BenchedProgram = options.of === '' ? {} : { root: options.of }
const ways: Readonly<Record<string, BenchedProgram>> = {
  without: own,
  with: { ...own, env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } },
  ...(options.beside === '' ? {} : { beside: { root: options.beside } }),
}
const lines = simulatedLines(eventsCount, Math.ceil(eventsCount / 10))
print(`${cpus().length} cores; ${eventsCount} events; microseconds of processor an event:`)
const spent = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]))
for (let pair = 0; pair < pairs; pair++) {
  for (const [way, program] of Object.entries(ways)) spent.get(way)?.push(await measured(program))
  const row = [...spent].map(([way, all]) => `${way} ${(all.at(-1) ?? 0).toFixed(1)}`)
  print(`  ${row.join('   ')}   load ${loadavg()[0]?.toFixed(1)}`)
}
for (const [way, all] of spent) {
  if (way === 'without') continue
  const ratios = all.map((one, at) => one / (spent.get('without')?.[at] ?? NaN))
  const sorted = ratios.toSorted((one, other) => one - other)
  const shown = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  print(`${way} / without: min, median, max ${shown.map((ratio) => ratio?.toFixed(3)).join(' ')}`)
}
listener.closeAllConnections()
listener.close()

/** Microseconds of processor time an event, from the first that is sent until all is at rest. */
async function measured(program: BenchedProgram): Promise<number> {
  await using server = await startBenchedServer(PORT, program)
  const before = processorMs(server.process.pid ?? 0)
  const answer = await fetchAsAdministrator(`${server.base}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: linesAsBody(lines, { block_lines: BLOCK_LINES }),
    duplex: 'half',
  })
  const text = await answer.text()
  if (!text.includes(`"accepted":${eventsCount}`)) throw new Error(text.slice(-500))
  for (let still = 0; still < 5;) {
    const all = await consumersOf(server.base)
    still = all.every(({ position, head }) => position === head) ? still + 1 : 0
    await sleep(LOOK_MS)
  }
  return ((processorMs(server.process.pid ?? 0) - before) * 1_000) / eventsCount
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
