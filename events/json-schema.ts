import { z } from 'zod'
import type { EventDefinition } from '#/define-event.ts'

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * What a source may send as `data` of this event, made from the definition that parses it. Fields that can name or locate a
 * person carry `x-personal-data: true`. Checks that no schema can say (check digits, two different officers) are left to the parser.
 */
export function jsonSchemaOf(definition: EventDefinition): JsonSchema {
  const { $schema, ...shape } = z.toJSONSchema(definition.data, { io: 'input', target: 'draft-2020-12' })
  return {
    $schema,
    title: `${definition.title.zh} ${definition.title.en}`,
    description: `${definition.meaning.zh} ${definition.meaning.en}`,
    ...shape,
  }
}

/** Paths of the fields that can name or locate a person, such as `officers[].name`; the mark covers all that lies below. */
export function personalPathsOf(definition: EventDefinition): readonly string[] {
  return personalPaths(jsonSchemaOf(definition), '')
}

function personalPaths(schema: JsonSchema, path: string): string[] {
  if (schema['x-personal-data'] === true) return [path]
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  const items = schema['items'] as JsonSchema | undefined
  const alternatives = (schema['anyOf'] ?? []) as readonly JsonSchema[]
  return [
    ...properties.flatMap(([name, property]) => personalPaths(property, path === '' ? name : `${path}.${name}`)),
    ...(items === undefined ? [] : personalPaths(items, `${path}[]`)),
    ...alternatives.flatMap((alternative) => personalPaths(alternative, path)),
  ]
}
