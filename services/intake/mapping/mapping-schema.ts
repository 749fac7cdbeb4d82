import { pathToFileURL, fileURLToPath } from 'node:url'
import { z } from 'zod'
import { catalogue, definitionOf, latestVersion } from '@jianwei/events/catalogue.ts'
import { fieldsOf } from '@jianwei/events/event-fields.ts'
import type { JsonSchema } from '@jianwei/events/json-schema.ts'
import { formsOf } from '#/intake/mapping/by-key.ts'
import { KEY_WORDS, type KeyWords } from '#/intake/mapping/key-words.ts'
import { MappingFile } from '#/intake/mapping/language.ts'

/*
 * The JSON Schema of a mapping's file, for editors: made from the schema that reads mappings, so
 * that it knows every key, every type of event and every field. It is wider than `readMapping` in
 * what depends on several keys at once; what it refuses, `readMapping` refuses as well.
 */

/** In `docs`, written by `npm run docs:mappings`. */
export const MAPPING_SCHEMA_FILE = fileURLToPath(
  new URL('../../../docs/mapping.schema.json', import.meta.url),
)
/** For editors on this machine. */
export const MAPPING_SCHEMA_ADDRESS = pathToFileURL(MAPPING_SCHEMA_FILE).href

export function mappingJsonSchema(): JsonSchema {
  const definitions = new Map<string, JsonSchema>()
  const schema = schemaOf(MappingFile, definitions)
  describe(schema, 'mapping')
  const { input, events } = schema['properties'] as Record<string, JsonSchema>
  if (input !== undefined) describe(input, 'input')
  const output = events?.['items'] as JsonSchema | undefined
  if (output !== undefined) {
    describe(output, 'event')
    knowTypes(output)
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A mapping of Jianwei 见微映射',
    ...schema,
    $defs: Object.fromEntries([...definitions].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** What is told apart by its keys is an entry among the definitions, and referred to. */
function schemaOf(schema: z.ZodType, definitions: Map<string, JsonSchema>): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const byKey = formsOf(zodSchema)
      if (byKey === undefined) return
      const name = nameOf(byKey.forms)
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
      jsonSchema.$ref = `#/$defs/${name}`
      if (definitions.has(name)) return
      // Forms hold each other: the name stands before they are made.
      definitions.set(name, {})
      const forms = Object.entries(byKey.forms).map(([key, form]) => {
        const ofForm = schemaOf(form, definitions)
        describe(ofForm, groupOf(name, key))
        return ofForm
      })
      const plain = byKey.plain === undefined ? [] : [schemaOf(byKey.plain, definitions)]
      definitions.set(name, { anyOf: [...plain, ...forms] })
    },
  })
  return plainOf(made)
}

/** Whatever is JSON is anything, without a definition of its own. */
function plainOf(made: JsonSchema): JsonSchema {
  const body = Object.fromEntries(
    Object.entries(made).filter(([key]) => key !== '$schema' && key !== '$defs'),
  )
  const text = JSON.stringify(body).replaceAll(/\{"\$ref":"#\/\$defs\/__schema\d+"\}/g, '{}')
  return JSON.parse(text) as JsonSchema
}

function nameOf(forms: Readonly<Record<string, unknown>>): string {
  if ('template' in forms) return 'value'
  return 'correct' in forms ? 'change' : 'condition'
}

/** Forms of values are groups of their own, by the key that only they have. */
function groupOf(name: string, key: string): string {
  return name === 'value' ? key : name
}

/** Words for each key, in English as JSON Schema has it and in Chinese beside it. */
function describe(schema: JsonSchema, group: string): void {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>
  for (const [key, property] of Object.entries(properties)) {
    const words = wordsOf(group, key)
    if (words !== undefined)
      Object.assign(property, { description: words.en, 'x-description-zh': words.zh })
  }
}

export function wordsOf(group: string, key: string): KeyWords | undefined {
  return KEY_WORDS[`${group}.${key}`]
}

/** Which events there are, and which fields each has. */
function knowTypes(output: JsonSchema): void {
  const properties = output['properties'] as Record<string, object>
  const types = [
    ...new Set(catalogue.filter(({ role }) => role !== 'record').map(({ type }) => type)),
  ]
  const titles = types.map((type) => definitionOf(type, latestVersion(type) ?? 1)?.title.zh ?? '')
  Object.assign(properties['type'] ?? {}, { enum: types, 'x-enum-titles-zh': titles })
  const allOf = types.map((type) => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema, and nobody awaits it
    then: { properties: { data: { properties: fieldsOfType(type), additionalProperties: false } } },
  }))
  Object.assign(output, { allOf })
}

/** Of all its versions: which one a mapping means is said beside it. */
function fieldsOfType(type: string): Readonly<Record<string, JsonSchema>> {
  const fields = new Map<string, JsonSchema>()
  for (const definition of catalogue.filter((one) => one.type === type)) {
    for (const { path, title } of fieldsOf(definition)) {
      if (/[.[]/.test(path)) continue
      const named = title === null ? {} : { title: `${title.zh} ${title.en}` }
      fields.set(path, { ...named, $ref: '#/$defs/value' })
    }
  }
  return Object.fromEntries(fields)
}

/** Every key of the language with its schema, by the group of keys that it stands in. */
export function groupsOfKeys(): ReadonlyMap<string, ReadonlyMap<string, JsonSchema>> {
  const schema = mappingJsonSchema()
  const { input, events } = schema['properties'] as Record<string, JsonSchema>
  const groups = new Map<string, Map<string, JsonSchema>>()
  const add = (group: string, keyed: JsonSchema | undefined): void => {
    const keys = groups.get(group) ?? new Map<string, JsonSchema>()
    groups.set(group, keys)
    for (const [key, property] of Object.entries((keyed?.['properties'] ?? {}) as JsonSchema))
      if (!keys.has(key)) keys.set(key, property as JsonSchema)
  }
  add('mapping', schema)
  add('input', input)
  add('event', events?.['items'] as JsonSchema | undefined)
  for (const [name, definition] of Object.entries(schema['$defs'] as Record<string, JsonSchema>))
    for (const form of (definition['anyOf'] ?? []) as readonly JsonSchema[]) {
      const [first] = Object.keys(form['properties'] ?? {})
      if (first !== undefined) add(groupOf(name, first), form)
    }
  return groups
}
