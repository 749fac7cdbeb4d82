import { expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { ReportRow } from '@jianwei/projections/rules/compiler/source-silent-sql.ts'
import { eventsOf } from '@jianwei/tests/support/intake/intake-server.ts'
import { raiseAlert, STEPS, type WrittenAlert } from '@jianwei/tests/support/log/alert-steps.ts'
import { logForEachTest } from '@jianwei/tests/support/log/log-each-test.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { gatherUnderCauses } from '#/alerting/common-causes.ts'

let log: EventLog
logForEachTest(newSqliteLog, (opened) => void (log = opened))

const SUBJECT = 'test:device'
const REPORT = derivedId('fact', 'the last report')
const silenceRule = (id: string, more: object = {}) =>
  ruleWith({
    ...more,
    id,
    kind: 'silence',
    parameters: {
      of: { events: ['ReadingReported'] },
      key: ['data.device_id'],
      per: 'subject',
      regular: { at_least: 1, within: '10 days' },
      silent_after: '4 hours',
    },
  })
const RULES = [
  silenceRule('line-silent'),
  silenceRule('device-silent', { depends_on: ['line-silent'] }),
]

/** What the warehouse knew of an alert when the projector came so far. */
function known({ alert_id }: WrittenAlert, rule_id: string, more: object = {}) {
  const found = { subject_id: SUBJECT, anchor_at: '2026-03-09T00:00:00.000Z', fact_id: REPORT }
  const alert = { alert_id, rule_id, rule_version: 1, ...found, gathered_under: '', standing: '1' }
  return { ...alert, is_open: 1, ...more }
}

async function lookAt(alerts: readonly object[], reports: readonly ReportRow[]): Promise<number> {
  const answers = new Map<string, readonly object[]>([
    ['alert-reactions:causes', alerts],
    ['alert-reactions:reports', reports],
  ])
  const query = async (_: unknown, { purpose }: { readonly purpose: string }) =>
    answers.get(purpose) ?? []
  // Nothing else is asked of it.
  const warehouse = { query } as unknown as Warehouse
  const at = { up_to: await log.head(), clock: '2026-03-10T00:00:00.000Z' as Instant }
  return gatherUnderCauses({ log, warehouse, rules: RULES }, at)
}

const SILENT: ReportRow = { report: REPORT, next_second: null }

test('an alert that was closed since the warehouse heard of it is not gathered', async () => {
  const cause = await raiseAlert({ log, rule_id: 'line-silent', subject_id: SUBJECT })
  const alert = await raiseAlert({ log, rule_id: 'device-silent', subject_id: SUBJECT })
  const alerts = [known(cause, 'line-silent'), known(alert, 'device-silent')]
  await alert.happen(STEPS.closed)
  expect(await lookAt(alerts, [SILENT])).toBe(0)
  await alert.happen(STEPS.reopened)
  expect(await lookAt(alerts, [SILENT])).toBe(1)
  expect((await eventsOf(log)).at(-1)?.type).toBe('AlertGatheredUnder')
})

test('one that was closed since is not parted', async () => {
  const cause = await raiseAlert({ log, rule_id: 'line-silent', subject_id: SUBJECT })
  const alert = await raiseAlert({ log, rule_id: 'device-silent', subject_id: SUBJECT })
  const gathered_under = cause.alert_id
  const data = { alert_id: '', actor: 'sentinel', reason: 'silent', parent_alert: gathered_under }
  await alert.happen({ type: 'AlertGatheredUnder', data }, STEPS.closed)
  const alerts = [
    known(cause, 'line-silent', { standing: '0' }),
    known(alert, 'device-silent', { gathered_under }),
  ]
  expect(await lookAt(alerts, [SILENT])).toBe(0)
  await alert.happen(STEPS.reopened)
  expect(await lookAt(alerts, [SILENT])).toBe(1)
  expect((await eventsOf(log)).at(-1)?.type).toBe('AlertParted')
})
