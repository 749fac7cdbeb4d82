import { describe, expect, test } from 'vitest'
import { dutyDecider, type DutyCommand, type DutyToOpen } from '#/duty/decider.ts'
import { remainingAt } from '#/duty/due.ts'
import { SHIPPED_CALENDAR as calendar } from '#/working-days/working-days.ts'
import type { Duty, DutyEvent } from '#/duty/duty.ts'
import {
  DutyApproverSame,
  DutyExtensionRefused,
  DutyPauseRefused,
  DutyStepRefused,
  DutyUnknown,
} from '#/duty/errors.ts'
import type { DutyTerms } from '#/duty/terms.ts'
import type { EventId } from '#/identity.ts'
import { Calendars } from '#/calendar/calendars.ts'
import { instantFromMs, msOfInstant, type CivilDate, type Instant } from '#/instant.ts'

const duty_id = '6ba7b810-9dad-51d1-80b4-00c04fd430c8'
const event_id = '2ed6657d-e927-568b-95e1-2665a8aea6a2' as EventId
const china = (text: string): Instant =>
  instantFromMs(Date.parse(`${text.length > 10 ? text : `${text}T00:00`}+08:00`))

const terms: DutyTerms = {
  within: { count: 3, in: 'working_days' },
  until: null,
  warning_before: { count: 1, in: 'working_days' },
  red_card_after: { count: 1, in: 'working_days' },
  extension: { by: { count: 2, in: 'working_days' }, times: 1 },
  pauses: ['testing', 'hearing'],
  utc_offset_minutes: 480,
}
const step = { duty_id, actor: 'li', reason: 'because of the file' }

function opening(opened_at: Instant, its: Partial<DutyTerms> = {}): DutyToOpen {
  return {
    ...step,
    kind: 'verify',
    title: { en: 'Verify', zh: '核查' },
    about: 'alert',
    about_id: duty_id,
    part: null,
    limit_id: 'alert.verify.red',
    limit_version: 1,
    terms: { ...terms, ...its },
    opened_at,
    opened_by: event_id,
    unit: null,
    owner: null,
    department: null,
    tie: null,
  }
}

/** A duty and all that was decided about it. */
class Told {
  duty: Duty = dutyDecider.initial
  readonly events: DutyEvent[] = []

  decide(command: DutyCommand): readonly DutyEvent[] {
    const decided = dutyDecider.decide(command, this.duty)
    this.events.push(...decided)
    this.duty = decided.reduce(dutyDecider.evolve, this.duty)
    return decided
  }

  open(opened_at: string, its: Partial<DutyTerms> = {}): this {
    const at = china(opened_at)
    this.decide({ type: 'OpenDuty', data: opening(at, its), at, calendar })
    return this
  }

  pass(at: string): readonly string[] {
    const decided = this.decide({ type: 'LetTimePass', data: { duty_id }, at: china(at) })
    return decided.map((event) => (event.type === 'DutyMarked' ? event.data.mark : event.type))
  }

  extend(at: string, approver = 'wang', count = 2): readonly DutyEvent[] {
    const by = { count, in: 'working_days' } as const
    const data = { ...step, ground: 'complex_case', approver, by } as const
    return this.decide({ type: 'ExtendDuty', data, at: china(at), calendar })
  }

  pause(at: string, ground: 'testing' | 'public_notice' = 'testing'): readonly DutyEvent[] {
    return this.decide({ type: 'PauseDuty', data: { ...step, ground }, at: china(at) })
  }

  resume(at: string): readonly DutyEvent[] {
    return this.decide({ type: 'ResumeDuty', data: step, at: china(at), calendar })
  }

  meet(at: string, met_at = at): readonly DutyEvent[] {
    const data = { ...step, met_by: event_id, met_at: china(met_at) }
    return this.decide({ type: 'MeetDuty', data, at: china(at) })
  }

  get due(): string | null {
    if (this.duty.state === 'absent' || this.duty.due_at === null) return null
    return instantFromMs(msOfInstant(this.duty.due_at) + 8 * 3_600_000).slice(0, 19)
  }
}

