import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifyInstance } from 'fastify'
import { intakeRoutes, type IntakeRouteOptions } from '@jianwei/services/intake/routes.ts'
import { apiSchemas, operationsOf, type ApiDocument } from '#/support/api-document.ts'
import { serverWithoutData } from '#/support/server-without-data.ts'

let app: FastifyInstance
let document: ApiDocument

beforeAll(async () => {
  app = serverWithoutData()
  document = (await app.inject('/openapi.json')).json()
})
afterAll(() => app.close())

test('the document is valid OpenAPI 3.1', async () => {
  // The validator takes the object apart while it works.
  const { valid, errors } = await new Validator().validate({ ...structuredClone(document) })
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(document.openapi).toBe('3.1.0')
})

test('every address of the API is described', () => {
  expect(Object.keys(document.paths).sort()).toEqual(ADDRESSES)
})

describe('every operation', () => {
  test('has a tag that the document explains, an English summary and a Chinese one', () => {
    const explained = document.tags.map((tag) => tag.name)
    for (const { name, operation } of operationsOf(document)) {
      expect(operation.tags?.length, name).toBe(1)
      expect(explained, name).toContain(operation.tags?.[0])
      expect(operation.summary, name).toMatch(/^[A-Z].*[\u4e00-\u9fff]/)
    }
  })

  test('describes its answer and its failure', () => {
    for (const { name, operation } of operationsOf(document)) {
      // What is only begun is answered 202.
      const media = (operation.responses['200'] ?? operation.responses['202'])?.content
      expect(
        Object.values(media ?? {}).map((content) => Object.keys(content.schema ?? {}).length > 0),
        name,
      ).toEqual([true])
      expect(operation.responses['500']?.content, name).toHaveProperty(['application/problem+json'])
    }
  })

  test('explains every parameter', () => {
    for (const { name, operation } of operationsOf(document)) {
      for (const parameter of operation.parameters ?? []) {
        const explanation = parameter.description ?? parameter.schema?.['description']
        expect(explanation, `${name} ${parameter.name}`).toMatch(/\w+/)
      }
    }
  })
})

test('every example in the schemas fits its schema', () => {
  const schemas = apiSchemas(document)
  const checked = schemas.checkExamples()
  expect(checked.misfits).toEqual([])
  expect(checked.examples).toBeGreaterThan(5)
})

test('the routes of intake join the document, which stays valid', async () => {
  await using whole = serverWithoutData()
  // Nothing is called; the routes are only described.
  await whole.register(intakeRoutes, {} as IntakeRouteOptions)
  const joined: ApiDocument = (await whole.inject('/openapi.json')).json()
  const { errors } = await new Validator().validate({ ...structuredClone(joined) })
  expect(errors).toBeUndefined()
  expect(joined.paths['/v1/events']).toHaveProperty('post')
  const explained = joined.tags.map((tag) => tag.name)
  for (const { name, operation } of operationsOf(joined)) {
    expect(explained, name).toContain(operation.tags?.[0])
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (Number(status) >= 400 && name !== 'GET /health/ready') {
        expect(Object.keys(content ?? {}), `${name} ${status}`).toEqual(['application/problem+json'])
      }
    }
  }
})

const ADDRESSES = [
  '/health/live',
  '/health/ready',
  '/metrics',
  '/v1/alerts',
  '/v1/alerts/{alert_id}',
  '/v1/backtests',
  '/v1/backtests/{backtest_id}',
  '/v1/backtests/{backtest_id}/cancel',
  '/v1/backtests/{backtest_id}/result',
  '/v1/backtests/{backtest_id}/warnings',
  '/v1/completeness',
  '/v1/counts',
  '/v1/events/{event_id}',
  '/v1/facts',
  '/v1/rules',
  '/v1/rules/{rule_id}',
  '/v1/rules/{rule_id}/compare',
  '/v1/rules/{rule_id}/versions/{version}',
  '/v1/rules/{rule_id}/versions/{version}/publish',
  '/v1/rules/{rule_id}/versions/{version}/retire',
  '/v1/rules/{rule_id}/versions/{version}/shadow',
  '/v1/shadow-warnings',
  '/v1/sources',
  '/v1/subjects',
  '/v1/subjects/{subject_id}',
  '/v1/subjects/{subject_id}/history',
  '/v1/warnings',
  '/v1/warnings/{warning_id}',
  '/v1/warnings/{warning_id}/explanation',
]
