import { basename } from 'node:path'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'
import {
  assignColumns,
  type AssignedField,
  type Assignment,
} from '#/intake/proposal/assign-columns.ts'
import { emptyWordsIn, lookAt, type ColumnLook } from '#/intake/proposal/column-look.ts'
import { fieldLines, formatOf, YES_NO_TABLE } from '#/intake/proposal/field-yaml.ts'
import { sampleOf, type FileSample } from '#/intake/proposal/file-sample.ts'
import { YES_NO } from '#/intake/proposal/usual-names.ts'
import { filledFrom, inComment, listed, quoted } from '#/intake/proposal/yaml-words.ts'

export interface ProposalOptions {
  /** Of the event; by the names of the file and its columns if not said. */
  readonly event_type?: string
  /** How a value of the file may be shown in a comment. */
  readonly shown?: (text: string) => string
  /** Where editors find the schema of mappings. */
  readonly schema: string
}

export interface Proposal {
  readonly text: string
  readonly event_type: string
  readonly columns: readonly ProposedColumn[]
}

/** What was made of a column. */
export interface ProposedColumn {
  readonly column: string
  /** Roles and fields that it was found to say: `subject`, `data.fine_cents`. */
  readonly becomes: readonly string[]
  readonly samples: readonly string[]
}

/** Throws FileRefused for what no mapping can read, and FileDamaged. */
export async function proposeMapping(path: string, options: ProposalOptions): Promise<Proposal> {
  const sample = await sampleOf(path)
  const looks = sample.columns.map((name, at) =>
    lookAt(
      name,
      sample.rows.map((row) => row[at] ?? ''),
    ),
  )
  const name = basename(path)
  const assigned = assignColumns(looks, name, options.event_type)
  const assignment = readableOnly(assigned, looks)
  const { shown = (text: string) => text } = options
  return {
    text: proposalText({ sample, assignment, name, shown, schema: options.schema }),
    event_type: assignment.type,
    columns: looks.map((look) => ({
      column: look.name,
      becomes: becomesOf(look, assignment),
      samples: look.samples.map((text) => shown(text)),
    })),
  }
}

/** Without the fields whose values their columns do not hold. */
function readableOnly(assigned: Assignment, looks: readonly ColumnLook[]): Assignment {
  const isRead = (one: AssignedField): boolean => fieldLines(one, assigned, 'CNY').length > 0
  const fields = assigned.fields.filter(isRead)
  const unread = assigned.fields.filter((one) => !isRead(one)).map(({ field }) => field)
  const used = new Set([...fields.map(({ column }) => column), ...Object.values(assigned.roles)])
  return {
    ...assigned,
    fields,
    missing: [...assigned.missing, ...unread.filter(({ required }) => required)],
    left: looks.filter((look) => !used.has(look)),
  }
}

function becomesOf(look: ColumnLook, { roles, fields }: Assignment): readonly string[] {
  return [
    ...Object.entries(roles).flatMap(([role, column]) => (column === look ? [role] : [])),
    ...fields.flatMap(({ field, column }) => (column === look ? [`data.${field.path}`] : [])),
  ]
}

interface ProposalParts {
  readonly sample: FileSample
  readonly assignment: Assignment
  readonly name: string
  readonly shown: (text: string) => string
  readonly schema: string
}

function proposalText(parts: ProposalParts): string {
  const { sample, assignment, name, schema } = parts
  const mapping = mappingNameOf(name)
  const currency = sample.rows.some((row) => row.some((cell) => /NT\$|新[台臺]/.test(cell)))
    ? 'TWD'
    : 'CNY'
  const data = dataLines(assignment, currency)
  const text = [
    `# yaml-language-server: $schema=${schema}`,
    '# Proposed from the file; look at every line marked CHECK, then: npx jianwei mapping try',
    '# 由文件推断生成，请逐一核对标有 CHECK 的行，再用 mapping try 试读',
    `mapping: ${mapping}`,
    `description: Proposed from ${inComment(name).replaceAll(/['":#{}[\]&*!|>%@`]/g, ' ')}`,
    `source: urn:example:${mapping}  # CHECK: the system that the facts come from 数据来源标识`,
    ...inputLines(parts),
    `time_zone: ${currency === 'TWD' ? 'Asia/Taipei' : 'Asia/Shanghai'}`,
    ...tableLines(data),
    ...skipLines(parts),
    'events:',
    `  - type: ${assignment.type}`,
    ...(assignment.schema_version === 1
      ? []
      : [`    schema_version: ${assignment.schema_version}`]),
    ...roleLines(parts, mapping).map((line) => `    ${line}`),
    ...(data.length === 0
      ? ['    data: {}']
      : ['    data:', ...data.map((line) => `      ${line}`)]),
    ...missingLines(assignment).map((line) => `      ${line}`),
    ...leftLines(parts).map((line) => `      ${line}`),
  ]
  return `${text.join('\n')}\n`
}

/** The words of the file's name that a mapping may be called by. */
function mappingNameOf(name: string): string {
  const plain = containsPersonalNumber(name) ? '' : name.replace(/(\.\w{1,5}){1,2}$/, '')
  const words = plain.toLowerCase().match(/[a-z0-9]+/g) ?? []
  const joined = words.join('-').slice(0, 40).replace(/-$/, '')
  return /^[a-z]/.test(joined) ? joined : `register${joined === '' ? '' : `-${joined}`}`
}

