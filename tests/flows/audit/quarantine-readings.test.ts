import { expect, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { auditEntry } from '@jianwei/projections/audit/audit-entry.ts'
import { AuditTrail } from '@jianwei/services/audit/audit-trail.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { cloudEvent } from '#/support/intake/cloud-events.ts'
import {
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'

/* What was refused can name anybody: who opens it is on record before it is shown. */

const READER = somebody('supervisor', null, 'super.wang')

async function refused({ app }: IntakeServer): Promise<string> {
  const payload = JSON.stringify(cloudEvent(1, { time: 'x' }))
  const headers = { 'content-type': 'application/cloudevents+json' }
  const answer = await app.inject({ method: 'POST', url: '/v1/events', payload, headers })
  return answer.json<{ quarantine_id: string }>().quarantine_id
}

test('who opens refused input is on record, once an hour, also for its headers alone', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(
    folder.path,
    undefined,
    READER,
    (parts) => new AuditTrail(parts),
  )
  const url = `/v1/quarantine/${await refused(server)}`
  const before = (await eventsOf(server.log)).length
  const headers = { 'x-jianwei-purpose': encodeURIComponent('案件核查') }
  for (const method of ['GET', 'HEAD', 'GET'] as const)
    expect((await server.app.inject({ method, url, headers })).statusCode).toBe(200)
  const [read, ...more] = (await eventsOf(server.log)).slice(before)
  expect(more).toEqual([])
  expect(read).toMatchObject({ type: 'DossierRead', schema_version: 3, region: null })
  expect(auditEntry(read!)).toMatchObject({
    actor: 'super.wang',
    object_kind: 'quarantine',
    object: url.split('/').at(-1),
    purpose: '案件核查',
    details: { roles: ['supervisor'], address: 'GET /v1/quarantine/:id' },
  })
})

test('where the log takes no record, nothing of it is shown; what is not there is no reading', async () => {
  using folder = temporaryFolder()
  let asked = 0
  await using server = await intakeServer(folder.path, undefined, READER, () => ({
    reading: async () => {
      asked += 1
      throw new LogUnavailable('the disk is full')
    },
  }))
  const id = await refused(server)
  const answer = await server.app.inject(`/v1/quarantine/${id}`)
  expect(answer.json()).toMatchObject({ status: 503, code: 'LOG_UNAVAILABLE' })
  expect(answer.body).not.toContain('original')
  const absent = '00000000-0000-5000-8000-000000000000'
  expect((await server.app.inject(`/v1/quarantine/${absent}`)).statusCode).toBe(404)
  expect(asked).toBe(1)
})
