/**
 * Rows a second of files: bare parsing of the whole file by the library that reads the format, the
 * cutting of the file into records, what an import does before it writes (records, mapping,
 * checking of each event), and a whole import into an empty log. They take turns, so that whatever
 * else the machine does meets all of them. Run:
 * `npm run bench:files [-- --rows N --rounds N --only csv,json]`
 */
import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { SHIPPED_REGIONS } from '@jianwei/events/identifiers/region-spans.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { futureBound } from '@jianwei/services/intake/cloud-event.ts'
import { openParts } from '@jianwei/services/intake/files/file-parts.ts'
import { checkedColumns, recordsBelowHeader } from '@jianwei/services/intake/files/part-reader.ts'
import { xmlParser } from '@jianwei/services/intake/files/xml-parser.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { recordReader } from '@jianwei/services/intake/mapped-records.ts'
import { csvFields } from '@jianwei/services/text-reading/csv-fields.ts'
import { sheetRows } from '@jianwei/services/text-reading/workbook-file.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { FORMATS, mappingOf, writeFileOf, type Format } from '#/bench/files/made-files.ts'

const { options } = readCommandLine({
  call: 'node tests/bench/files/files.ts',
  does: 'Measures rows a second of files, beside bare parsing in the same run.',
  options: {
    rows: ['rows of each file', '100000'],
    rounds: ['times that each is measured; the median counts', '3'],
    only: ['formats, with commas', FORMATS.join(',')],
  },
})
const rows = Number(options.rows)
const rounds = Number(options.rounds)

interface Cost {
  readonly seconds: number
  readonly cpu_seconds: number
}

/** Each gives how many rows it has read. */
const BARE: Readonly<Record<Format, (path: string) => Promise<number>>> = {
  async csv(path) {
    let read = 0
    const text = await readFile(path, 'utf8')
    for (let at = 0; at < text.length;) {
      const end = text.indexOf('\n', at)
      const line = text.slice(at, end === -1 ? text.length : end)
      if (csvFields(line, ',') !== undefined) read += 1
      at = end === -1 ? text.length : end + 1
    }
    return read - 1
  },
  async xlsx(path) {
    let read = 0
    // Node's stream is the one that the web standard describes.
    const stream = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
    for await (const { values } of sheetRows(stream, 0)) read += values.length > 0 ? 1 : 0
    return read - 1
  },
  async ndjson(path) {
    const lines = (await readFile(path, 'utf8')).split('\n')
    return lines.filter((line) => line !== '' && JSON.parse(line) !== null).length
  },
  async json(path) {
    // As it was written.
    return (JSON.parse(await readFile(path, 'utf8')) as unknown[]).length
  },
  async xml(path) {
    let read = 0
    const parser = xmlParser({
      onOpen: () => {},
      onClose: (name) => (read += name === '处罚' ? 1 : 0),
      onText: () => {},
    })
    parser.write(await readFile(path, 'utf8'))
    parser.close()
    return read
  },
}

async function cut(format: Format, path: string): Promise<number> {
  const mapping = mappingOf(format)
  let read = 0
  await using opened = await openParts(path, mapping, { packed: 0 })
  for (const part of opened.parts)
    for await (const records of recordsBelowHeader(part.records({ lines: 0 }), mapping))
      read += records.length
  return read
}

async function mapped(format: Format, path: string): Promise<number> {
  const mapping = mappingOf(format)
  const notAfter = futureBound(systemClock().now())
  let read = 0
  await using opened = await openParts(path, mapping, { packed: 0 })
  for (const part of opened.parts) {
    const columns = await checkedColumns(part, mapping)
    const reader = recordReader(mapping, columns ?? [], part.charset, SHIPPED_REGIONS)
    for await (const records of recordsBelowHeader(part.records({ lines: 0 }), mapping))
      for (const reading of reader.read(records, notAfter)) if (reading.ok) read += 1
  }
  return read
}

async function imported(format: Format, path: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-files-log-'))
  try {
    await using opened = openIntake({ log_path: join(folder, 'log.db') })
    return (await importFile(path, mappingOf(format), opened)).accepted
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function cost(work: () => Promise<number>): Promise<Cost> {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  const read = await work()
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  if (read !== rows) throw new Error(`${read} rows were read of ${rows}`)
  return { seconds, cpu_seconds: (user + system) / 1e6 }
}

function median(costs: readonly Cost[]): Cost {
  const sorted = costs.toSorted((a, b) => a.seconds - b.seconds)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

function figures(name: string, of: Cost, bare: Cost): string {
  const rate = Math.round(rows / of.seconds).toLocaleString('en')
  // Of processor time, which does not depend on what else the machine does.
  const part = `${Math.round((100 * bare.cpu_seconds) / of.cpu_seconds)} %`
  const micros = ((of.cpu_seconds * 1e6) / rows).toFixed(1)
  return `${name.padEnd(18)} ${rate.padStart(10)} ${part.padStart(8)} ${micros.padStart(8)}`
}

const folder = await mkdtemp(join(tmpdir(), 'jianwei-files-'))
try {
  console.log(`${rows.toLocaleString('en')} rows, the median of ${rounds}`)
  console.log(
    `${''.padEnd(18)} ${'rows/s'.padStart(10)} ${'of bare'.padStart(8)} ${'µs CPU'.padStart(8)}`,
  )
  for (const format of FORMATS.filter((one) => options.only.split(',').includes(one))) {
    const path = await writeFileOf(format, rows, folder)
    const costs = {
      bare: [] as Cost[],
      cut: [] as Cost[],
      mapped: [] as Cost[],
      imported: [] as Cost[],
    }
    for (let round = 0; round < rounds; round += 1) {
      costs.bare.push(await cost(() => BARE[format](path)))
      costs.cut.push(await cost(() => cut(format, path)))
      costs.mapped.push(await cost(() => mapped(format, path)))
      costs.imported.push(await cost(() => imported(format, path)))
    }
    const bare = median(costs.bare)
    console.log(figures(`${format}: bare`, bare, bare))
    console.log(figures('  cut into records', median(costs.cut), bare))
    console.log(figures('  read and mapped', median(costs.mapped), bare))
    console.log(figures('  imported', median(costs.imported), bare))
  }
} finally {
  await rm(folder, { recursive: true })
}
