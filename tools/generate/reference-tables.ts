/**
 * Makes the reference tables in `events/` from their public sources, so that a new holiday notice
 * or a new year of region codes is one command and a reviewed diff.
 *
 *   node tools/generate/reference-tables.ts regions <result.csv of yescallop/areacodes>
 *   node tools/generate/reference-tables.ts further <folder with 2019.csv, 2020.csv …, each the
 *     areas.csv of one edition of modood/Administrative-divisions-of-China>
 *   node tools/generate/reference-tables.ts holidays <folder of NateScarlet/holiday-cn>
 *
 * After new region years, raise REGION_TABLE_LAST_YEAR as well. The sources' commits stand in the
 * NOTICE files.
 */
import { readCommandLine } from '#/command-line.ts'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { regionPeriods } from '@jianwei/events/identifiers/region-table.ts'

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

/**
 * Of each edition the codes that GB/T 2260 lacks: a code of an edition is taken to have been used
 * until the end of the last year that has it, and one of a later edition from its year on. Where a
 * code gave way to another of the same name in the same city, that is its successor.
 */
function writeFurtherRegions(folder: string): void {
  const editions = readdirSync(folder)
    .filter((file) => /^\d{4}\.csv$/.test(file))
    .sort()
    .map((file) => ({ year: Number(file.slice(0, 4)), names: furtherNames(join(folder, file)) }))
  const found = new Map<string, { code: string; name: string; from: number; to: number }>()
  for (const { year, names } of editions)
    for (const [code, name] of names) {
      const key = `${code} ${name}`
      const from = found.get(key)?.from ?? year
      found.set(key, { code, name, from, to: year })
    }
  const [first = 0, last = 0] = [editions[0]?.year, editions.at(-1)?.year]
  const all = [...found.values(), XIONGAN]
  const rows = all
    .sort((a, b) => Number(a.code) - Number(b.code) || a.from - b.from)
    .map(({ code, name, from, to }) => {
      const next = all.find(
        (one) => one.name === name && one.from === to + 1 && one.code.startsWith(code.slice(0, 4)),
      )
      const years = `${from === first ? '' : from}-${to === last ? '' : to}`
      return `${code} ${kindOfArea(name)} ${name} ${years} ${next?.code ?? ''}`.trimEnd()
    })
  write(
    'identifiers/further-regions.json',
    `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`,
  )
}

/** In none of the editions; established on 1 April 2017. */
const XIONGAN = { code: '133100', name: '雄安新区', from: 2017, to: 2023 }

function furtherNames(csvFile: string): ReadonlyMap<string, string> {
  const [header, ...lines] = readFileSync(csvFile, 'utf8').trimEnd().split(/\r?\n/)
  if (header !== 'code,name,cityCode,provinceCode')
    throw new Error(`the columns of ${csvFile} have changed: ${header}`)
  const areas = lines.map((line) => /^(\d{6})\d*,"(.+)",/.exec(line))
  return new Map(
    areas.flatMap((area) => {
      const [, code = '', name = ''] = area ?? []
      const isHeading = code.endsWith('01')
      return code === '' || isHeading || regionPeriods(code) !== undefined ? [] : [[code, name]]
    }),
  )
}

function kindOfArea(name: string): string {
  if (name.endsWith('新区') || name.endsWith('新城')) return 'new_area'
  return /开发区|园|产业聚集区|食品区|保税区|示范区|实验区/.test(name)
    ? 'development_zone'
    : 'other'
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
  operands: 'regions RESULT.CSV | further FOLDER | holidays FOLDER',
})
if (table === 'regions' && source !== undefined) writeRegionTable(source)
else if (table === 'further' && source !== undefined) writeFurtherRegions(source)
else if (table === 'holidays' && source !== undefined) writeHolidayNotices(source)
else {
  console.error('node tools/generate/reference-tables.ts --help says what it takes')
  process.exitCode = 2
}
