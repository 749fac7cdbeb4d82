import { expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { TestEvent } from '@jianwei/tests/support/log/recorded-log.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { openWarehouse, project } from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { closingsOfRule, type ClosingsPeriod } from '#/desk/closings.ts'

const TIME = '2026-03-01T00:00:00.000Z' as Instant

/** An alert of a version, and what people did with it. */
function life(name: string, rule_version: number, ...steps: readonly [string, object?][]) {
  const common = { alert_id: derivedId('alert', name), actor: 'li', reason: 'because' }
  const raised = {
    rule_id: 'three-penalties',
    rule_version,
    level: 'red',
    warning_ids: [derivedId('warning', name)],
    due_at: null,
    lead: null,
    further_subjects: [],
  }
  const told: readonly [string, object?][] = [['AlertRaised', raised], ...steps]
  return told.map(([type, data = {}], at): TestEvent => {
    const { version = 2, ...said } = data as { readonly version?: number }
    return {
      id: `${name}-${at}`,
      type,
      schema_version: type === 'AlertReopened' || type === 'AlertMerged' ? 1 : version,
      subject_id: `test:${name}`,
      occurred_at: TIME,
      data: { ...common, ...said },
    }
  })
}

const closed = (reason_code: string): [string, object] => [
  'AlertClosed',
  { reason_code, despite_open_parts: null, proposed_by: null },
]

const seen = (finding: string): object => ({ finding, evidence: [] })

test('what people say when they close alerts is counted for each version of the rule', async () => {
  await using opened = await openWarehouse()
  const into = derivedId('alert', 'true-1')
  await project(
    opened.warehouse,
    recordedLog([
      ...life('true-1', 1, closed('true_and_handled')),
      ...life('true-2', 1, closed('true_and_handled')),
      ...life('false', 1, closed('false_rule')),
      ...life('data', 1, closed('false_data')),
      ...life('twice', 1, closed('duplicate')),
      ...life('merged', 1, ['AlertMerged', { into }], closed('true_and_handled')),
      ...life('again', 1, closed('false_rule'), ['AlertReopened']),
      ...life('early', 1, ['AlertClosed', { version: 1 }]),
      ...life('remit', 1, ['AlertVerified', seen('cannot_be_verified')], closed('out_of_remit')),
      ...life('kind', 1, ['AlertVerified', seen('not_substantiated')], closed('benign')),
      ...life('open', 2, ['AlertVerified', seen('substantiated')]),
    ]),
  )
  const none = {
    true_and_handled: 0,
    false_rule: 0,
    false_data: 0,
    benign: 0,
    duplicate: 0,
    out_of_remit: 0,
    other: 0,
  }
  expect(await closingsOfRule(opened.warehouse, 'three-penalties')).toEqual([
    {
      rule_version: 1,
      open: 1,
      closed: 8,
      reasons: {
        ...none,
        true_and_handled: 2,
        false_rule: 1,
        false_data: 1,
        benign: 1,
        duplicate: 1,
        out_of_remit: 1,
      },
      without_reason: 1,
      findings: { substantiated: 0, not_substantiated: 1, cannot_be_verified: 1 },
      not_verified: 7,
      not_judged: {
        alerts: 4,
        open: 1,
        duplicate: 1,
        out_of_remit: 1,
        other: 0,
        without_reason: 1,
      },
      precision: {
        value: 0.4,
        hits: 2,
        size: 5,
        // Computed by hand from the formula of Wilson (1927).
        interval: { low: expect.closeTo(0.1176, 4), high: expect.closeTo(0.7693, 4) },
      },
      merged: 1,
    },
    {
      rule_version: 2,
      open: 1,
      closed: 0,
      reasons: none,
      without_reason: 0,
      findings: { substantiated: 1, not_substantiated: 0, cannot_be_verified: 0 },
      not_verified: 0,
      not_judged: {
        alerts: 1,
        open: 1,
        duplicate: 0,
        out_of_remit: 0,
        other: 0,
        without_reason: 0,
      },
      precision: { value: null, hits: 0, size: 0, interval: null },
      merged: 0,
    },
  ])
  expect(await closingsOfRule(opened.warehouse, 'nobody')).toEqual([])
  const later = '2026-03-02T00:00:00.000Z' as Instant
  const ruled = (period: ClosingsPeriod) =>
    closingsOfRule(opened.warehouse, 'three-penalties', period)
  expect(await ruled({ since: later })).toEqual([])
  expect(await ruled({ until: TIME })).toEqual([])
  expect(await ruled({ since: TIME, until: later })).toHaveLength(2)
})
