import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ajvFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { catalogue, definitionOf, latestVersion, parseData } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import { jsonSchemaOf } from '@jianwei/events/json-schema.ts'
import { eventExamples } from '@jianwei/tools/generate/event-examples.ts'
import { eventsDocument } from '@jianwei/tools/generate/events-document.ts'
import { withEventsTable } from '@jianwei/tools/generate/events-table.ts'
import {
  goldenFileName,
  GOLDEN_FOLDER,
  GOLDEN_SCHEMAS_FOLDER,
  jsonFilesIn,
  readFrozenShape,
  readGolden,
  shapeOf,
} from '#/support/golden-files.ts'

const definitions: readonly EventDefinition[] = catalogue
const versions = definitions.map((definition) => [goldenFileName(definition), definition] as const)
const ajv = new Ajv2020({
  allErrors: true,
  keywords: ['x-personal-data', 'x-personal-kind', 'x-title', 'x-description'],
  strictRequired: false,
  strictTypes: false,
})
// The package exports its function as `default` of a CommonJS module.
ajvFormats.default(ajv)

test('there is one golden example and one frozen shape for each version of each event, and none besides', () => {
  const expected = versions.map(([name]) => name).sort()
  expect(expected.length).toBeGreaterThan(50)
  expect([...jsonFilesIn(GOLDEN_FOLDER)].sort()).toEqual(expected)
  expect([...jsonFilesIn(GOLDEN_SCHEMAS_FOLDER)].sort()).toEqual(expected)
})

describe.each(versions)('%s', (_, definition) => {
  const golden = readGolden(definition)

  test('the example parses and comes out at the latest version', () => {
    expect(golden).toMatchObject({
      type: definition.type,
      schemaversion: definition.schema_version,
    })
    const parsed = parseData(golden.type, golden.schemaversion, golden.data)
    expect(parsed).toEqual({
      ok: true,
      data: goldenOfLatest(definition).data,
      schema_version: latestVersion(golden.type),
    })
  })

  test('the JSON Schema accepts the example and refuses a field it does not know', () => {
    const validate = ajv.compile(jsonSchemaOf(definition))
    expect(validate(golden.data), ajv.errorsText(validate.errors)).toBe(true)
    expect(validate({ ...golden.data, no_such_field: 1 })).toBe(false)
  })

  test('the shape is the frozen one; a changed shape is a new version with an upcaster', () => {
    expect(shapeOf(definition)).toBe(readFrozenShape(definition))
  })
})

test('every version after the first has an upcaster, and only those', () => {
  for (const definition of definitions) {
    expect(definition.upcast !== undefined, goldenFileName(definition)).toBe(
      definition.schema_version > 1,
    )
  }
})

test('every event has a title and a meaning in both languages, and a past-tense PascalCase name', () => {
  for (const { type, title, meaning } of definitions) {
    expect(type).toMatch(/^([A-Z][a-z]+)+$/)
    expect(title.en).toMatch(/^[A-Z]/)
    expect(title.zh).toMatch(/^\p{Script=Han}+$/u)
    expect(meaning.en).toMatch(/^[A-Z].*\.$/)
    expect(meaning.zh).toMatch(/。$/)
  }
})

test('the table in events/README.md is in step; run `npm run docs:events` if it is not', () => {
  const readme = readFileSync(
    fileURLToPath(new URL('../../events/README.md', import.meta.url)),
    'utf8',
  )
  expect(readme).toBe(withEventsTable(readme))
})

test('docs/events.md and the shown examples are in step; run `npm run docs:events` if they are not', () => {
  const project = fileURLToPath(new URL('../../', import.meta.url))
  expect(readFileSync(`${project}docs/events.md`, 'utf8')).toBe(eventsDocument())
  expect(readFileSync(`${project}events/event-examples.json`, 'utf8')).toBe(eventExamples())
})

function goldenOfLatest(definition: EventDefinition) {
  const latest = definitionOf(definition.type, latestVersion(definition.type) ?? 0)
  if (latest === undefined) throw new TypeError(`${definition.type} has no latest version`)
  return readGolden(latest)
}
