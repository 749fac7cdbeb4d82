import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { derivedId, eventIdOf } from '@jianwei/events/identity.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import { warningIdOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import {
  correction,
  recordedLog,
  retraction,
  SOURCE,
  type TestEvent,
} from '#/support/log/recorded-log.ts'

/*
 * A small log with one of everything that the API shows. The bakery has three penalties, one
 * corrected, one retracted later; two warnings stood for it and one was withdrawn; its alert was
 * signed for. Twenty stalls have one penalty each.
 */

export const BAKERY = 'test:bakery'
export const STALLS = 20

export const idOf = (id: string): string => eventIdOf(SOURCE, id)

/** As its file has it. */
export const RULE_INPUT = {
  id: 'three-penalties',
  version: 1,
  title: { en: 'Three penalties in a year', zh: '一年三次处罚' },
  text: { en: 'At least three penalties within 365 days.', zh: '365日内三次以上行政处罚。' },
  level: 'orange',
  legal_basis: [{ law: '中华人民共和国食品安全法', article: '第一百三十四条', source: 'test' }],
  class: 'statutory',
  jurisdiction: 'CN',
  owner: 'test',
  review_by: '2027-12-31',
  false_positives: { en: 'None known.', zh: '暂无。' },
  playbook: { en: 'Look at the evidence.', zh: '核对证据。' },
  kind: 'count',
  parameters: { of: { events: ['PenaltyDecided'] }, at_least: 3, window: '365 days' },
  tests: [],
}
const PARSED = parseRule(RULE_INPUT)
if (!PARSED.ok) throw new TypeError(JSON.stringify(PARSED.problems))
export const RULE: Rule = PARSED.rule

export const WARNING = warningIdOf(RULE, BAKERY, '2026-03-01T00:00:00.000Z')
export const WITHDRAWN_WARNING = warningIdOf(RULE, BAKERY, '2026-04-01T00:00:00.000Z')
export const ALERT = derivedId('alert', 'bakery')

export function penalty(id: string, day: string, more: Partial<TestEvent> = {}): TestEvent {
  const fine = { fine_cents: 100_000, fine_unit: 'cent', fine_text: '100000', currency: 'CNY' }
  const data = { penalty_types: ['02'], ...fine }
  return {
    id,
    type: 'PenaltyDecided',
    subject_id: BAKERY,
    occurred_at: `${day}T00:00:00.000Z`,
    region: '330203',
    data,
    ...more,
  }
}

export function warning(
  id: string,
  type: 'WarningRaised' | 'WarningWithdrawn',
  entry: object,
): TestEvent {
  const data = {
    rule_id: RULE.id,
    rule_version: 1,
    level: 'orange',
    seen_position: 5,
    clock: '2026-06-01T00:00:00.000Z',
    ...entry,
  }
  return { id, type, subject_id: BAKERY, occurred_at: '2026-06-01T00:00:00.000Z', data }
}

export function alertEvent(
  id: string,
  type: string,
  data: object,
  more: Partial<TestEvent> = {},
): TestEvent {
  const step = { alert_id: ALERT, actor: 'jianwei:sentinel', reason: 'three penalties', ...data }
  return {
    id,
    type,
    subject_id: BAKERY,
    occurred_at: '2026-06-01T00:00:00.000Z',
    region: '330203',
    data: step,
    ...more,
  }
}

export function raisedAlert(id: string, alertId: string, warningIds: readonly string[]): TestEvent {
  const matter = {
    rule_id: RULE.id,
    rule_version: 1,
    level: 'orange',
    warning_ids: warningIds,
    due_at: null,
  }
  return alertEvent(id, 'AlertRaised', { ...matter, alert_id: alertId })
}

const standing = {
  warning_id: WARNING,
  anchor: '2026-03-01T00:00:00.000Z',
  anchor_at: '2026-03-01T00:00:00.000Z',
  evidence: ['p1', 'p2', 'p3'].map(idOf),
}
const withdrawn = {
  seen_position: 6,
  warning_id: WITHDRAWN_WARNING,
  anchor: '2026-04-01T00:00:00.000Z',
  anchor_at: '2026-04-01T00:00:00.000Z',
  evidence: ['p2', 'p3', 'p4'].map(idOf),
}

export const bureauLog: readonly RecordedEvent[] = recordedLog([
  {
    id: 'source',
    type: 'SourceRegistered',
    occurred_at: '2026-06-01T00:00:00.000Z',
    data: { name: SOURCE, department: '市场监管局' },
  },
  {
    id: 'registered',
    type: 'SubjectRegistered',
    subject_id: BAKERY,
    occurred_at: '2020-01-01T00:00:00.000Z',
    region: '330203',
    data: { name: '好味面包店' },
  },
  penalty('p1', '2026-01-01'),
  penalty('p2', '2026-02-01', { reported_at: '2026-02-03T00:00:00.000Z' }),
  penalty('p3', '2026-03-01', { reported_at: '2026-03-03T00:00:00.000Z' }),
  penalty('p4', '2026-04-01', { reported_at: '2026-04-03T00:00:00.000Z' }),
  warning('raise', 'WarningRaised', standing),
  warning('raise-other', 'WarningRaised', withdrawn),
  raisedAlert('alert', ALERT, [WARNING, WITHDRAWN_WARNING]),
  alertEvent('signed', 'AlertSignedFor', { actor: 'li', reason: 'mine' }),
  correction('c2', 'p2', {
    ...penalty('', '2026-02-02'),
    data: {
      penalty_types: ['02'],
      fine_cents: 5,
      fine_unit: 'cent',
      fine_text: '5',
      currency: 'CNY',
    },
    reported_at: '2026-05-01T00:00:00.000Z',
  }),
  retraction('r4', 'p4', { subject_id: BAKERY, reported_at: '2026-05-02T00:00:00.000Z' }),
  warning('withdraw-other', 'WarningWithdrawn', withdrawn),
  alertEvent('left', 'AlertWarningWithdrawn', { warning_id: WITHDRAWN_WARNING }),
  {
    id: 'refused',
    type: 'InputQuarantined',
    occurred_at: '2026-06-01T00:00:00.000Z',
    data: {
      quarantine_id: 'q1',
      channel: 'http',
      of_source: SOURCE,
      reasons: [{ code: 'FIELD_MISSING', path: 'time' }],
    },
  },
  ...Array.from({ length: STALLS }, (_, stall) =>
    penalty(`stall-${stall}`, '2026-05-05', {
      subject_id: `test:stall-${String(stall).padStart(2, '0')}`,
      region: '330204',
    }),
  ),
])
