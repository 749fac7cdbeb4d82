import { catalogue } from '#/catalogue.ts'
import { jsonSchemaOf } from '#/json-schema.ts'

/**
 * Names that CloudEvents and its carriers give to the parts of an event, and those of our
 * extensions.
 */
const OF_CLOUD_EVENTS =
  'specversion id source type subject time datacontenttype dataschema data data_base64 ' +
  'content-type ' +
  'region department reportedat schemaversion correlationid causationid cd_operation ' +
  'cd_batch cd_time'

let names: ReadonlySet<string> | undefined

/**
 * Whether the name is one of ours: a field or a type of the catalogue, an attribute of CloudEvents.
 * Any other may be anything, also the name of a person.
 */
export function isKnownName(name: string): boolean {
  names ??= new Set([
    ...OF_CLOUD_EVENTS.split(' '),
    ...catalogue.flatMap((definition) => [
      definition.type,
      ...fieldNames(jsonSchemaOf(definition)),
    ]),
  ])
  return names.has(name)
}

/** Of all objects in a JSON Schema, however deep. */
function fieldNames(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, inner]) => [
    ...(key === 'properties' ? Object.keys(inner as object) : []),
    ...fieldNames(inner),
  ])
}
