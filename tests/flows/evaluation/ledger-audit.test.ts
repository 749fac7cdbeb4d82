import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recordEvent, streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { AuditShare, LedgerAudited } from '@jianwei/events/ledger-audit/events.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import { warningIdOf } from '@jianwei/projections/rules/rule.ts'
import { auditInLog, recordAuditStep } from '@jianwei/services/ledger-audit/audit-aggregate.ts'
import {
  loadAuditRecord,
  NOTHING_AUDITED,
  standingOf,
} from '@jianwei/services/ledger-audit/audit-record.ts'
import { auditMetrics } from '@jianwei/services/ledger-audit/audit-metrics.ts'
import { eventually } from '#/support/hang.ts'
import { someEvent } from '#/support/log/events.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

const SUBJECT = '91330203MA00000010'
const OTHER = 'test:b'
const AT = '2026-03-20T02:00:00.000Z' as Instant
const ALL: AuditShare = { number: 1, of: 1 }

const threeComplaints = ruleWith({
  id: 'three-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
})
const silent = ruleWith({
  id: 'complaints-stop',
  kind: 'silence',
  parameters: {
    of: { events: ['ComplaintReceived'] },
    key: ['region'],
    regular: { at_least: 2, within: '30 days' },
    silent_after: '72 hours',
  },
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
const clock = settableClock(AT)

beforeEach(async () => {
  folder = await temporaryFolder('ledger-audit')
  clock.set(AT)
  pipeline = await start()
  await pipeline.take(
    [SUBJECT, OTHER].flatMap((subject_id) =>
      ['01', '04', '08'].map((day) => complaint(day, subject_id)),
    ),
  )
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function start(): Promise<RunningPipeline> {
  return runPipeline(folder.path, [threeComplaints, silent], clock)
}

/** It reaches the anchors of the thirty days after it. */
function complaint(day: string, subject_id: string): NewEvent {
  return someEvent({ occurred_at: `2026-03-${day}T04:00:00.000Z` as Instant, subject_id })
}

async function order(share = ALL): Promise<string> {
  const audit_id = randomUUID()
  const data = { audit_id, share, night: null, actor: 'somebody' }
  await recordAuditStep(pipeline.stores.log, { type: 'OrderLedgerAudit', data }, clock.now())
  return audit_id
}

function resultOf(audit_id: string): Promise<LedgerAudited> {
  return eventually(
    async () => {
      const audit = await auditInLog(pipeline.stores.log, audit_id)
      return audit.state === 'audited' ? audit.result : undefined
    },
    () => 'the audit was not made',
  )
}

async function standing() {
  return standingOf((await loadAuditRecord(pipeline.stores.checkpoints)).record)
}

/** An entry that nobody evaluated, as a fault of the program would leave it. */
async function plant(
  type: 'WarningRaised' | 'WarningWithdrawn',
  anchor: string,
  seen_position = 1,
): Promise<string> {
  const warning_id = warningIdOf(threeComplaints, SUBJECT, anchor)
  const event = recordEvent({
    type,
    schema_version: type === 'WarningRaised' ? 1 : 2,
    source: SENTINEL_SOURCE,
    id: `planted:${type}:${anchor}:${randomUUID()}`,
    subject_id: SUBJECT,
    region: null,
    occurred_at: AT,
    causation_id: null,
    data: {
      warning_id,
      rule_id: threeComplaints.id,
      rule_version: threeComplaints.version,
      level: threeComplaints.level,
      anchor,
      anchor_at: anchor,
      evidence: ['0f8b7a0e-6f0c-5a86-9d0c-3f6a8f3b8f0e'],
      seen_position,
      clock: AT,
    },
  })
  const stream = streamOf('warning', warning_id)
  await pipeline.stores.log.append([{ stream, expected: 'any', events: [event] }])
  await pipeline.settle()
  return warning_id
}

const STANDS = '2026-03-08T04:00:00.000Z'
const NEVER = '2026-03-05T04:00:00.000Z'

describe('an audit of the ledgers', () => {
  test('finds nothing where nothing is wrong, and counts what it compared', async () => {
    const result = await resultOf(await order())
    expect(result).toMatchObject({
      share: ALL,
      audit_engine: 'sql',
      subjects: 2,
      warnings: 4,
      differences_count: 0,
      differences: [],
      not_audited: [],
    })
    expect(
      result.rules.map(({ rule_id, engine, warnings }) => [rule_id, engine, warnings]),
    ).toEqual([
      ['three-complaints', 'process', 2],
      ['complaints-stop', 'process', 2],
    ])
  })

  test('names a warning that stands and the SQL does not find', async () => {
    const warning_id = await plant('WarningRaised', NEVER)
    const result = await resultOf(await order())
    expect(result.differences_count).toBe(1)
    expect(result.differences).toMatchObject([
      {
        ledger: 'warnings',
        rule_id: 'three-complaints',
        warning_id,
        subject_id: SUBJECT,
        in_ledger: { anchor: NEVER, anchor_at: NEVER, evidence_count: 1 },
        by_sql: null,
      },
    ])
  })

  test('names a warning that the SQL finds and that does not stand', async () => {
    const warning_id = await plant('WarningWithdrawn', STANDS)
    const result = await resultOf(await order())
    expect(result.differences).toMatchObject([
      { warning_id, in_ledger: null, by_sql: { anchor: STANDS, evidence_count: 3 } },
    ])
  })

  test('an entry keeps the facts that it was raised with: what came later is no difference', async () => {
    // Of the second of the anchor: the SQL finds four facts now.
    await pipeline.take([complaint('08', SUBJECT)])
    const { differences_count, warnings } = await resultOf(await order())
    expect({ differences_count, warnings }).toEqual({ differences_count: 0, warnings: 4 })
  })

  test.each([
    ['by what was known too early', () => 1],
    ['by what was known', async () => (await pipeline.stores.log.head()) - 1],
  ])('names a warning that was raised with other facts, %s', async (_, seen) => {
    const warning_id = await plant('WarningRaised', STANDS, await seen())
    const result = await resultOf(await order())
    expect(result.differences_count).toBe(1)
    expect(result.differences).toMatchObject([
      {
        warning_id,
        in_ledger: { anchor: STANDS, evidence_count: 1 },
        by_sql: { anchor: STANDS, evidence_count: 3 },
      },
    ])
  })

  test('a difference stands until the same is audited without it', async () => {
    await plant('WarningRaised', NEVER)
    await resultOf(await order())
    const red = await eventually(
      async () => {
        const now = await standing()
        return now.differences > 0 ? now : undefined
      },
      () => 'no difference stands',
    )
    expect(red).toMatchObject({ differences: 1, rules: [{ rule_id: 'three-complaints' }] })
    // The subject is looked at again, and the sentinel withdraws what does not hold.
    await pipeline.take([complaint('02', SUBJECT)])
    expect((await resultOf(await order())).differences).toEqual([])
    await eventually(
      async () => ((await standing()).differences === 0 ? true : undefined),
      () => 'the difference stands still',
    )
  })

  test('shares together see everybody once', async () => {
    await plant('WarningRaised', NEVER)
    const results: LedgerAudited[] = []
    for (let number = 1; number <= 3; number++)
      results.push(await resultOf(await order({ number, of: 3 })))
    const sum = (of: (result: LedgerAudited) => number) =>
      results.reduce((total, result) => total + of(result), 0)
    expect(sum(({ subjects }) => subjects)).toBe(2)
    expect(sum(({ warnings }) => warnings)).toBe(4)
    expect(sum(({ differences_count }) => differences_count)).toBe(1)
  })

  test('what was ordered is made by the next start, once', async () => {
    const { log } = pipeline.stores
    await pipeline[Symbol.asyncDispose]()
    pipeline = await start()
    const first = await order()
    await pipeline[Symbol.asyncDispose]()
    pipeline = await start()
    const second = await order()
    expect(await resultOf(first)).toMatchObject({ differences_count: 0 })
    expect(await resultOf(second)).toMatchObject({ differences_count: 0 })
    expect(log).not.toBe(pipeline.stores.log)
    const events: string[] = []
    await auditInLog(pipeline.stores.log, first, ({ type }) => events.push(type))
    expect(events).toEqual(['LedgerAuditOrdered', 'LedgerAudited'])
  })
})

const JIANWEI = join(import.meta.dirname, '../../../services/cli/jianwei.js')

/** What the command says, and what it ends with. */
function jianwei(...args: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile('node', [JIANWEI, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr })
    })
  })
}

