import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifyInstance } from 'fastify'
import {
  quarantineExportRoutes,
  type QuarantineExportOptions,
} from '@jianwei/services/intake/http/quarantine-export-routes.ts'
import { intakeRoutes, type IntakeRouteOptions } from '@jianwei/services/intake/routes.ts'
import { apiSchemas, operationsOf, type ApiDocument } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

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
      // What is made is answered 201, what is only begun 202.
      const { 200: done, 201: made, 202: begun } = operation.responses
      const media = (done ?? made ?? begun)?.content
      expect(
        // A file may come in several forms.
        [...new Set(Object.values(media ?? {}).map(isDescribed))],
        name,
      ).toEqual([true])
      expect(operation.responses['500']?.content, name).toHaveProperty(['application/problem+json'])
    }
  })

  test('with a cursor is known to the attack, which cannot make one up', () => {
    const known = readFileSync(new URL('../../../tools/attack/schemathesis.toml', import.meta.url))
    const lists = operationsOf(document).filter(({ operation }) =>
      operation.parameters?.some((parameter) => parameter.name === 'cursor'),
    )
    expect(lists.length).toBeGreaterThan(0)
    for (const { name } of lists) expect(known.toString()).toContain(`"${name}"`)
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
  await whole.register(quarantineExportRoutes, {} as QuarantineExportOptions)
  const joined: ApiDocument = (await whole.inject('/openapi.json')).json()
  const { errors } = await new Validator().validate({ ...structuredClone(joined) })
  expect(errors).toBeUndefined()
  expect(joined.paths['/v1/events']).toHaveProperty('post')
  const explained = joined.tags.map((tag) => tag.name)
  for (const { name, operation } of operationsOf(joined)) {
    expect(explained, name).toContain(operation.tags?.[0])
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (Number(status) >= 400 && name !== 'GET /health/ready') {
        expect(Object.keys(content ?? {}), `${name} ${status}`).toEqual([
          'application/problem+json',
        ])
      }
    }
  }
})

