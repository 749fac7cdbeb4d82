import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Random } from '#/simulation/random.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { disorderIn, logContents, reportedEvents } from '../log-contents.ts'
import { mutateBytes } from '../mutation/mutate-bytes.ts'
import { mutateJson } from '../mutation/mutate-json.ts'

const FILES = 6
const ROWS = 300
const SHARE_SPOILT = 0.02
const COMMAND = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))
const FORMATS = ['csv', 'ndjson'] as const
type Format = (typeof FORMATS)[number]

interface Row {
  readonly id: string
  readonly bytes: Buffer
  readonly is_spoilt: boolean
}

export const fileInputs: Campaign = {
  name: 'file-inputs',
  tries: 'files with spoilt rows, cut-off and foreign files, through the import command',
  promise: {
    en:
      'every row that was not spoilt is in the log; every attempt ends, with a sentence and ' +
      'without a stack',
    zh: '未损坏的行全部入库；每次导入都有结束与说明，不出现堆栈',
  },
  run,
}

async function run(context: AttackContext): Promise<Outcome> {
  const random = context.random('files')
  const data = join(context.folder, 'data')
  await mkdir(data)
  const findings: string[] = []
  const wanted = new Set<string>()
  let tried = 0
  for (; tried < FILES * context.effort && !context.signal.aborted; tried += 1) {
    const format = FORMATS[tried % FORMATS.length] ?? 'csv'
    const rows = rowsOf(format, tried, context.seed, random)
    const file = await written(context.folder, `${tried}.${format}`, format, rows, random)
    const finding = await importOf(file.path, await mappingOf(context.folder, format), data)
    if (finding !== undefined) findings.push(`${finding}: ${context.keep(file.bytes)}`)
    if (file.is_whole)
      for (const { id } of rows.filter(({ is_spoilt }) => !is_spoilt)) wanted.add(id)
  }
  for (const foreign of foreignFiles()) {
    tried += 1
    const path = join(context.folder, `foreign-${tried}`)
    await writeFile(path, foreign)
    const finding = await importOf(path, await mappingOf(context.folder, 'csv'), data)
    if (finding !== undefined) findings.push(`${finding}: ${context.keep(foreign)}`)
  }
  findings.push(...(await differences(data, wanted)))
  return { tried, unit: 'files', findings, notes: `${wanted.size} rows that must be in the log` }
}

/**
 * Distinct ids that no accident turns into one another; no quotes, so that only an accident puts
 * one in.
 */
function rowsOf(format: Format, file: number, seed: number, random: Random): Row[] {
  return Array.from({ length: ROWS }, (_, at) => {
    const id = createHash('sha256').update(`${seed} ${file} ${at}`).digest('hex').slice(0, 20)
    const subject = `shop:${id.slice(0, 6)}`
    const text =
      format === 'csv'
        ? `${id},${subject},2026-03-01,投诉 ${at}`
        : JSON.stringify({ id, subject, day: '2026-03-01', number: `投诉 ${at}` })
    const is_spoilt = random.chance(SHARE_SPOILT)
    if (!is_spoilt) return { id, bytes: Buffer.from(text), is_spoilt }
    const bytes =
      format === 'ndjson' && random.chance(0.5)
        ? Buffer.from(mutateJson(text, random))
        : mutateBytes(Buffer.from(text), random)
    return { id, bytes: oneQuoteAtMost(bytes), is_spoilt }
  })
}

/**
 * With two open quotes in two rows, what lies between them is one field: then rows that nobody
 * spoilt are rightly part of it.
 */
function oneQuoteAtMost(bytes: Buffer): Buffer {
  return bytes.at(0) === 0x22 || bytes.includes(',"')
    ? Buffer.from(bytes.toString('latin1').replaceAll('"', ''), 'latin1')
    : bytes
}