test('over HTTP and from a command: ordered, shown, red until it is found gone', async () => {
  const { log, warehouse, checkpoints } = pipeline.stores
  const app = serverWithoutData({ log, warehouse, checkpoints, now: () => clock.now() })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  try {
    const health = async () => {
      const answer = await app.inject('/health/ready')
      return { code: answer.statusCode, ...answer.json() }
    }
    expect(await jianwei('audit', '--all', '--url', url)).toMatchObject({
      code: 0,
      said: expect.stringContaining('No difference: 2 rules compared, 0 not compared.'),
    })
    expect(await health()).toMatchObject({ code: 200, status: 'ready' })

    // Who orders the same at the same time has ordered it once.
    clock.set('2026-03-20T02:01:00.000Z')
    const warning_id = await plant('WarningRaised', NEVER)
    const { code, said } = await jianwei('audit', '--share', '1/1', '--url', url)
    expect(code).toBe(5)
    expect(said).toContain(`DIFFERENT three-complaints@1 (warnings) ${SUBJECT} ${warning_id}`)
    const red = await eventually(
      async () => {
        const now = await health()
        return now.status === 'impaired' ? now : undefined
      },
      () => 'health is not red',
    )
    // Nobody could look if every replica said 503.
    expect(red).toMatchObject({
      code: 200,
      ledger_audit: { differences: 1, rules: [{ rule_id: 'three-complaints', rule_version: 1 }] },
    })

    await pipeline.settle()
    const { items } = (await app.inject('/v1/ledger-audits')).json()
    expect(items.map((one: { result: { differences_count: number } }) => one.result)).toMatchObject(
      [
        { differences_count: 1, differences: [{ warning_id, by_sql: null }] },
        { differences_count: 0 },
      ],
    )
    const again = await app.inject(`/v1/ledger-audits/${items[0].audit_id}`)
    expect(again.json()).toEqual(items[0])
    const unknown = await app.inject(`/v1/ledger-audits/${randomUUID()}`)
    expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'LEDGER_AUDIT_UNKNOWN'])
    const order = { method: 'POST', url: '/v1/ledger-audits' } as const
    const refused = await app.inject({ ...order, payload: { number: 3, of: 2 } })
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'SHARE_UNKNOWN'])

    clock.set('2026-03-20T02:02:00.000Z')
    await pipeline.take([complaint('02', SUBJECT)])
    const mended = await app.inject({ ...order, payload: { of: 1 } })
    expect(mended.statusCode).toBe(202)
    await resultOf(mended.json().audit_id)
    await eventually(
      async () => ((await health()).status === 'ready' ? true : undefined),
      () => 'health stays red',
    )
  } finally {
    await app.close()
  }
})

test('no more are ordered than may wait', async () => {
  const { log, warehouse } = pipeline.stores
  const open = Array.from({ length: 10 }, (_, index) => ({
    audit_id: randomUUID(),
    position: index + 1,
    share: ALL,
  }))
  const value = JSON.stringify({ ...NOTHING_AUDITED, open })
  const checkpoints = { load: async () => ({ value, version: 1 }) }
  await using app = serverWithoutData({ log, warehouse, checkpoints })
  const answer = await app.inject({ method: 'POST', url: '/v1/ledger-audits', payload: {} })
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'LEDGER_AUDITS_BUSY'])
})

test('metrics tell differences while this process makes audits', async () => {
  const metrics = new Registry()
  let now: ReturnType<typeof standingOf> | undefined
  auditMetrics(metrics, () => now)
  expect(await metrics.metrics()).not.toMatch(/^jianwei_/m)
  now = { differences: 2, rules: [], last_audited_at: AT, open: 1 }
  expect(await metrics.metrics()).toMatch(/^jianwei_ledger_audit_differences 2$/m)
  now = undefined
  expect(await metrics.metrics()).not.toMatch(/^jianwei_/m)
})