const ADDRESSES = [
  '/health/live',
  '/health/ready',
  '/metrics',
  '/v1/alerts',
  '/v1/alerts/assignments/preview',
  '/v1/alerts/assignments/template',
  '/v1/alerts/bulk',
  '/v1/alerts/bulk/preview',
  '/v1/alerts/counts',
  '/v1/alerts/export',
  '/v1/alerts/facets',
  '/v1/alerts/next',
  '/v1/alerts/search',
  '/v1/alerts/stream',
  '/v1/alerts/{alert_id}',
  '/v1/alerts/{alert_id}/add-subject',
  '/v1/alerts/{alert_id}/answer-cooperation',
  '/v1/alerts/{alert_id}/ask-cooperation',
  '/v1/alerts/{alert_id}/assign',
  '/v1/alerts/{alert_id}/claim',
  '/v1/alerts/{alert_id}/close',
  '/v1/alerts/{alert_id}/comment',
  '/v1/alerts/{alert_id}/confirm-closing',
  '/v1/alerts/{alert_id}/counter-evidence',
  '/v1/alerts/{alert_id}/decline-closing',
  '/v1/alerts/{alert_id}/detach',
  '/v1/alerts/{alert_id}/dispose',
  '/v1/alerts/{alert_id}/duties',
  '/v1/alerts/{alert_id}/escalate',
  '/v1/alerts/{alert_id}/evidence',
  '/v1/alerts/{alert_id}/evidence/{sha256}',
  '/v1/alerts/{alert_id}/feed-back',
  '/v1/alerts/{alert_id}/link',
  '/v1/alerts/{alert_id}/merge',
  '/v1/alerts/{alert_id}/neighbours',
  '/v1/alerts/{alert_id}/print/{document}',
  '/v1/alerts/{alert_id}/release',
  '/v1/alerts/{alert_id}/remove-subject',
  '/v1/alerts/{alert_id}/reopen',
  '/v1/alerts/{alert_id}/return',
  '/v1/alerts/{alert_id}/route',
  '/v1/alerts/{alert_id}/sign',
  '/v1/alerts/{alert_id}/silence',
  '/v1/alerts/{alert_id}/similar',
  '/v1/alerts/{alert_id}/supervise',
  '/v1/alerts/{alert_id}/tag',
  '/v1/alerts/{alert_id}/transfer',
  '/v1/alerts/{alert_id}/unlink',
  '/v1/alerts/{alert_id}/untag',
  '/v1/alerts/{alert_id}/unwatch',
  '/v1/alerts/{alert_id}/urge',
  '/v1/alerts/{alert_id}/verify',
  '/v1/alerts/{alert_id}/view',
  '/v1/alerts/{alert_id}/watch',
  '/v1/alerts/{alert_id}/withdraw-cooperation',
  '/v1/attribute-conflicts',
  '/v1/attribute-conflicts/counts',
  '/v1/attribute-conflicts/return',
  '/v1/audit',
  '/v1/authorities',
  '/v1/backtests',
  '/v1/backtests/{backtest_id}',
  '/v1/backtests/{backtest_id}/cancel',
  '/v1/backtests/{backtest_id}/result',
  '/v1/backtests/{backtest_id}/warnings',
  '/v1/calendars',
  '/v1/completeness',
  '/v1/counts',
  '/v1/counts/units',
  '/v1/duties',
  '/v1/duties/on-time',
  '/v1/duties/{duty_id}',
  '/v1/duties/{duty_id}/extend',
  '/v1/duties/{duty_id}/pause',
  '/v1/duties/{duty_id}/resume',
  '/v1/event-types',
  '/v1/event-types/{type}',
  '/v1/events/{event_id}',
  '/v1/events/{event_id}/unmask',
  '/v1/exports/{export_id}',
  '/v1/facts',
  '/v1/facts/export',
  '/v1/facts/facets',
  '/v1/facts/search',
  '/v1/grid-cells',
  '/v1/grid-cells/{cell_code}/change',
  '/v1/ledger-audits',
  '/v1/ledger-audits/{audit_id}',
  '/v1/link-proposals',
  '/v1/map',
  '/v1/notices/deliveries',
  '/v1/notices/endpoints',
  '/v1/notices/endpoints/{endpoint_id}/change',
  '/v1/notices/endpoints/{endpoint_id}/pause',
  '/v1/notices/endpoints/{endpoint_id}/resend',
  '/v1/notices/endpoints/{endpoint_id}/resume',
  '/v1/notices/endpoints/{endpoint_id}/rotate',
  '/v1/overview',
  '/v1/public/inspections',
  '/v1/public/licences',
  '/v1/public/penalties',
  '/v1/public/receipts',
  '/v1/regions',
  '/v1/routing',
  '/v1/routing/counts',
  '/v1/routing/dry-run',
  '/v1/rules',
  '/v1/rules/check',
  '/v1/rules/{rule_id}',
  '/v1/rules/{rule_id}/closings',
  '/v1/rules/{rule_id}/compare',
  '/v1/rules/{rule_id}/versions/{version}',
  '/v1/rules/{rule_id}/versions/{version}/not-judged',
  '/v1/rules/{rule_id}/versions/{version}/publish',
  '/v1/rules/{rule_id}/versions/{version}/publish/preview',
  '/v1/rules/{rule_id}/versions/{version}/retire',
  '/v1/rules/{rule_id}/versions/{version}/shadow',
  '/v1/rules/{rule_id}/versions/{version}/statement',
  '/v1/shadow-warnings',
  '/v1/silences',
  '/v1/silences/preview',
  '/v1/silences/{silence_id}',
  '/v1/silences/{silence_id}/extend',
  '/v1/silences/{silence_id}/lift',
  '/v1/sources',
  '/v1/subjects',
  '/v1/subjects/find',
  '/v1/subjects/search',
  '/v1/subjects/{subject_id}',
  '/v1/subjects/{subject_id}/changes',
  '/v1/subjects/{subject_id}/history',
  '/v1/subjects/{subject_id}/links',
  '/v1/subjects/{subject_id}/links/confirm',
  '/v1/subjects/{subject_id}/links/reject',
  '/v1/subjects/{subject_id}/links/undo',
  '/v1/subjects/{subject_id}/relations',
  '/v1/subjects/{subject_id}/risk',
  '/v1/subjects/{subject_id}/standing',
  '/v1/units',
  '/v1/units/import',
  '/v1/units/unresolved',
  '/v1/units/{unit_id}',
  '/v1/units/{unit_id}/correct',
  '/v1/units/{unit_id}/dissolve',
  '/v1/units/{unit_id}/move',
  '/v1/units/{unit_id}/reinstate',
  '/v1/units/{unit_id}/rename',
  '/v1/units/{unit_id}/spellings',
  '/v1/units/{unit_id}/spellings/remove',
  '/v1/units/{unit_id}/succeed',
  '/v1/views',
  '/v1/views/{view_id}',
  '/v1/views/{view_id}/default',
  '/v1/views/{view_id}/retire',
  '/v1/views/{view_id}/subscribe',
  '/v1/views/{view_id}/unsubscribe',
  '/v1/warnings',
  '/v1/warnings/{warning_id}',
  '/v1/warnings/{warning_id}/explanation',
]

function isDescribed({ schema }: { readonly schema?: object | undefined }): boolean {
  return Object.keys(schema ?? {}).length > 0
}
