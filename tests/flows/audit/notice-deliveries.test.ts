import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditRow } from '@jianwei/projections/audit/queries.ts'
import { noticeDesk, openOutward } from '@jianwei/services/composition/open-outward.ts'
import { openSqliteLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { alwaysActive } from '@jianwei/services/lifecycle/lease.ts'
import { supervisedLoops } from '@jianwei/services/lifecycle/loops.ts'
import { startNotices } from '@jianwei/services/notices/start-notices.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { eventually } from '#/support/hang.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { raiseAlert } from '#/support/log/alert-steps.ts'
import { outwardReceiver, type OutwardReceiver } from '#/support/notices/outward-receiver.ts'
import { smallMailServer, type SmallMailServer } from '#/support/notices/small-mail-server.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/* Auditors see of every notice that went outside: to whom, for what, which fields. */

let folder: string
let stores: LogStores
let receiver: OutwardReceiver
let mailServer: SmallMailServer
let opened: WarehouseInFolder
const failures: unknown[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-audit-notices-'))
  stores = openSqliteLog(join(folder, 'log.db'), { clock: systemClock() })
  receiver = await outwardReceiver()
  mailServer = await smallMailServer()
  opened = await openWarehouse()
})
afterAll(async () => {
  await opened?.[Symbol.asyncDispose]()
  await mailServer?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
  await stores?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  expect(failures).toEqual([])
})

test('a webhook, a robot and mail: recipient, purpose and fields are in the audit', async () => {
  const { log, checkpoints } = stores
  const outward = openOutward({
    hosts: [receiver.allowed, '@gov.example'],
    secrets_file: join(folder, 'notice-secrets.json'),
    mail: { url: mailServer.url, from: 'jianwei@gov.example' },
  })
  const now = () => systemClock().now()
  await using app = serverWithoutData({
    log,
    now,
    warehouse: opened.warehouse,
    notices: noticeDesk(outward, checkpoints),
    authenticate: async () => ({
      actor: 'audit.wang',
      kind: 'person',
      grants: (['administrator', 'auditor'] as const).map((role) => ({
        role,
        region: null,
        domain: null,
        department: null,
      })),
    }),
  })
  const endpoints = [
    ['webhook', `${receiver.origin}/hook`, '市局数据平台', '数据共享'],
    ['wecom', `${receiver.origin}/robot?key=k`, '值班群', '值班接收'],
    ['mail', 'duty@gov.example', '值班邮箱', '夜间值守'],
  ] as const
  for (const [kind, address, name, reason] of endpoints) {
    const payload = { kind, address, name, reason }
    const answer = await app.inject({ method: 'POST', url: '/v1/notices/endpoints', payload })
    expect(answer.statusCode, answer.body).toBe(200)
  }
  const running = startNotices({
    log,
    checkpoints,
    now,
    signal: new AbortController().signal,
    loops: supervisedLoops((_, error) => failures.push(error)),
    whileActive: alwaysActive,
    outward,
    retry_delays_ms: [],
  })
  await raiseAlert({ log })
  await eventually(
    async () => {
      const delivered = (await eventsOf(log)).filter(({ type }) => type === 'NoticeDelivered')
      return delivered.length < endpoints.length ? undefined : true
    },
    () => 'not every endpoint was told',
  )
  await running[Symbol.asyncDispose]()
  await project(opened.warehouse, await eventsOf(log))

  const answer = await app.inject('/v1/audit?action=NoticeDelivered')
  expect(answer.statusCode, answer.body).toBe(200)
  const records = answer.json<{ items: AuditRow[] }>().items
  const told = records.map(({ object_kind, purpose, details }) => ({
    object_kind,
    purpose,
    kind: details['kind'],
    recipient: details['recipient'],
    fields: details['fields'],
  }))
  expect(told).toHaveLength(endpoints.length)
  expect(told).toEqual(
    expect.arrayContaining(
      endpoints.map(([kind, , recipient, purpose]) => ({
        object_kind: 'notice-endpoint',
        purpose,
        kind,
        recipient,
        fields: ['notice', 'number', 'level', 'mark', 'occurred_at'],
      })),
    ),
  )
})
