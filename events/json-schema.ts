import { z } from 'zod'
import type { EventDefinition, PersonalKind } from '#/define-event.ts'

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * What a source may send as `data` of this event, made from the definition that parses it. Fields
 * that can name or locate a person carry `x-personal-data: true`. Checks that no schema can say
 * (check digits, two different officers) are left to the parser.
 */
export function jsonSchemaOf(definition: EventDefinition): JsonSchema {
  const { $schema, ...shape } = z.toJSONSchema(definition.data, {
    io: 'input',
    target: 'draft-2020-12',
  })
  return {
    $schema,
    title: `${definition.title.zh} ${definition.title.en}`,
    description: `${definition.meaning.zh} ${definition.meaning.en}`,
    ...shape,
  }
}

/** A field that can name or locate a person; the mark covers all that lies below. */
export interface PersonalField {
  /** Such as `officers[].name`. */
  readonly path: string
  readonly kind: PersonalKind
}

/** All of an event. */
export function personalFieldsOf(definition: EventDefinition): readonly PersonalField[] {
  return personalFields(jsonSchemaOf(definition), '')
}

/** The same by their paths alone. */
export function personalPathsOf(definition: EventDefinition): readonly string[] {
  return personalFieldsOf(definition).map(({ path }) => path)
}

function personalFields(schema: JsonSchema, path: string): PersonalField[] {
  if (schema['x-personal-data'] === true) {
    // `personal` writes both.
    return [{ path, kind: schema['x-personal-kind'] as PersonalKind }]
  }
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  const items = schema['items'] as JsonSchema | undefined
  const alternatives = (schema['anyOf'] ?? []) as readonly JsonSchema[]
  return [
    ...properties.flatMap(([name, property]) =>
      personalFields(property, path === '' ? name : `${path}.${name}`),
    ),
    ...(items === undefined ? [] : personalFields(items, `${path}[]`)),
    ...alternatives.flatMap((alternative) => personalFields(alternative, path)),
  ]
}
