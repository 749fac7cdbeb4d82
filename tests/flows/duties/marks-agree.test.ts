import { SHIPPED_CALENDAR as calendar } from '@jianwei/events/working-days/working-days.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dutyDecider, type DutyCommand } from '@jianwei/events/duty/decider.ts'
import type { DutyEvent } from '@jianwei/events/duty/duty.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import { anyOpening, anySteps, anyTerms } from '#/support/duties/duty-arbitraries.ts'
import { commandOf, dutyToOpen } from '#/support/duties/duty-to-open.ts'
import { slowLife } from '#/support/duties/slow-clock.ts'

const DAYS = 60
const DAY_MS = 86_400_000

const lives = fc
  .tuple(anyTerms, anyOpening)
  .chain(([terms, opened_at]) =>
    fc.tuple(
      fc.constant({ terms, opened_at }),
      anySteps(opened_at, terms),
      fc.array(fc.integer({ min: 0, max: DAYS * 24 * 60 }), { maxLength: 8 }),
    ),
  )

test('the marks are those of a slow clock, whenever somebody looks and whoever acts', () => {
  fc.assert(
    fc.property(lives, ([{ terms, opened_at }, steps, looks]) => {
      const opening = dutyToOpen('a', opened_at, terms)
      const { duty_id } = opening
      const look = (ms: number): DutyCommand => ({
        type: 'LetTimePass',
        data: { duty_id },
        at: instantFromMs(msOfInstant(opened_at) + ms),
      })
      const commands = [
        ...steps.map((one) => commandOf(duty_id, one)),
        ...looks.map((minutes) => look(minutes * 60_000)),
      ].toSorted((one, other) => (one.at < other.at ? -1 : 1))
      const events = lifeOf([
        { type: 'OpenDuty', data: opening, at: opened_at, calendar },
        ...commands,
        look(DAYS * DAY_MS),
      ])
      const slow = slowLife(terms, opened_at, steps, look(DAYS * DAY_MS).at)
      expect(marksOf(events)).toEqual(slow.marks)
      const met = events.find((event) => event.type === 'DutyMet')
      expect(met?.data.is_late ?? false).toBe(slow.is_late)
    }),
    { numRuns: 60 },
  )
})

/** What comes of the commands; those that are refused change nothing. */
function lifeOf(commands: readonly DutyCommand[]): readonly DutyEvent[] {
  const events: DutyEvent[] = []
  let duty = dutyDecider.initial
  for (const command of commands) {
    try {
      const decided = dutyDecider.decide(command, duty)
      events.push(...decided)
      duty = decided.reduce(dutyDecider.evolve, duty)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
    }
  }
  return events
}

function marksOf(events: readonly DutyEvent[]) {
  return events.flatMap((event) =>
    event.type === 'DutyMarked' ? [{ mark: event.data.mark, at: event.data.at }] : [],
  )
}