/** The column by which a row of totals is passed over is one of those that the file must have. */
function inputLines({ sample, assignment }: ProposalParts): readonly string[] {
  const { input, columns, rows } = sample
  const isTable = input.format === 'csv' || input.format === 'xlsx'
  const empty = emptyWordsIn(rows)
  const { left } = assignment
  const used = columns.filter(
    (column, place) =>
      !left.some(({ name }) => name === column) || (place === 0 && sample.totals !== undefined),
  )
  const names = input.header_row === 0 ? columns : used
  const told = [...new Set(names.map((name) => name.replace(/#\d+$/, '')))].filter(
    (name) => name !== '',
  )
  return [
    'input:',
    `  format: ${input.format}`,
    ...(input.header_row === undefined ? [] : [`  header_row: ${input.header_row}`]),
    ...(input.delimiter === undefined
      ? []
      : [`  delimiter: ${input.delimiter === '\t' ? '"\\t"' : quoted(input.delimiter)}`]),
    ...(input.sheet === undefined ? [] : [`  sheet: ${quoted(input.sheet)}`]),
    ...(input.at === undefined ? [] : [`  at: ${quoted(input.at)}`]),
    ...(input.element === undefined ? [] : [`  element: ${quoted(input.element)}`]),
    ...(isTable ? [`  columns: ${listed(told)}`] : []),
    ...(empty.length === 0 ? [] : [`  empty: ${listed(empty)}`]),
  ]
}

function tableLines(data: readonly string[]): readonly string[] {
  if (!data.some((line) => line.includes(`table: ${YES_NO_TABLE}`))) return []
  const entries = Object.entries(YES_NO).map(([word, value]) => `${quoted(word)}: ${value}`)
  return ['tables:', `  ${YES_NO_TABLE}: { ${entries.join(', ')} }`]
}

function skipLines({ sample }: ProposalParts): readonly string[] {
  const [first] = sample.columns
  if (sample.totals === undefined || first === undefined) return []
  return [`skip: { column: ${quoted(first)}, equals: ${quoted(sample.totals)} }`]
}

/** What an event says beside its data; where no column was found, what lets the file be read. */
function roleLines({ assignment, sample }: ProposalParts, mapping: string): readonly string[] {
  const { id, subject, occurred_at, reported_at, region, department } = assignment.roles
  const namespace = mapping.replaceAll('_', '-').slice(0, 30)
  const ofRecord = id?.name ?? '@hash'
  const first = quoted(sample.columns[0] ?? '')
  return [
    id === undefined
      ? checked("id: '{@hash}'", 'no column differs in every row; a row that changes gets a new id')
      : `id: ${filledFrom(id.name)}`,
    subject === undefined
      ? checked(`subject: ${filledFrom(ofRecord, `${namespace}:`)}`, 'whom is it about?')
      : `subject: ${filledFrom(subject.name, subject.is_uscc ? '' : `${namespace}:`)}`,
    ...(region === undefined ? [] : [`region: { column: ${quoted(region.name)}, optional: true }`]),
    ...(department === undefined
      ? []
      : [`department: { column: ${quoted(department.name)}, optional: true }`]),
    occurred_at === undefined
      ? checked(`occurred_at: { column: ${first}, as: instant }`, 'no column of dates was found')
      : `occurred_at: ${instantOf(occurred_at)}${doubtOf(occurred_at)}`,
    reported_at === undefined
      ? checked('reported_at: unknown', 'does a column say when the source knew of it?')
      : `reported_at: ${instantOf(reported_at)}`,
  ]
}

function checked(line: string, why: string): string {
  return `${line}  # CHECK: ${why}`
}

function instantOf(column: ColumnLook): string {
  return `{ column: ${quoted(column.name)}, as: instant${formatOf(column)} }`
}

/** Days and months that may be meant the other way round. */
function doubtOf({ date_formats }: ColumnLook): string {
  return date_formats.some((format) => /^(M\/D|D\/M)/.test(format))
    ? '  # CHECK: month and day may stand the other way round'
    : ''
}

function dataLines(assignment: Assignment, currency: string): readonly string[] {
  const lines = assignment.fields.flatMap((one) => fieldLines(one, assignment, currency))
  const names = lines.map((line) => line.slice(0, line.indexOf(':')))
  // Two amounts state one currency.
  return lines.filter((_, at) => names.indexOf(names[at] ?? '') === at)
}

function missingLines({ missing }: Assignment): readonly string[] {
  return missing.map(
    ({ path, title, values }) =>
      `# MISSING 缺少: ${path} ${title?.zh ?? ''} (required 必填${
        values === null ? '' : `: ${values.join(' | ')}`
      })`,
  )
}

function leftLines({ assignment, shown }: ProposalParts): readonly string[] {
  return assignment.left.map(({ name, samples }) => {
    const values = samples.map((text) => inComment(shown(text))).join(' | ')
    return `# not recognised 未识别: ${inComment(name)}: ${values === '' ? '(empty 空)' : values}`
  })
}
