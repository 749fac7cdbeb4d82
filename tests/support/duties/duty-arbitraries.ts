import fc from 'fast-check'
import type { Amount, DutyTerms } from '@jianwei/events/duty/terms.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { SlowStep } from '#/support/duties/slow-clock.ts'

const MINUTE_MS = 60_000

const unit = fc.constantFrom('hours', 'calendar_days', 'working_days')

function amount(max: number, of: fc.Arbitrary<Amount['in']> = unit): fc.Arbitrary<Amount> {
  return fc.record({ count: fc.integer({ min: 1, max }), in: of })
}

/** Terms of some days, with pauses and up to two extensions. */
export const anyTerms: fc.Arbitrary<DutyTerms> = fc
  .record({
    within: amount(12),
    warning_before: fc.option(amount(3)),
    red_card_after: fc.option(amount(4)),
    by: amount(6),
    times: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ within, warning_before, red_card_after, by, times }) => ({
    within,
    until: null,
    warning_before,
    red_card_after,
    extension: { by, times },
    pauses: ['testing'],
    utc_offset_minutes: 480,
  }))

/** Around the Spring Festival of 2026, whose holidays and make-up days are known. */
export const anyOpening: fc.Arbitrary<Instant> = fc
  .integer({ min: 0, max: 20 * 24 * 60 })
  .map((minutes) => instantFromMs(Date.parse('2026-02-02T00:00:00Z') + minutes * MINUTE_MS))

/** Steps after an opening, at whole minutes, in the order of time. */
export function anySteps(opened_at: Instant, terms: DutyTerms): fc.Arbitrary<readonly SlowStep[]> {
  const by = terms.extension?.by ?? { count: 1, in: 'hours' }
  const does = fc.constantFrom<SlowStep['does'][]>(
    'extend',
    'pause',
    'resume',
    'resume',
    'pause',
    'meet',
  )
  return fc
    .array(fc.tuple(fc.integer({ min: 1, max: 4 * 24 * 60 }), does), { maxLength: 9 })
    .map((steps) => {
      let at = msOfInstant(opened_at)
      return steps.map(([minutes, step]): SlowStep => {
        at += minutes * MINUTE_MS
        const when = { at: instantFromMs(at) }
        return step === 'extend' ? { ...when, does: step, by } : { ...when, does: step }
      })
    })
}
