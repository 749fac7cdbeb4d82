/**
 * Makes the reference tables in `events/` from their public sources, so that a new holiday notice
 * or a new year of region codes is one command and a reviewed diff.
 *
 *   node tools/generate/reference-tables.ts regions <result.csv of yescallop/areacodes>
 *   node tools/generate/reference-tables.ts holidays <folder of NateScarlet/holiday-cn>
 *
 * After new region years, raise REGION_TABLE_LAST_YEAR as well. The sources' commits stand in the
 * NOTICE files.
 */
import { readCommandLine } from '#/command-line.ts'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const EVENTS = join(import.meta.dirname, '../../events')
const REGION_COLUMNS = '代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码'

const HolidayYear = z.object({
  year: z.int(),
  papers: z.array(z.string()),
  days: z.array(z.object({ date: z.iso.date(), isOffDay: z.boolean() })),
})

function writeRegionTable(csvFile: string): void {
  const [header, ...lines] = readFileSync(csvFile, 'utf8')
    .replace('\uFEFF', '')
    .trimEnd()
    .split(/\r?\n/)
  if (header !== REGION_COLUMNS)
    throw new Error(`the columns of ${csvFile} have changed: ${header}`)
  const rows = lines
    .map((line) => line.split(','))
    .map(([code = '', , , name = '', , , from = '', to = '', successors = '']) => ({
      code,
      name,
      from,
      to,
      successors,
    }))
    .sort((a, b) => Number(a.code) - Number(b.code) || Number(a.from) - Number(b.from))
    .map(({ code, name, from, to, successors }) =>
      `${code} ${name} ${from}-${to} ${successors}`.trimEnd(),
    )
  write(
    'identifiers/region-table.json',
    `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`,
  )
}

function writeHolidayNotices(folder: string): void {
  const years = readdirSync(folder)
    .filter((file) => /^\d{4}\.json$/.test(file))
    .sort()
    .map((file) => HolidayYear.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
    // A file without days is a year that is not announced yet.
    .filter(({ days }) => days.length > 0)
    .map(({ year, papers, days }) => [
      year,
      {
        notices: papers,
        off: days.filter((day) => day.isOffDay).map((day) => day.date),
        work: days.filter((day) => !day.isOffDay).map((day) => day.date),
      },
    ])
  write(
    'working-days/holiday-notices.json',
    `${JSON.stringify(Object.fromEntries(years), null, 2)}\n`,
  )
}

function write(file: string, text: string): void {
  writeFileSync(join(EVENTS, file), text)
  console.log(`events/${file}: ${text.length} characters`)
}

const {
  operands: [table, source],
} = readCommandLine({
  call: 'node tools/generate/reference-tables.ts',
  does: 'Makes the tables of regions and holidays from public data.',
  operands: 'regions RESULT.CSV | holidays FOLDER',
})
if (table === 'regions' && source !== undefined) writeRegionTable(source)
else if (table === 'holidays' && source !== undefined) writeHolidayNotices(source)
else {
  console.error('node tools/generate/reference-tables.ts --help says what it takes')
  process.exitCode = 2
}