async function written(
  folder: string,
  name: string,
  format: Format,
  rows: readonly Row[],
  random: Random,
) {
  const header = format === 'csv' ? [Buffer.from('id,subject,day,number')] : []
  const plain = Buffer.concat(
    [...header, ...rows.map(({ bytes }) => bytes)].flatMap((bytes) => [bytes, Buffer.from('\n')]),
  )
  const packed = random.chance(0.5) ? gzipSync(plain) : plain
  const is_whole = packed === plain || random.chance(0.7)
  const bytes = is_whole ? packed : packed.subarray(0, random.below(packed.length))
  const path = join(folder, name)
  await writeFile(path, bytes)
  return { path, bytes, is_whole }
}

async function mappingOf(folder: string, format: Format): Promise<string> {
  const path = join(folder, `${format}.yaml`)
  const lines = [
    `mapping: attack-${format}`,
    'description: One complaint a row, for attacks',
    'source: urn:attack:files',
    'input:',
    `  format: ${format}`,
    ...(format === 'csv' ? ['  columns: [id, subject, day, number]'] : []),
    'time_zone: Asia/Shanghai',
    'events:',
    '  - type: ComplaintReceived',
    "    id: '{id}'",
    "    subject: '{subject}'",
    '    occurred_at: { column: day, as: instant }',
    '    reported_at: unknown',
    '    data:',
    "      complaint_number: '{number}'",
    '',
  ]
  await writeFile(path, lines.join('\n'))
  return path
}

/**
 * What an office might send by mistake: a workbook, a page, a picture, nothing, the mark of an
 * encoding alone.
 */
function foreignFiles(): readonly Buffer[] {
  return [
    Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(5_000, 7)]),
    Buffer.from('<!doctype html><html><body>请登录</body></html>'),
    Buffer.concat([
      Buffer.from([0x89]),
      Buffer.from('PNG\r\n\x1a\n', 'latin1'),
      Buffer.alloc(2_000),
    ]),
    Buffer.alloc(0),
    Buffer.from('\uFEFF'),
    Buffer.from('id,id,subject,day,number\n1,2,shop:1,2026-03-01,x\n'),
    Buffer.from('"id,subject,day,number\n'),
    gzipSync(Buffer.alloc(3_000_000, '\n')),
  ]
}

/** Undefined when the command ended as it should: with a code that it explains, and no stack. */
async function importOf(file: string, mapping: string, data: string): Promise<string | undefined> {
  const args = [COMMAND, 'import', file, '--mapping', mapping, '--data', data]
  const ended = await promisify(execFile)('node', args).then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    // execFile rejects with these fields.
    (error: { code?: number | string; stdout?: string; stderr?: string }) => ({
      code: error.code ?? 'killed',
      text: `${error.stdout}${error.stderr}`,
    }),
  )
  if (/^\s+at .+:\d+:\d+/m.test(ended.text)) return `a stack: ${ended.text.slice(0, 400)}`
  if (ended.text.trim() === '') return `ended with ${ended.code} and said nothing`
  return EXPLAINED.has(ended.code)
    ? undefined
    : `ended with ${ended.code}: ${ended.text.slice(0, 400)}`
}

/** Done, refused, some refused, none taken. */
const EXPLAINED: ReadonlySet<unknown> = new Set([0, 1, 3, 4])

async function differences(data: string, wanted: ReadonlySet<string>): Promise<string[]> {
  const events = await logContents(data)
  const disorder = disorderIn(events)
  const held = new Set(reportedEvents(events).map(({ source_event_id }) => source_event_id))
  const lost = [...wanted].filter((id) => !held.has(id))
  const open = new Set(
    events.flatMap(({ type, data: { import_id } }) =>
      type === 'ImportStarted' ? [import_id] : [],
    ),
  )
  for (const {
    type,
    data: { import_id },
  } of events)
    if (type !== 'ImportStarted') open.delete(import_id)
  return [
    ...(disorder === undefined ? [] : [disorder]),
    ...(lost.length === 0
      ? []
      : [`${lost.length} rows that nobody spoilt are not in the log, the first ${lost[0]}`]),
    ...(open.size === 0 ? [] : [`${open.size} imports have no end`]),
  ]
}
