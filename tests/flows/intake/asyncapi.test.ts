import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { catalogue } from '@jianwei/events/catalogue.ts'
import { deadLetterTopicOf, inboundTopics, outboundTopics } from '@jianwei/events/topics.ts'
import { asyncApiDocument } from '@jianwei/infra/kafka/asyncapi.ts'
import { jsonSchemaFiles, schemaName } from '@jianwei/infra/kafka/json-schemas.ts'
import { readGolden } from '#/support/golden-files.ts'

// The specification's own schema; the variant without ids needs no resolving of addresses.
const specification: object = createRequire(import.meta.url)(
  '@asyncapi/specs/schemas/3.0.0-without-$id.json',
)

const contract = asyncApiDocument('0.0.0')
// Through text, as a reader gets it.
const written: unknown = JSON.parse(JSON.stringify(contract))

describe('the AsyncAPI document', () => {
  test('is valid by the AsyncAPI 3 specification', () => {
    const ajv = new Ajv({ strict: false })
    // The module is CommonJS, its types are not.
    ;(addFormats as unknown as typeof addFormats.default)(ajv)
    const valid = ajv.compile(specification)
    expect(valid(written), ajv.errorsText(valid.errors)).toBe(true)
  })

  test('has every reference it makes', () => {
    const references = [...JSON.stringify(written).matchAll(/"\$ref":"([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    )
    expect(references.length).toBeGreaterThan(100)
    expect(
      [...new Set(references)].filter((reference) => at(written, reference) === undefined),
    ).toEqual([])
  })

  test('describes every topic and no other', () => {
    const topics = [
      ...inboundTopics.flatMap(({ name }) => [name, deadLetterTopicOf(name)]),
      ...outboundTopics.map(({ name }) => name),
    ]
    expect(Object.keys(contract.channels).toSorted()).toEqual(topics.toSorted())
    expect(
      Object.values(contract.operations).map(({ channel }) =>
        channel.$ref.slice('#/channels/'.length),
      ),
    ).toEqual(expect.arrayContaining(topics))
  })

  test('gives every kind of fact a topic', () => {
    const carried = new Set(inboundTopics.flatMap(({ definitions }) => definitions))
    const homeless = catalogue.filter(
      (definition) => definition.role !== 'record' && !carried.has(definition),
    )
    expect(homeless.map(schemaName)).toEqual([])
  })

  test.each([...inboundTopics, ...outboundTopics])(
    'accepts the golden examples of $name',
    ({ definitions }) => {
      const ajv = new Ajv({
        strict: false,
        validateFormats: false,
        schemas: { contract: { ...contract.components } },
      })
      for (const definition of definitions) {
        const accepts = ajv.compile({ $ref: `contract#/schemas/${schemaName(definition)}` })
        expect(
          accepts(readGolden(definition).data),
          `${schemaName(definition)}: ${ajv.errorsText(accepts.errors)}`,
        ).toBe(true)
      }
    },
  )
})

test('every version of every event has a JSON Schema, which accepts its golden example', () => {
  const files = jsonSchemaFiles()
  expect(files.size).toBe(catalogue.length)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  for (const definition of catalogue) {
    const schema = files.get(`${schemaName(definition)}.json`)
    expect(schema).toBeDefined()
    const accepts = ajv.compile(schema ?? {})
    expect(
      accepts(readGolden(definition).data),
      `${schemaName(definition)}: ${ajv.errorsText(accepts.errors)}`,
    ).toBe(true)
  }
})

function at(document: unknown, reference: string): unknown {
  let here = document
  for (const part of reference.replace('#/', '').split('/')) {
    here = (here as Record<string, unknown> | undefined)?.[
      part.replaceAll('~1', '/').replaceAll('~0', '~')
    ]
  }
  return here
}
