import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { recordedLog, type TestEvent } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { deliveries } from '#/notice-deliveries/queries.ts'

const [ONE, OTHER] = [derivedId('endpoint', 'one'), derivedId('endpoint', 'other')]
const MESSAGE = derivedId('message')

const attempt = (endpoint_id: string, number: number, failure: object = {}): TestEvent => ({
  id: `attempt ${endpoint_id} ${number}`,
  type: Object.keys(failure).length > 0 ? 'NoticeAttemptFailed' : 'NoticeDelivered',
  subject_id: platformSubject('platform', `notice-${endpoint_id}`),
  occurred_at: '2026-06-01T00:00:00.000Z',
  data: {
    endpoint_id,
    message_id: MESSAGE,
    kind: 'webhook',
    host: 'hooks.example',
    about: [derivedId('event')],
    notices: ['alert_raised'],
    fields: ['number', 'level'],
    attempt: number,
    ...failure,
  },
})

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
  const failed = { code: 'STATUS_503', retry_at: null }
  const events = [attempt(ONE, 1, failed), attempt(OTHER, 1), attempt(ONE, 2, failed)]
  await project(opened.warehouse, recordedLog([...events, attempt(ONE, 3)]))
})
afterAll(async () => opened?.[Symbol.asyncDispose]())

test('attempts at an endpoint are paged, the newest first, and those at others are not among them', async () => {
  const first = await deliveries(opened.warehouse, { endpoint_id: ONE, limit: 2 })
  expect(first.items.map(({ delivered, data }) => [delivered, data.attempt])).toEqual([
    [true, 3],
    [false, 2],
  ])
  const cursor = first.next ?? ''
  const second = await deliveries(opened.warehouse, { endpoint_id: ONE, limit: 2, cursor })
  expect(second.items).toMatchObject([{ delivered: false, data: { code: 'STATUS_503' } }])
  expect(second.next).toBeNull()
})
