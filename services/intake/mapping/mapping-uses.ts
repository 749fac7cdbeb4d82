import { conditionColumns } from '#/intake/mapping/condition.ts'
import {
  changedIdOf,
  REPORTED_UNKNOWN,
  type ChangeOutput,
  type Condition,
  type CorrectOutput,
  type Value,
  type WrittenMapping,
} from '#/intake/mapping/language.ts'
import { regionColumns } from '#/intake/mapping/region-language.ts'
import { parseTemplate } from '#/intake/mapping/template.ts'
import { withOf } from '#/intake/mapping/value.ts'

/** The columns that the mapping reads, wherever in it. */
export function columnsUsed(mapping: WrittenMapping): readonly string[] {
  return [...new Set(usesOf(mapping).columns.map(({ name }) => name))]
}

/** Whether what its columns mean depends on a table of regions. */
export function readsRegions(mapping: WrittenMapping): boolean {
  return usesOf(mapping).regions.length > 0
}

/** A name that stands somewhere in a mapping. */
export interface Use {
  readonly path: string
  readonly name: string
}

/** What a mapping names, and where. */
export interface Uses {
  readonly columns: Use[]
  readonly tables: Use[]
  /** Columns that are read as regions. */
  readonly regions: Use[]
  /** Fields that others of the same object belong to, with the fields that it has. */
  readonly withs: (Use & { readonly fields: readonly string[] })[]
  readonly templates: { readonly path: string; readonly text: string }[]
}

export function usesOf(mapping: WrittenMapping): Uses {
  const uses: Uses = { columns: [], tables: [], regions: [], withs: [], templates: [] }
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
      if (value !== undefined && value !== REPORTED_UNKNOWN)
        addValue(uses, value, `${path}.${name}`)
    }
    addRecord(uses, output.data, `${path}.data`)
  }
  for (const [at, change] of mapping.changes.entries()) addChange(uses, change, `changes.${at}`)
  return uses
}

function addChange(uses: Uses, change: ChangeOutput, path: string): void {
  const { when, change_id, reason } = change
  if (when !== undefined) addCondition(uses, when, `${path}.when`)
  const { field, occurred_at, region, department } =
    'correct' in change ? change : ({} as Partial<CorrectOutput>)
  const values = {
    ['correct' in change ? 'correct' : 'retract']: changedIdOf(change),
    change_id,
    reason,
    field,
    occurred_at,
    region,
    department,
  }
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) addValue(uses, value, `${path}.${name}`)
  if ('correct' in change) addRecord(uses, change.set, `${path}.set`)
}

function addCondition(uses: Uses, condition: Condition, path: string): void {
  for (const name of conditionColumns(condition)) uses.columns.push({ path, name })
}

function addRecord(uses: Uses, record: Readonly<Record<string, Value>>, path: string): void {
  const fields = Object.keys(record)
  for (const [name, value] of Object.entries(record)) {
    const other = withOf(value)
    if (other !== undefined) uses.withs.push({ path: `${path}.${name}.with`, name: other, fields })
    addValue(uses, value, `${path}.${name}`)
  }
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
    return addRecord(uses, value.object, `${path}.object`)
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
  if (value.time !== undefined)
    uses.columns.push({ path: `${path}.time.column`, name: value.time.column })
  if (value.as === 'region') uses.regions.push({ path, name: value.column })
  for (const { key, column } of regionColumns(value))
    uses.columns.push({ path: `${path}.${key}`, name: column })
  if (value.table !== undefined) uses.tables.push({ path: `${path}.table`, name: value.table })
}

function addTemplate(uses: Uses, text: string, path: string): void {
  uses.templates.push({ path, text })
  for (const name of parseTemplate(text)?.columns ?? []) uses.columns.push({ path, name })
}
