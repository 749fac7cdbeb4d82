import { z } from 'zod'
import { isPersonal, type EventDefinition } from '@jianwei/events/define-event.ts'

/**
 * What a rule can speak of: the fields of an event, by path (`region`, `data.fine_cents`,
 * `data.result.code`), and the kind of value each holds. It follows from the schemas of the
 * catalogue, so a rule cannot name a field that no event has.
 */
export type FieldKind =
  | 'text'
  | 'number'
  | 'boolean'
  /** Calendar day, YYYY-MM-DD. */
  | 'date'
  /** `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  | 'instant'
  /** List of texts, of numbers. */
  | 'texts'
  | 'numbers'
  /** Something a rule can only ask the presence of. */
  | 'other'

export type FieldKinds = ReadonlyMap<string, FieldKind>

/** Fields per event type: facts only, at the latest version of each. */
export type FieldsOfTypes = ReadonlyMap<string, FieldKinds>

/** Fields of the envelope that belong to a fact's content or its origin. */
export const ENVELOPE_FIELDS: FieldKinds = new Map<string, FieldKind>([
  ['type', 'text'],
  ['region', 'text'],
  ['department', 'text'],
  ['source', 'text'],
  ['subject_id', 'text'],
])

export function fieldsOfTypes(definitions: readonly EventDefinition[]): FieldsOfTypes {
  const fields = new Map<string, FieldKinds>()
  for (const { type, role, data } of definitions) {
    // Versions stand in ascending order, so the latest one stays.
    if (role === 'fact') fields.set(type, new Map([...ENVELOPE_FIELDS, ...fieldsOf(data, 'data')]))
  }
  return fields
}

/** Fields per event type that can name or locate a person, and those within such fields. */
export function personalFieldsOfTypes(
  definitions: readonly EventDefinition[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, ReadonlySet<string>>()
  for (const { type, role, data } of definitions) {
    if (role === 'fact') fields.set(type, new Set(personalFieldsOf(data, 'data', false)))
  }
  return fields
}

function personalFieldsOf(schema: z.core.$ZodType, path: string, within: boolean): string[] {
  const marked = within || (schema instanceof z.ZodType && isPersonal(schema))
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([name, field]) =>
      personalFieldsOf(field, `${path}.${name}`, marked),
    )
  }
  return marked ? [path] : []
}

/** The fields below `path`. An object gives its fields, not itself. */
function fieldsOf(schema: z.core.$ZodType, path: string): [string, FieldKind][] {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([name, field]) =>
      fieldsOf(field, `${path}.${name}`),
    )
  }
  return [[path, kindOf(inner)]]
}

function kindOf(schema: z.core.$ZodType): FieldKind {
  const format = schema instanceof z.ZodType ? schema.meta()?.['format'] : undefined
  if (format === 'date') return 'date'
  if (format === 'date-time') return 'instant'
  if (schema instanceof z.ZodPipe) return kindOf(schema.in)
  if (schema instanceof z.ZodISODate) return 'date'
  if (
    schema instanceof z.ZodStringFormat ||
    schema instanceof z.ZodString ||
    schema instanceof z.ZodEnum
  )
    return 'text'
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodBoolean) return 'boolean'
  if (schema instanceof z.ZodLiteral) return kindOfLiterals(schema.values)
  if (schema instanceof z.ZodArray) return listKindOf(kindOf(unwrapped(schema.element)))
  return 'other'
}

function kindOfLiterals(values: ReadonlySet<z.core.util.Literal>): FieldKind {
  const all = [...values]
  if (all.every((value) => typeof value === 'string')) return 'text'
  return all.every((value) => typeof value === 'number') ? 'number' : 'other'
}

function listKindOf(element: FieldKind): FieldKind {
  if (element === 'text' || element === 'date' || element === 'instant') return 'texts'
  return element === 'number' ? 'numbers' : 'other'
}

/** Without the wrappers that say that a value may be absent. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodDefault
  ) {
    inner = inner.unwrap()
  }
  return inner
}
