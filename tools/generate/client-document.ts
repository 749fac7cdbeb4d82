import { z } from 'zod'
import { catalogue, latestVersion } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import { jsonSchemaOf, type JsonSchema } from '@jianwei/events/json-schema.ts'

/*
 * What departments are told of `/openapi.json`: the addresses that they use, and each event that
 * they may send with its data. The API itself takes events of any type and says in each answer what
 * does not fit; a typed client should know before.
 */

/** The addresses of the client, by the names of its functions. */
export const CLIENT_ADDRESSES: Readonly<Record<string, string>> = {
  'POST /v1/events': 'sendEvents',
  'GET /v1/events/{event_id}': 'showEvent',
  'GET /v1/me': 'whoAmI',
  'GET /v1/quarantine': 'listRefused',
  'GET /v1/quarantine/{id}': 'showRefused',
  'POST /v1/quarantine/{id}/redrive': 'takeRefusedAgain',
  'GET /v1/sources': 'listSources',
}

const ONE = 'application/cloudevents+json'
const MANY = 'application/cloudevents-batch+json'

const Media = z.looseObject({ schema: z.looseObject({}).optional() })
const Answer = z.looseObject({ content: z.record(z.string(), Media).optional() })
const Operation = z.looseObject({
  requestBody: z.looseObject({ content: z.record(z.string(), Media) }).optional(),
  responses: z.record(z.string(), Answer),
})
type Operation = z.infer<typeof Operation>
/** What is read of the server's document. */
export const ServerDocument = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
})
export type ServerDocument = z.infer<typeof ServerDocument>

/** Of a schema of an object. */
type Properties = Readonly<Record<string, JsonSchema>>

/** The document of which the client is made. Throws for an address that the server has not. */
export function clientDocument(server: ServerDocument): object {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const [address, operationId] of Object.entries(CLIENT_ADDRESSES)) {
    const [verb = '', path = ''] = address.split(' ')
    const method = verb.toLowerCase()
    const operation = server.paths[path]?.[method]
    if (operation === undefined) throw new TypeError(`the server has no ${address}`)
    paths[path] = { ...paths[path], [method]: { ...withOneRefusal(operation), operationId } }
  }
  const sending = paths['/v1/events']?.['post']
  const event = sending?.requestBody?.content[ONE]?.schema
  if (sending === undefined || event === undefined) throw new TypeError(`no event of type ${ONE}`)
  sending.requestBody = {
    required: true,
    content: {
      [ONE]: { schema: refTo('DepartmentEvent') },
      [MANY]: { schema: { type: 'array', items: refTo('DepartmentEvent') } },
    },
  }
  const known = { ...server.components.schemas, ...eventSchemas(event) }
  const used = reachable(paths, known)
  const schemas = Object.fromEntries(Object.entries(known).filter(([name]) => used.has(name)))
  return {
    ...server,
    paths,
    components: {
      schemas,
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'jwk_…' } },
    },
    security: [{ key: [] }],
  }
}

/** Refusals have one shape whatever their status: the code in it says which. */
function withOneRefusal({ requestBody, responses, ...rest }: Operation): Operation {
  const taken = Object.entries(responses).filter(([status]) => Number(status) < 400)
  const isIntake = JSON.stringify(responses).includes('#/components/schemas/IntakeProblem')
  return {
    ...rest,
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: {
      ...Object.fromEntries(taken.map(([status, answer]) => [status, withJsonAlone(answer)])),
      default: {
        description: 'Refused: branch on its code',
        content: {
          'application/problem+json': { schema: refTo(isIntake ? 'IntakeProblem' : 'Problem') },
        },
      },
    },
  }
}

function withJsonAlone({ content = {}, ...rest }: z.infer<typeof Answer>): z.infer<typeof Answer> {
  const json = content['application/json']
  return json === undefined ? rest : { ...rest, content: { 'application/json': json } }
}

/** `DepartmentEvent`, one schema for each type of it, and one for the data of each. */
function eventSchemas(event: JsonSchema): Record<string, JsonSchema> {
  // The document's own description of an event, with the names of its attributes.
  const attributes = event['properties'] as Properties
  const { type: _type, schemaversion: _version, data: _data, ...shared } = attributes
  const sendable = catalogue.filter(
    ({ type, schema_version, role }: EventDefinition) =>
      role !== 'record' && schema_version === latestVersion(type),
  )
  const facts = sendable.filter(({ role }: EventDefinition) => role === 'fact')
  return {
    EventAttributes: {
      type: 'object',
      description: event['description'],
      properties: shared,
      required: ['specversion', 'id', 'source', 'subject', 'time'],
    },
    DepartmentEvent: {
      description: 'What a department may send, by its type 部门可上报的事件',
      oneOf: sendable.map(({ type }) => refTo(type)),
    },
    ReplacedFact: {
      description: 'What a fact should have said 更正后的内容',
      oneOf: facts.map(({ type, schema_version }) => ({
        type: 'object',
        properties: {
          type: { const: type },
          schema_version: { const: schema_version },
          data: refTo(`${type}Data`),
        },
        required: ['type', 'schema_version', 'data'],
      })),
    },
    ...Object.fromEntries(
      sendable.flatMap((definition) => {
        const { title, description, ...data } = dataOf(definition)
        const { type, schema_version } = definition
        return [
          [`${type}Data`, data],
          [
            type,
            {
              title,
              description,
              allOf: [
                refTo('EventAttributes'),
                {
                  type: 'object',
                  properties: {
                    type: { const: type },
                    schemaversion: { const: schema_version },
                    data: refTo(`${type}Data`),
                  },
                  // The first version is what an event without one says.
                  required: ['type', 'data', ...(schema_version === 1 ? [] : ['schemaversion'])],
                },
              ],
            },
          ],
        ]
      }),
    ),
  }
}

function dataOf(definition: EventDefinition): JsonSchema {
  const { $schema: _, ...schema } = inOneText(jsonSchemaOf(definition))
  if (definition.type !== 'FactCorrected') return schema
  // The catalogue leaves open which fact is corrected; whoever writes the correction knows it.
  const properties = schema['properties'] as Properties
  const replaced = (properties['replacement'] ?? {})['properties']
  const { type: _type, schema_version: _version, data: _data, ...kept } = replaced as Properties
  const replacement = {
    allOf: [
      { type: 'object', properties: kept, required: Object.keys(kept) },
      refTo('ReplacedFact'),
    ],
  }
  return { ...schema, properties: { ...properties, replacement } }
}

/** Titles and descriptions as one text for both languages, as editors show them. */
function inOneText(schema: JsonSchema): JsonSchema {
  const drop = new Set(['x-title', 'x-description'])
  return JSON.parse(JSON.stringify(schema, (key, value) => (drop.has(key) ? undefined : value)))
}

function refTo(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` }
}

/** The names of the schemas that `from` leads to. */
function reachable(from: unknown, schemas: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const found = new Set<string>()
  const left: unknown[] = [from]
  while (left.length > 0) {
    const text = JSON.stringify(left.pop())
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name)) continue
      found.add(name)
      left.push(schemas[name] ?? {})
    }
  }
  return found
}
