import { parseDocument } from 'yaml'
import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import { definitionOf, latestVersion, roleOf } from '@jianwei/events/catalogue.ts'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'
import { SOURCE_IS_PERSONAL } from '#/intake/cloud-event.ts'
import { unkeepableValue } from '#/intake/keepable-values.ts'
import { conditionColumns } from '#/intake/mapping/condition.ts'
import {
  MappingFile,
  sourcesOf,
  type Condition,
  type EventOutput,
  type Mapping,
  type Value,
} from '#/intake/mapping/language.ts'
import { parseTemplate } from '#/intake/mapping/template.ts'

/** Where in the mapping something is wrong, and what. */
export interface MappingProblem {
  readonly path: string
  readonly message: string
}

/** A mapping file that cannot be used, with everything that is wrong with it. */
export class MappingRefused extends DomainError {
  override readonly name = 'MappingRefused'
  readonly code = 'MAPPING_REFUSED'
  readonly problems: readonly MappingProblem[]

  constructor(file: string, problems: readonly MappingProblem[]) {
    const lines = problems.map(
      ({ path, message }) => `  ${path === '' ? '(file)' : path}: ${message}`,
    )
    super(`Mapping refused: ${file}\n${lines.join('\n')}`)
    this.problems = problems
  }
}

/** Throws MappingRefused with all problems. `file` names it in the message only. */
export function readMapping(yaml: string, file: string): Mapping {
  const parsed = MappingFile.safeParse(contentOf(yaml, file))
  if (!parsed.success) {
    throw new MappingRefused(
      file,
      parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    )
  }
  const problems = problemsOf(parsed.data)
  if (problems.length > 0) throw new MappingRefused(file, problems)
  return parsed.data
}

function contentOf(yaml: string, file: string): unknown {
  const problems: string[] = []
  try {
    const document = parseDocument(yaml, { uniqueKeys: true })
    problems.push(...document.errors.map((error) => error.message))
    if (problems.length === 0) {
      const content: unknown = document.toJS({ maxAliasCount: 100 })
      const unkeepable = unkeepableValue(content, '')
      if (unkeepable === undefined) return content
      problems.push(
        unkeepable.path === '' ? unkeepable.message : `${unkeepable.path}: ${unkeepable.message}`,
      )
    }
  } catch (error) {
    // Besides syntax errors: an alias of nothing, too many aliases, a depth that the parser cannot
    // bear.
    problems.push(`not readable as YAML: ${String(error)}`)
  }
  throw new MappingRefused(
    file,
    problems.map((message) => ({ path: '', message })),
  )
}

/** What the shape alone cannot say: names that point nowhere. */
function problemsOf(mapping: Mapping): MappingProblem[] {
  const uses = usesOf(mapping)
  const known = mapping.input.columns === undefined ? undefined : new Set(mapping.input.columns)
  if (mapping.input.format === 'csv' && known === undefined) {
    return [{ path: 'input.columns', message: 'a CSV mapping lists its columns' }]
  }
  return [
    ...sourcesOf(mapping).filter(containsPersonalNumber).map(personalSource),
    ...identityProblems(mapping),
    ...uses.templates
      .filter(({ text }) => parseTemplate(text) === undefined)
      .map(({ path }) => unclosed(path)),
    ...uses.columns
      .filter(({ name }) => known !== undefined && !isKnown(known, name))
      .map(unknownColumn),
    ...uses.tables.filter(({ name }) => !Object.hasOwn(mapping.tables, name)).map(unknownTable),
    ...mapping.events.flatMap((output, at) => typeProblems(output, `events.${at}`)),
    ...feedProblems(mapping),
  ]
}

function feedProblems({ feeds, events }: Mapping): MappingProblem[] {
  if (feeds === undefined || feeds === 'nothing') return []
  const given = new Set(events.map(({ type }) => type))
  const { from, until } = feeds
  const holdsNothing = from !== undefined && until !== undefined && from >= until
  const message = `a feed from ${from} until ${until} holds nothing`
  const times = holdsNothing ? [{ path: 'feeds.until', message }] : []
  const never = (feeds.never ?? []).flatMap((type, at) => {
    const path = `feeds.never.${at}`
    if (given.has(type)) return [{ path, message: `the mapping itself gives ${type}` }]
    return roleOf(type) === 'fact' ? [] : [{ path, message: `${type} is no type of fact` }]
  })
  return [...times, ...never]
}

/** Not repeated in the message. */
function personalSource(): MappingProblem {
  return { path: 'source', message: SOURCE_IS_PERSONAL }
}

