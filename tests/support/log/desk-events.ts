import { latestVersion } from '@jianwei/events/catalogue.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { TestEvent } from '#/support/log/recorded-log.ts'

/** The id of an alert that tests call by a name. */
export const alertIdOf = (name: string): string => derivedId('alert', name)

export interface RaisedForTest {
  readonly level?: 'red' | 'orange' | 'yellow' | 'blue'
  readonly rule_id?: string
  readonly due_at?: string | null
  readonly subject_id?: string
  readonly region?: string | null
  readonly occurred_at?: string
}

const TIME = '2026-03-01T00:00:00.000Z'

/** An alert of a rule, of which no warning stands any more. */
export function raisedForTest(name: string, more: RaisedForTest = {}): TestEvent {
  const { subject_id, region, occurred_at, ...data } = more
  return {
    id: `raise-${name}`,
    type: 'AlertRaised',
    schema_version: 2,
    subject_id: subject_id ?? `test:${name}`,
    region: region === undefined ? '330203' : region,
    occurred_at: occurred_at ?? TIME,
    data: {
      alert_id: alertIdOf(name),
      actor: 'jianwei:sentinel',
      reason: 'because',
      rule_id: 'three-penalties',
      rule_version: 1,
      level: 'yellow',
      warning_ids: [],
      due_at: null,
      lead: null,
      further_subjects: [],
      ...data,
    },
  }
}

let steps = 0

/** A later step of the alert. */
export function stepForTest(name: string, type: string, data: object = {}): TestEvent {
  steps += 1
  return {
    id: `step-${name}-${steps}`,
    type,
    schema_version: latestVersion(type) ?? 1,
    subject_id: `test:${name}`,
    occurred_at: TIME,
    data: { alert_id: alertIdOf(name), actor: 'li', reason: 'because', ...data },
  }
}