// 2026-09-25 to 27 are the Mid-Autumn holidays; 09-20 (a Sunday) is a working day for them.
describe('the end of a duty', () => {
  test('is the last second of the n-th working day after the opening', () => {
    expect(new Told().open('2026-03-10T10:00').due).toBe('2026-03-13T23:59:59')
    expect(new Told().open('2026-03-12T23:59').due).toBe('2026-03-17T23:59:59')
    const days = { count: 3, in: 'calendar_days' } as const
    expect(new Told().open('2026-03-12T23:59', { within: days }).due).toBe('2026-03-15T23:59:59')
    const hours = { count: 24, in: 'hours' } as const
    expect(new Told().open('2026-03-12T23:59', { within: hours }).due).toBe('2026-03-13T23:59:00')
  })

  test('may be given with what opened the duty', () => {
    const until = china('2026-05-01T18:00')
    expect(new Told().open('2026-03-10', { until, within: null }).due).toBe('2026-05-01T18:00:00')
  })

  test('in a year whose holidays are not known is not guessed: the year is named', () => {
    const far = new Told().open('2099-12-29T10:00')
    expect(far.duty).toMatchObject({ due_at: null, marks_at: [], calendar_missing: 2099 })
    expect(far.pass('2100-06-01')).toEqual([])
  })

  test('leaves out and names only the mark that lies in such a year', () => {
    const days = { count: 5, in: 'calendar_days' } as const
    const last = new Told().open('2099-12-29T10:00', {
      within: days,
      warning_before: days,
      red_card_after: { count: 1, in: 'working_days' },
    })
    expect(last.duty).toMatchObject({
      calendar_missing: 2100,
      marks_at: [{ mark: 'yellow_card' }],
    })
  })

  test('shows what is left in working days and hours, negative once it has passed', () => {
    const due = china('2026-03-13T23:59:59')
    const left = (at: string) => remainingAt(due, china(at), terms, calendar)
    expect(left('2026-03-10T10:00')).toEqual({ working_days: 3, hours: 85 })
    expect(left('2026-03-13T20:00')).toEqual({ working_days: 0, hours: 3 })
    expect(left('2026-03-14T08:00')).toEqual({ working_days: 0, hours: -8 })
    expect(left('2026-03-17T08:00')).toEqual({ working_days: -2, hours: -80 })
    expect(
      remainingAt(china('2099-03-13'), china('2026-03-13'), terms, calendar).working_days,
    ).toBeNull()
  })
})

describe('the marks of a clock', () => {
  test('fall one after another: as one day is left, when it has passed, and a day later', () => {
    const told = new Told().open('2026-03-10T10:00')
    expect(told.pass('2026-03-11T23:59')).toEqual([])
    expect(told.pass('2026-03-12T00:00')).toEqual(['warning'])
    expect(told.pass('2026-03-13T23:59')).toEqual([])
    expect(told.pass('2026-03-14T00:00')).toEqual(['DutyBreached', 'yellow_card'])
    expect(told.pass('2026-03-16T23:59')).toEqual([])
    expect(told.pass('2026-03-17T00:00')).toEqual(['red_card'])
    expect(told.pass('2026-04-17T00:00')).toEqual([])
  })

  test('that fell while nobody looked are all given, in their order', () => {
    const all = new Told().open('2026-03-10T10:00').pass('2026-06-01')
    expect(all).toEqual(['warning', 'DutyBreached', 'yellow_card', 'red_card'])
  })

  test('that fell before somebody acts are given first', () => {
    const told = new Told().open('2026-03-10T10:00')
    expect(told.meet('2026-03-12T08:00').map(({ type }) => type)).toEqual(['DutyMarked', 'DutyMet'])
  })

  test('given by a clock that was ahead are withdrawn, and fall again on their day', () => {
    const told = new Told().open('2026-03-10T10:00')
    told.pass('2026-06-01')
    told.decide({ type: 'SetClockBack', data: step, at: china('2026-03-12T09:00') })
    expect(told.duty).toMatchObject({ marks: ['warning'], is_breached: false })
    expect(told.pass('2026-03-14')).toEqual(['DutyBreached', 'yellow_card'])
  })
})

describe('an extension', () => {
  test('counts on from the end, and the marks that lie ahead again fall again', () => {
    const told = new Told().open('2026-03-10T10:00')
    told.pass('2026-03-12T09:00')
    told.extend('2026-03-12T10:00')
    expect(told.due).toBe('2026-03-17T23:59:59')
    expect(told.pass('2026-03-16T00:00')).toEqual(['warning'])
  })

  test('needs another person, a limit that allows it, and comes before the end', () => {
    const told = new Told().open('2026-03-10T10:00')
    expect(() => told.extend('2026-03-11', 'li')).toThrow(DutyApproverSame)
    expect(() => told.extend('2026-03-11', 'wang', 3)).toThrow(DutyExtensionRefused)
    told.extend('2026-03-11')
    expect(() => told.extend('2026-03-12')).toThrow(DutyExtensionRefused)
    expect(() => new Told().open('2026-03-10').extend('2026-03-14')).toThrow(DutyStepRefused)
    const fixed = new Told().open('2026-03-10', { extension: null })
    expect(() => fixed.extend('2026-03-11')).toThrow(DutyExtensionRefused)
  })
})

describe('a pause', () => {
  test('takes out the working days at whose end the clock stood still', () => {
    const told = new Told().open('2026-03-10T10:00')
    told.pause('2026-03-11T10:00')
    expect(told.pass('2026-06-01')).toEqual([])
    told.resume('2026-03-17T09:00')
    // 11th, 12th, 13th and 16th do not count.
    expect(told.due).toBe('2026-03-19T23:59:59')
  })

  test('of hours takes out what it lasts', () => {
    const hours = { count: 24, in: 'hours' } as const
    const told = new Told().open('2026-03-10T10:00', { within: hours })
    told.pause('2026-03-10T12:00')
    told.resume('2026-03-10T13:30')
    expect(told.due).toBe('2026-03-11T11:30:00')
  })

  test('needs a ground that the limit knows, and a clock that runs', () => {
    const told = new Told().open('2026-03-10T10:00')
    expect(() => told.pause('2026-03-11', 'public_notice')).toThrow(DutyPauseRefused)
    expect(() => told.resume('2026-03-11')).toThrow(DutyStepRefused)
    told.pause('2026-03-11')
    expect(() => told.pause('2026-03-11')).toThrow(DutyStepRefused)
    expect(() => told.extend('2026-03-11')).toThrow(DutyStepRefused)
    expect(told.meet('2026-06-01')).toMatchObject([{ data: { is_late: false } }])
    expect(() => new Told().open('2026-03-10').pause('2026-03-14')).toThrow(DutyStepRefused)
  })
})

