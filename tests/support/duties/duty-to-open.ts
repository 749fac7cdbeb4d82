import { SHIPPED_CALENDAR as calendar } from '@jianwei/events/working-days/working-days.ts'
import type { DutyCommand, DutyToOpen } from '@jianwei/events/duty/decider.ts'
import type { DutyTerms } from '@jianwei/events/duty/terms.ts'
import { derivedId, eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { SlowStep } from '#/support/duties/slow-clock.ts'

const MET_BY = eventIdOf('urn:example:bureau', 'what-met-it')

/** A duty to verify an alert, with the terms, opened at the time. */
export function dutyToOpen(name: string, opened_at: Instant, terms: DutyTerms): DutyToOpen {
  return {
    duty_id: derivedId('duty', name),
    actor: 'jianwei:duties',
    reason: 'because of the file',
    kind: 'verify',
    title: { en: 'Verify', zh: '核查' },
    about: 'alert',
    about_id: derivedId('alert', name),
    part: null,
    limit_id: 'alert.verify.red',
    limit_version: 1,
    terms,
    opened_at,
    opened_by: eventIdOf('urn:example:bureau', name),
    unit: null,
    owner: null,
    department: null,
    tie: null,
  }
}

/** A step as a command to the duty. */
export function commandOf(duty_id: string, one: SlowStep): DutyCommand {
  const step = { duty_id, actor: 'li', reason: 'because of the file' }
  const { at } = one
  switch (one.does) {
    case 'extend': {
      const data = { ...step, ground: 'complex_case', approver: 'wang', by: one.by } as const
      return { type: 'ExtendDuty', data, at, calendar }
    }
    case 'pause':
      return { type: 'PauseDuty', data: { ...step, ground: 'testing' }, at }
    case 'resume':
      return { type: 'ResumeDuty', data: step, at, calendar }
    case 'meet':
      return { type: 'MeetDuty', data: { ...step, met_by: MET_BY, met_at: at }, at }
  }
}
