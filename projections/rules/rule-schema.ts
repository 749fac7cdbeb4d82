import { z } from 'zod'
import type { FieldText } from '@jianwei/events/field-text.ts'
import type { JsonSchema } from '@jianwei/events/json-schema.ts'
import { KIND_LABELS, labelOf, type FieldLabel } from '#/rules/field-labels.ts'
import { EXCEPTIONS_MAX, ExceptionShape } from '#/rules/language/exceptions.ts'
import { AlertingShape } from '#/rules/facts/groups/alerting-fields.ts'
import type { FieldKind, FieldsOfTypes } from '#/rules/language/fields.ts'
import { ALL_KINDS } from '#/rules/kinds/all-kinds.ts'
import { OPERANDS, OPERATORS, SelectionShape } from '#/rules/language/parse-filter.ts'
import { RuleHeader } from '#/rules/language/rule-header.ts'
import {
  EventTypePart,
  FieldPart,
  FilterPart,
  SelectionPart,
  SubjectFilterPart,
} from '#/rules/language/rule-parts.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'
import { RULE_KINDS } from '#/rules/rule.ts'
import { subjectFields } from '#/rules/language/subject-fields.ts'

/**
 * The JSON Schema of a rule's file, for editors: made from the schemas that read rules, so that it
 * knows every kind, every type of event and every field. It is wider than `parseRule` in what
 * depends on several fields at once (whether an event has a field, whether a day exists); what it
 * refuses, `parseRule` refuses as well.
 */

export const RULE_SCHEMA_TITLE = 'A rule of Jianwei 见微规则'

const PARTS = new Map<unknown, string>([
  [SelectionPart, 'selection'],
  [FilterPart, 'filter'],
  [SubjectFilterPart, 'subject_filter'],
  [FieldPart, 'field'],
  [EventTypePart, 'event'],
])

/** Parts have an entry of their own among the definitions, and are referred to. */
function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...body } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      const part = PARTS.get(zodSchema)
      if (part === undefined) return inTwoLanguages(jsonSchema)
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
      jsonSchema.$ref = `#/$defs/${part}`
    },
  })
  return body
}

/** What a kind of values says of itself, as the rest of the schema has it. */
function inTwoLanguages(schema: Record<string, unknown>): void {
  for (const key of ['title', 'description']) {
    const text = schema[`x-${key}`] as FieldText | undefined
    if (text === undefined) continue
    delete schema[`x-${key}`]
    schema[key] = text.en
    schema[`x-${key}-zh`] = text.zh
  }
}

/**
 * The schema with a title for every field and what is said of it, in English as JSON Schema has it
 * and in Chinese beside it (`x-title-zh`, `x-description-zh`): a form shows them.
 */
export function ruleJsonSchema(fields: FieldsOfTypes = CATALOGUE_FIELDS): JsonSchema {
  const schema = bareSchema(fields)
  labelFields(schema, '')
  for (const [name, definition] of Object.entries(schema['$defs'] as JsonSchema)) {
    const kind = KIND_LABELS[name]
    if (kind !== undefined) Object.assign(definition as JsonSchema, labelled(kind))
    if (kind !== undefined || name === 'selection') labelFields(definition, `#${name}`)
  }
  return schema
}

/** Titles for the properties of a schema and of what stands in them; paths as in `labelOf`. */
function labelFields(node: unknown, path: string): void {
  if (typeof node !== 'object' || node === null) return
  const { properties = {}, items, anyOf, oneOf } = node as JsonSchema
  for (const [name, property] of Object.entries(properties as JsonSchema)) {
    const place = path === '' ? name : `${path}.${name}`
    const found = labelOf(place)
    if (found !== undefined) Object.assign(property as JsonSchema, labelled(found))
    labelFields(property, place)
  }
  labelFields(items, `${path}[]`)
  for (const alternatives of [anyOf, oneOf])
    for (const one of Array.isArray(alternatives) ? alternatives : []) labelFields(one, path)
}

function labelled({ title, help }: FieldLabel): JsonSchema {
  return {
    title: title.en,
    'x-title-zh': title.zh,
    ...(help?.en === undefined ? {} : { description: help.en }),
    ...(help === undefined ? {} : { 'x-description-zh': help.zh }),
  }
}

function bareSchema(fields: FieldsOfTypes): JsonSchema {
  // A strict object has properties and a list of those that are required.
  const header = schemaOf(RuleHeader) as {
    readonly properties: object
    readonly required: readonly string[]
  }
  const kinds = ALL_KINDS.map(({ name, shape }) => [name, schemaOf(shape)] as const)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: RULE_SCHEMA_TITLE,
    type: 'object',
    properties: {
      ...header.properties,
      exceptions: {
        type: 'array',
        maxItems: EXCEPTIONS_MAX,
        items: {
          ...schemaOf(ExceptionShape),
          oneOf: [{ required: ['subject'] }, { required: ['while'] }],
        },
      },
      alerting: schemaOf(AlertingShape),
      kind: { enum: RULE_KINDS },
      parameters: { type: 'object' },
    },
    required: [...header.required, 'kind', 'parameters'],
    additionalProperties: false,
    allOf: RULE_KINDS.map((kind) => ({
      if: { properties: { kind: { const: kind } }, required: ['kind'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema, and nobody awaits it
      then: { properties: { parameters: { $ref: `#/$defs/${kind}` } } },
    })),
    $defs: {
      selection: schemaOf(SelectionShape),
      filter: filterSchema('filter', [
        ...[...fields.values()].flatMap((ofType) => [...ofType]),
        ...subjectFields(fields),
      ]),
      subject_filter: filterSchema('subject_filter', [...subjectFields(fields)]),
      field: {
        enum: [...new Set([...fields.values()].flatMap((ofType) => [...ofType.keys()]))].sort(),
      },
      event: { enum: [...fields.keys()].sort() },
      ...Object.fromEntries(kinds),
    },
  }
}

/**
 * One alternative for each kind of field: its fields, and the operators that say something of them.
 */
function filterSchema(
  itself: string,
  fields: readonly (readonly [string, FieldKind])[],
): JsonSchema {
  const names = new Map<FieldKind, Set<string>>()
  for (const [name, kind] of fields) {
    names.set(kind, (names.get(kind) ?? new Set()).add(name))
  }
  const list = { type: 'array', minItems: 1, items: { $ref: `#/$defs/${itself}` } }
  const joined = { all: list, any: list, not: { $ref: `#/$defs/${itself}` } }
  return {
    anyOf: [
      ...[...names]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([kind, ofKind]) => comparisonSchema(kind, [...ofKind].sort())),
      ...Object.entries(joined).map(([key, content]) => ({
        type: 'object',
        properties: { [key]: content },
        required: [key],
        additionalProperties: false,
      })),
    ],
  }
}

function comparisonSchema(kind: FieldKind, names: readonly string[]): JsonSchema {
  const operands = OPERATORS.flatMap((operator) => {
    const operand = OPERANDS[operator](kind)
    return operand === undefined ? [] : [[operator, schemaOf(operand)] as const]
  })
  return {
    type: 'object',
    properties: { field: { enum: names }, ...Object.fromEntries(operands) },
    required: ['field'],
    minProperties: 2,
    maxProperties: 2,
    additionalProperties: false,
  }
}