describe('a duty', () => {
  test('is met in time in its last second, and late after it', () => {
    const told = () => new Told().open('2026-03-10T10:00')
    const late = (events: readonly DutyEvent[]) =>
      events.flatMap((event) => (event.type === 'DutyMet' ? [event.data.is_late] : []))
    expect(late(told().meet('2026-03-13T23:59:59'))).toEqual([false])
    expect(late(told().meet('2026-03-14T00:00:00'))).toEqual([true])
    // Done in time and told late: the card stands in the log, and the duty is met in time.
    const toldLate = told()
    expect(late(toldLate.meet('2026-03-20', '2026-03-12'))).toEqual([false])
    expect(toldLate.duty).toMatchObject({ state: 'met', is_breached: true })
  })

  test('that was never opened is unknown; one that is open is not opened again', () => {
    expect(() => new Told().meet('2026-03-13')).toThrow(DutyUnknown)
    const told = new Told().open('2026-03-10')
    const again = { type: 'OpenDuty', data: opening(china('2026-03-11')), at: china('2026-03-11') }
    expect(told.decide(again as DutyCommand)).toEqual([])
  })

  test('that ended takes no further step, and the same command again says nothing', () => {
    const told = new Told().open('2026-03-10')
    told.meet('2026-03-11')
    expect(told.meet('2026-03-12')).toEqual([])
    const cause = 'other' as const
    const cancel = {
      type: 'CancelDuty',
      data: { ...step, cause },
      at: china('2026-03-12'),
    } as const
    expect(told.decide(cancel)).toEqual([])
    expect(told.pass('2026-06-01')).toEqual([])
    expect(() => told.extend('2026-03-12')).toThrow(DutyStepRefused)
  })
})

describe('a duty whose days reach into a year without notice', () => {
  const announced = new Calendars([
    {
      jurisdiction: 'CN',
      region: null,
      year: 2027,
      off: ['2027-01-01'] as CivilDate[],
      work: [],
    },
  ]).of('CN', null)
  const changed = new Calendars([
    {
      jurisdiction: 'CN',
      region: null,
      year: 2027,
      off: ['2027-01-01', '2027-01-04'] as CivilDate[],
      work: [],
    },
  ]).of('CN', null)

  function dated(told: Told, at: string, by = announced): readonly string[] {
    const command = { type: 'DateDuty', data: step, at: china(at), calendar: by } as const
    return told
      .decide(command)
      .map((event) => (event.type === 'DutyMarked' ? event.data.mark : event.type))
  }

  test('has no end and gives no mark until the notice comes; then its end is counted', () => {
    const told = new Told().open('2026-12-30T10:00')
    expect(told.duty).toMatchObject({ due_at: null, calendar_missing: 2027, marks_at: [] })
    expect(told.pass('2027-03-01')).toEqual([])
    expect(dated(told, '2026-12-31')).toEqual(['DutyDated'])
    expect(told.duty).toMatchObject({
      due_at: china('2027-01-05T23:59:59'),
      calendar_missing: null,
    })
    expect(dated(told, '2026-12-31T01:00')).toEqual([])
  })

  test('gives the marks that had fallen by the notice at once', () => {
    const told = new Told().open('2026-12-30T10:00')
    expect(dated(told, '2027-02-01')).toEqual([
      'DutyDated',
      'warning',
      'DutyBreached',
      'yellow_card',
      'red_card',
    ])
  })

  test('that was breached is not, where a changed notice puts its end ahead', () => {
    const told = new Told().open('2026-12-30T10:00')
    dated(told, '2026-12-31')
    expect(told.pass('2027-01-06T08:00')).toEqual(['warning', 'DutyBreached', 'yellow_card'])
    expect(dated(told, '2027-01-06T09:00', changed)).toEqual(['DutyMarksWithdrawn', 'DutyDated'])
    expect(told.duty).toMatchObject({
      is_breached: false,
      marks: ['warning'],
      due_at: china('2027-01-06T23:59:59'),
    })
    expect(told.pass('2027-01-07')).toEqual(['DutyBreached', 'yellow_card'])
  })

  test('is counted while it stands still, and again when its clock runs on', () => {
    const told = new Told().open('2026-12-30T10:00')
    told.pause('2026-12-30T11:00')
    expect(dated(told, '2026-12-31')).toEqual(['DutyDated'])
    expect(told.duty).toMatchObject({ state: 'paused', calendar_missing: null })
  })
})
