import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { writeXlsx } from 'hucre/xlsx'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'

/** A register of penalties as a city publishes it, in each format: the same rows, made by rule. */

export const FORMATS = ['csv', 'xlsx', 'ndjson', 'json', 'xml'] as const
export type Format = (typeof FORMATS)[number]

const COLUMNS = ['编号', '企业', '地址', '处罚日期', '罚款', '依据', '事由', '状态'] as const
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>

function rowOf(at: number): Row {
  const day = new Date(Date.UTC(2020, 0, 1 + (at % 1_500)))
  return {
    编号: `沪市监处〔${day.getUTCFullYear()}〕${at}号`,
    企业: `上海示例食品有限公司第${at % 20_000}分店`,
    地址: `上海市示例区示例路${at % 900}号`,
    处罚日期: `${day.getUTCFullYear()}年${day.getUTCMonth() + 1}月${day.getUTCDate()}日`,
    罚款: `${(at % 90) + 10},000元`,
    依据: '《中华人民共和国食品安全法》第一百二十四条第一款',
    事由: '经营超过保质期的食品，货值金额不足一万元',
    状态: at % 20 === 0 ? '复议' : '',
  }
}

export function mappingOf(format: Format): Mapping {
  const isTable = format === 'csv' || format === 'xlsx'
  const columns = isTable ? `, columns: [${COLUMNS.join(', ')}]` : ''
  const element = format === 'xml' ? ', element: 处罚' : ''
  return readMapping(
    `
mapping: bench
description: a bench
source: urn:example:bench
input: { format: ${format}${columns}${element} }
time_zone: Asia/Shanghai
events:
  - type: PenaltyDecided
    id: '{编号}'
    subject: 'shop:{企业}'
    occurred_at: { column: 处罚日期, as: instant, format: [YYYY-MM-DD, YYYY年M月D日] }
    reported_at: unknown
    data:
      penalty_types: { constant: ['02'] }
      decision_number: '{编号}'
      currency: CNY
      fine_cents: { column: 罚款, as: cents, unit: written, currency: CNY }
      fine_unit: yuan
      fine_text: '{罚款}'
      legal_basis: '{依据}'
`,
    'bench.yaml',
  )
}

/** Gives the path. */
export async function writeFileOf(format: Format, rows: number, folder: string): Promise<string> {
  const path = join(folder, `rows.${format}`)
  if (format === 'xlsx') {
    const cells = Array.from({ length: rows }, (_, at) => Object.values(rowOf(at)))
    await writeFile(
      path,
      await writeXlsx({ sheets: [{ name: '处罚', rows: [[...COLUMNS], ...cells] }] }),
    )
    return path
  }
  await pipeline(Readable.from(textOf(format, rows)), createWriteStream(path))
  return path
}

const PIECE = 1_000

function* textOf(format: Exclude<Format, 'xlsx'>, rows: number): Generator<string> {
  const [begin, between, end] = FRAMES[format]
  yield begin
  for (let from = 0; from < rows; from += PIECE) {
    const some = Array.from({ length: Math.min(PIECE, rows - from) }, (_, at) => rowOf(from + at))
    yield (from === 0 ? '' : between) + some.map(WRITERS[format]).join(between)
  }
  yield end
}

const FRAMES: Readonly<Record<Exclude<Format, 'xlsx'>, readonly [string, string, string]>> = {
  csv: [`${COLUMNS.join(',')}\n`, '\n', '\n'],
  ndjson: ['', '\n', '\n'],
  json: ['[\n', ',\n', '\n]\n'],
  xml: ['<?xml version="1.0"?>\n<全部>\n', '\n', '\n</全部>\n'],
}

const WRITERS: Readonly<Record<Exclude<Format, 'xlsx'>, (row: Row) => string>> = {
  csv: (row) =>
    Object.values(row)
      .map((text) => (text.includes(',') ? `"${text}"` : text))
      .join(','),
  ndjson: (row) => JSON.stringify(row),
  json: (row) => JSON.stringify(row),
  xml: (row) =>
    `<处罚>${Object.entries(row)
      .map(([name, text]) => `<${name}>${text}</${name}>`)
      .join('')}</处罚>`,
}
