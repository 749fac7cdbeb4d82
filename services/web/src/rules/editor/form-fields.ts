import type { Path } from '#/parts/yaml-edit.ts'
import { definition, referred, RULE_SCHEMA, type SchemaNode } from '#/rules/editor/rule-schema.ts'

export interface Label {
  readonly title: { readonly zh: string; readonly en: string }
  readonly help?: { readonly zh: string; readonly en: string }
}

export type FormField =
  | {
      readonly is: 'text' | 'long' | 'number'
      readonly path: Path
      readonly label: readonly Label[]
    }
  | {
      readonly is: 'choice' | 'field' | 'events'
      readonly path: Path
      readonly label: readonly Label[]
      readonly options: readonly string[]
      readonly isRequired: boolean
    }
  /** What the form cannot express: it is edited in the text. */
  | { readonly is: 'in_text'; readonly path: Path; readonly label: readonly Label[] }

const LONG_FROM = 1_000
/** Shown elsewhere: tests beside the text. */
const ELSEWHERE: readonly string[] = ['tests', 'parameters']
const FORM_FIRST: readonly string[] = ['id', 'version', 'title', 'text', 'kind', 'level']

/** The fields of the head of a rule, the commonest first. `value` is the rule as it stands. */
export function headFields(value: unknown): readonly FormField[] {
  const properties = Object.entries(RULE_SCHEMA.properties ?? {})
    .filter(([name]) => !ELSEWHERE.includes(name))
    .toSorted(([one], [other]) => placeOf(one) - placeOf(other))
  return properties.flatMap(([name, node]) =>
    fieldsOf(node, [name], [], at(value, name), isRequired(RULE_SCHEMA, name)),
  )
}

/** The fields of the condition, by the kind of the rule; none for a kind that nobody knows. */
export function conditionFields(kind: unknown, value: unknown): readonly FormField[] {
  const node = typeof kind === 'string' ? definition(kind) : undefined
  return node === undefined ? [] : propertiesOf(node, ['parameters'], [], value)
}

function propertiesOf(
  node: SchemaNode,
  path: Path,
  above: readonly Label[],
  value: unknown,
): readonly FormField[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, property]) =>
    fieldsOf(property, [...path, name], above, at(value, name), isRequired(node, name)),
  )
}

function fieldsOf(
  node: SchemaNode,
  path: Path,
  above: readonly Label[],
  value: unknown,
  required: boolean,
): readonly FormField[] {
  const label = node.title === undefined ? above : [...above, labelOf(node)]
  const name = referred(node)
  if (name === 'field') return [choiceOf('field', definition('field'), path, label, required)]
  if (name === 'selection') return selectionFields(path, label, value, required)
  if (node.enum !== undefined) return [choiceOf('choice', node, path, label, required)]
  if (node.type === 'string')
    return [{ is: (node.maxLength ?? 0) > LONG_FROM ? 'long' : 'text', path, label }]
  if (node.type === 'integer' || node.type === 'number') return [{ is: 'number', path, label }]
  if (node.type === 'object' && node.properties !== undefined)
    return required || value !== undefined ? propertiesOf(node, path, label, value) : inText()
  if (node.type === 'array' && Array.isArray(value) && value.length > 0 && isTable(node.items))
    return value.flatMap((one, index) =>
      propertiesOf(node.items ?? {}, [...path, index], numbered(label, index), one),
    )
  const chosen = node.anyOf?.find((one) => isOf(one, value))
  return chosen?.properties === undefined ? inText() : propertiesOf(chosen, path, label, value)

  function inText(): readonly FormField[] {
    return [{ is: 'in_text', path, label }]
  }
}

/** A selection: its events in the form, its filter in the text. */
function selectionFields(
  path: Path,
  label: readonly Label[],
  value: unknown,
  required: boolean,
): readonly FormField[] {
  if (!required && value === undefined) return [{ is: 'in_text', path, label }]
  const selection = definition('selection')
  const events = choiceOf('events', definition('event'), [...path, 'events'], label, true)
  const where = selection?.properties?.['where']
  if (at(value, 'where') === undefined || where === undefined) return [events]
  return [events, { is: 'in_text', path: [...path, 'where'], label: [...label, labelOf(where)] }]
}

function choiceOf(
  is: 'choice' | 'field' | 'events',
  node: SchemaNode | undefined,
  path: Path,
  label: readonly Label[],
  isRequired_: boolean,
): FormField {
  return { is, path, label, options: (node?.enum ?? []).map(String), isRequired: isRequired_ }
}

function labelOf(node: SchemaNode): Label {
  const { title = '', description } = node
  const help = node['x-description-zh']
  return {
    title: { en: title, zh: node['x-title-zh'] ?? title },
    ...(description === undefined ? {} : { help: { en: description, zh: help ?? description } }),
  }
}

/** Items of a list are told apart by their place. */
function numbered(label: readonly Label[], index: number): readonly Label[] {
  const last = label.at(-1)
  if (last === undefined) return label
  const { en, zh } = last.title
  return [
    ...label.slice(0, -1),
    { ...last, title: { en: `${en} ${index + 1}`, zh: `${zh} ${index + 1}` } },
  ]
}

function isTable(node: SchemaNode | undefined): boolean {
  return node?.type === 'object' && node.properties !== undefined
}

/** Which of several forms a value has: the one that has all of its fields. */
function isOf(node: SchemaNode, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || node.properties === undefined) return false
  const { properties } = node
  return Object.keys(value).every((name) => name in properties)
}

function isRequired({ required }: SchemaNode, name: string): boolean {
  return required?.includes(name) === true
}

function placeOf(name: string): number {
  const place = FORM_FIRST.indexOf(name)
  return place < 0 ? FORM_FIRST.length : place
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
