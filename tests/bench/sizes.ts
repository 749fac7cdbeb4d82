/**
 * Bytes that an event takes: in the log's file, with its index and without, and in each table of
 * the warehouse, merged. Simulated events of a province. Run: `npm run bench:sizes -- --events N`
 */
process.env['UV_THREADPOOL_SIZE'] ??= '14'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { openStores } from '@jianwei/services/all-in-one/stores.ts'
import { sql } from '@jianwei/projections/sql.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { simulatedLines } from './benched-server.ts'
import { projectorSeconds } from './raw-limits.ts'

const { options } = readCommandLine({
  call: 'npm run bench:sizes --',
  does: 'Measures the bytes that an event takes in the log and in each table of the warehouse.',
  options: {
    events: ['events that are written', '100000'],
    subjects: ['subjects that they are about', '20000'],
  },
})
const events = Number(options.events)

await using folder = await temporaryFolder('sizes')
const lines = simulatedLines(events, Number(options.subjects))
const sent = lines.reduce((sum, line) => sum + line.length, 0)
const seconds = await projectorSeconds(folder.path, lines)
const data = join(folder.path, 'data')
await using stores = await openStores(readConfig({ JIANWEI_DATA: data }))
const asks = { purpose: 'bench:sizes' }
const tables = await stores.warehouse.query<{ table: string; bytes: number; rows: number }>(
  sql`SELECT table, toFloat64(sum(bytes_on_disk)) AS bytes, toFloat64(sum(rows)) AS rows
    FROM system.parts WHERE active AND database = currentDatabase()
    GROUP BY table ORDER BY bytes DESC`,
  asks,
)
const each = (bytes: number): string => (bytes / events).toFixed(1).padStart(8)
const all = tables.reduce((sum, { bytes }) => sum + bytes, 0)
print(`${events} events, projected at ${Math.round(events / seconds)} events/s; bytes an event:`)
print(`${each(sent)}  as sent`)
print(`${each(statSync(join(data, 'log.db')).size)}  log.db`)
print(`${each(all)}  warehouse, of which`)
for (const { table, bytes } of tables) if (bytes / all > 0.01) print(`${each(bytes)}  ${table}`)

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
