import type { EventDefinition, PersonalKind } from '#/define-event.ts'
import type { FieldText } from '#/field-text.ts'
import { jsonSchemaOf, type JsonSchema } from '#/json-schema.ts'

/** A field of an event's data, as people read about it. */
export interface EventField {
  /** Such as `officers[].name`. */
  readonly path: string
  /** Null where nobody has named it. */
  readonly title: FieldText | null
  readonly description: FieldText | null
  /** Whether what it lies in cannot do without it. */
  readonly required: boolean
  readonly nullable: boolean
  /** `string`, `integer`, `number`, `boolean`, `array`, `object`; `any` where it may be several. */
  readonly kind: string
  /** The only values that it may have, where they are few. */
  readonly values: readonly (string | number | boolean)[] | null
  /** What of a person it may hold. */
  readonly personal: PersonalKind | null
}

/** All fields of an event, each before those that lie in it. */
export function fieldsOf(definition: EventDefinition): readonly EventField[] {
  return fieldsIn(jsonSchemaOf(definition), '')
}

function fieldsIn(schema: JsonSchema, prefix: string): readonly EventField[] {
  const required = (schema['required'] ?? []) as readonly string[]
  // In a schema that was made from a definition these keywords have these shapes.
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  return properties.flatMap(([name, property]) => {
    const path = `${prefix}${name}`
    const field = fieldOf(property, path, required.includes(name))
    return [field, ...within(property).flatMap(([inner, mark]) => fieldsIn(inner, path + mark))]
  })
}

function fieldOf(schema: JsonSchema, path: string, required: boolean): EventField {
  const alternatives = alternativesOf(schema)
  const [only, ...others] = alternatives.filter(({ type }) => type !== 'null')
  return {
    path,
    title: (schema['x-title'] as FieldText | undefined) ?? null,
    description: textOf(schema, 'x-description') ?? null,
    required,
    nullable: alternatives.some(({ type }) => type === 'null'),
    kind: others.length === 0 && typeof only?.['type'] === 'string' ? only['type'] : 'any',
    values: (only?.['enum'] as EventField['values'] | undefined) ?? null,
    personal: personalIn(schema),
  }
}

/** What its kind of values says, also where null is one of several alternatives. */
function textOf(schema: JsonSchema, key: string): FieldText | undefined {
  const own = schema[key] as FieldText | undefined
  return (
    own ??
    (alternativesOf(schema).find((one) => one !== schema && key in one)?.[key] as
      | FieldText
      | undefined)
  )
}

function personalIn(schema: JsonSchema): PersonalKind | null {
  const marked = [schema, ...alternativesOf(schema)].find((one) => 'x-personal-kind' in one)
  return (marked?.['x-personal-kind'] as PersonalKind | undefined) ?? null
}

function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  const alternatives = schema['type'] === undefined ? schema['anyOf'] : undefined
  return (alternatives as readonly JsonSchema[] | undefined) ?? [schema]
}

/** The schemas of what lies in a field, with what its path gets. */
function within(schema: JsonSchema): readonly (readonly [JsonSchema, string])[] {
  return alternativesOf(schema).flatMap((one) => {
    const items = one['items'] as JsonSchema | undefined
    const ofItems = items === undefined ? [] : ([[items, '[].']] as const)
    return [[one, '.'] as const, ...ofItems]
  })
}