/** The exchange format has its own word for what each record is, and when it was reported. */
function identityProblems({ input, identity, changed_at }: Mapping): MappingProblem[] {
  if (changed_at === undefined) {
    if (input.format !== 'exchange' || identity === 'record') return []
    return [{ path: 'identity', message: 'ids of the exchange format name records' }]
  }
  if (input.format === 'exchange')
    return [
      { path: 'changed_at', message: 'cd_time says when a record of the exchange format changed' },
    ]
  return identity === 'record'
    ? []
    : [{ path: 'changed_at', message: 'only records change: identity is occurrence' }]
}

function typeProblems(output: EventOutput, path: string): MappingProblem[] {
  const latest = latestVersion(output.type)
  if (latest === undefined || roleOf(output.type) === 'record') {
    return [{ path: `${path}.type`, message: 'no event that a source may report has this type' }]
  }
  const shape = definitionOf(output.type, output.schema_version)?.data
  if (shape === undefined) {
    return [
      { path: `${path}.schema_version`, message: `this type has the versions 1 to ${latest}` },
    ]
  }
  const fields = shape instanceof z.ZodObject ? Object.keys(shape.shape) : Object.keys(output.data)
  return Object.keys(output.data)
    .filter((name) => !fields.includes(name))
    .map((name) => ({ path: `${path}.data.${name}`, message: `${output.type} has no such field` }))
}

/** `item` is what `each` puts there; `a.b` begins at the column `a`. */
function isKnown(columns: ReadonlySet<string>, name: string): boolean {
  return (
    columns.has(name) ||
    name === 'item' ||
    name.startsWith('item.') ||
    columns.has(name.split('.', 1)[0] ?? '')
  )
}

/** The columns that the mapping reads, wherever in it. */
export function columnsUsed(mapping: Mapping): readonly string[] {
  return [...new Set(usesOf(mapping).columns.map(({ name }) => name))]
}

interface Use {
  readonly path: string
  readonly name: string
}

interface Uses {
  readonly columns: Use[]
  readonly tables: Use[]
  readonly templates: { readonly path: string; readonly text: string }[]
}

function usesOf(mapping: Mapping): Uses {
  const uses: Uses = { columns: [], tables: [], templates: [] }
  if (mapping.skip !== undefined) addCondition(uses, mapping.skip, 'skip')
  if (mapping.changed_at !== undefined) addValue(uses, mapping.changed_at, 'changed_at')
  for (const [at, output] of mapping.events.entries()) {
    const path = `events.${at}`
    if (output.when !== undefined) addCondition(uses, output.when, `${path}.when`)
    if (output.each !== undefined) uses.columns.push({ path: `${path}.each`, name: output.each })
    const { id, subject, region, department, occurred_at, reported_at, correlation_id } = output
    for (const [name, value] of Object.entries({
      id,
      subject,
      region,
      department,
      occurred_at,
      reported_at,
      correlation_id,
    })) {
      if (value !== undefined) addValue(uses, value, `${path}.${name}`)
    }
    for (const [name, value] of Object.entries(output.data))
      addValue(uses, value, `${path}.data.${name}`)
  }
  return uses
}

function addCondition(uses: Uses, condition: Condition, path: string): void {
  for (const name of conditionColumns(condition)) uses.columns.push({ path, name })
}

function addValue(uses: Uses, value: Value, path: string): void {
  if (typeof value === 'string') return addTemplate(uses, value, path)
  if (typeof value !== 'object' || value === null) return
  if ('constant' in value)
    return value.when === undefined ? undefined : addCondition(uses, value.when, `${path}.when`)
  if ('template' in value) return addTemplate(uses, value.template, path)
  if ('list' in value)
    return value.list.forEach((item, at) => addValue(uses, item, `${path}.list.${at}`))
  if ('object' in value) {
    if (value.when !== undefined) addCondition(uses, value.when, `${path}.when`)
    for (const [name, inner] of Object.entries(value.object))
      addValue(uses, inner, `${path}.object.${name}`)
    return
  }
  if ('each' in value) {
    uses.columns.push({ path: `${path}.each`, name: value.each })
    return addValue(uses, value.item, `${path}.item`)
  }
  if ('zip' in value) {
    for (const [field, name] of Object.entries(value.zip))
      uses.columns.push({ path: `${path}.zip.${field}`, name })
    return
  }
  uses.columns.push({ path: `${path}.column`, name: value.column })
  if (value.table !== undefined) uses.tables.push({ path: `${path}.table`, name: value.table })
}

function addTemplate(uses: Uses, text: string, path: string): void {
  uses.templates.push({ path, text })
  for (const name of parseTemplate(text)?.columns ?? []) uses.columns.push({ path, name })
}

function unclosed(path: string): MappingProblem {
  return { path, message: 'a brace of this template does not close; {{ and }} stand for braces' }
}

function unknownColumn({ path, name }: Use): MappingProblem {
  return { path, message: `there is no column ${name} in input.columns` }
}

function unknownTable({ path, name }: Use): MappingProblem {
  return { path, message: `there is no table ${name} in this mapping` }
}
