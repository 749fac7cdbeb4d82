import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import type { FastifyInstance } from 'fastify'
import { catalogue, latestVersion } from '@jianwei/events/catalogue.ts'
import type { EventTypesView } from '@jianwei/services/server/routes/event-types.ts'
import type { EventTypeView } from '@jianwei/services/server/views/event-type-view.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { intakeServer, temporaryFolder } from '#/support/intake/intake-server.ts'
import { apiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

type EventType = z.infer<typeof EventTypeView>

const AT = '/v1/event-types/{type}'
const types = [...new Set(catalogue.map(({ type }) => type))]

let app: FastifyInstance
let schemas: ReturnType<typeof apiSchemas>
beforeAll(async () => {
  // Nobody sees less of a person than an auditor, and examples are about nobody.
  app = serverWithoutData({ authenticate: async () => somebody('auditor') })
  schemas = apiSchemas((await app.inject('/openapi.json')).json())
})
afterAll(() => app.close())

async function shown(type: string, query = ''): Promise<EventType> {
  const answer = await app.inject(`/v1/event-types/${type}${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(schemas.misfitsOf(AT, answer)).toEqual([])
  return answer.json()
}

test('types are listed by their role, all of them where none is asked for', async () => {
  const listed = async (query: string): Promise<z.infer<typeof EventTypesView>['items']> =>
    (await app.inject(`/v1/event-types${query}`)).json().items
  expect((await listed('')).map(({ type }) => type).sort()).toEqual([...types].sort())
  const facts = await listed('?role=fact')
  expect(new Set(facts.map(({ role }) => role))).toEqual(new Set(['fact']))
  expect(facts.find(({ type }) => type === 'ViolationFound')).toMatchObject({ version: 2 })
  expect((await listed('?role=amendment')).map(({ type }) => type)).toEqual([
    'FactCorrected',
    'FactRetracted',
  ])
  expect((await app.inject('/v1/event-types?role=fatc')).statusCode).toBe(400)
})

test('every version of every type is shown with an example that its schema takes', async () => {
  const ajv = new Ajv2020({ strict: false })
  // The package exports its function as `default` of a CommonJS module.
  ajvFormats.default(ajv)
  for (const { type, schema_version, role } of catalogue) {
    const { schema, example, ...one } = await shown(type, `?version=${schema_version}`)
    expect(one).toMatchObject({ type, role, version: schema_version })
    const validate = ajv.compile(schema)
    expect(validate(example?.['data']), `${type} ${ajv.errorsText(validate.errors)}`).toBe(true)
  }
})

test('the example of a fact, its correction and its retraction are taken as they are', async () => {
  for (const { type } of catalogue.filter(({ role }) => role === 'fact')) {
    using folder = temporaryFolder()
    await using intake = await intakeServer(folder.path)
    const { example, correction, retraction } = await shown(type)
    for (const event of [example, correction, retraction]) {
      const answer = await intake.app.inject({
        method: 'POST',
        url: '/v1/events',
        headers: { 'content-type': 'application/cloudevents+json' },
        payload: JSON.stringify(event),
      })
      expect(answer.json(), answer.body).toMatchObject({ status: 'accepted' })
    }
  }
})

test('fields have their names in both languages, and the schema says them too', async () => {
  const { fields, schema } = await shown('PenaltyDecided')
  const title = { zh: '行政处罚决定书文号', en: 'Number of the penalty decision' }
  expect(fields.find(({ path }) => path === 'decision_number')).toMatchObject({ title })
  expect(schema['properties']).toMatchObject({
    decision_number: { title: `${title.zh} ${title.en}`, 'x-title': title },
  })
})

test('what nobody corrects has no correction, and names that are unknown are refused', async () => {
  expect(await shown('AlertRaised')).toMatchObject({ correction: null, retraction: null })
  expect(latestVersion('PenaltyDecided')).toBe(1)
  for (const path of ['PenaltyImagined', 'constructor', 'PenaltyDecided?version=2']) {
    const answer = await app.inject(`/v1/event-types/${path}`)
    expect(answer.statusCode, path).toBe(404)
    expect(answer.json(), path).toMatchObject({ code: 'EVENT_TYPE_UNKNOWN' })
  }
})
