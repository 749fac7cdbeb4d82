import { catalogue } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import { jsonSchemaOf, type JsonSchema } from '@jianwei/events/json-schema.ts'
import { z } from 'zod'

/** The name of one version of one event: `PenaltyDecided.v1`. */
export function schemaName({ type, schema_version }: EventDefinition): string {
  return `${type}.v${schema_version}`
}

/** As `jsonSchemaOf`, in draft 7: the one that AsyncAPI takes without saying which. */
export function dataSchema(definition: EventDefinition): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(definition.data, {
    target: 'draft-7',
    io: 'input',
  })
  const { title, meaning } = definition
  return { title: `${title.zh} ${title.en}`, description: `${meaning.zh} ${meaning.en}`, ...schema }
}

/** One document for each version of each event, by file name: draft 2020-12, for validators. */
export function jsonSchemaFiles(): ReadonlyMap<string, JsonSchema> {
  return new Map(
    catalogue.map((definition) => {
      const name = schemaName(definition)
      const { $schema, ...schema } = jsonSchemaOf(definition)
      return [`${name}.json`, { $schema, $id: `urn:jianwei:schema:${name}`, ...schema }]
    }),
  )
}
