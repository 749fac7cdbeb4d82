import { DAY_MS, localDayOf } from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'
import { dateOfDay } from '../dates.ts'
import { officeTimeAfter } from './office-time.ts'

/** Licence granted → published → renewed before its end, or not: then it has expired. */

const TERMS_DAYS = [90, 365, 3 * 365, 5 * 365]
const ENDLESS = 0.05
const HELD_BEFORE = 0.6
const RENEWED = 0.8
const PUBLISHED = 0.5
const RENEWAL_DAYS_BEFORE = 30

export function startLicence(stage: Stage, matter: Matter, at: number): void {
  const { random } = stage
  const term = random.pick(TERMS_DAYS)
  const endless = random.chance(ENDLESS)
  // Some of a register's licences were granted long ago and are sent only now; those are the ones
  // that expire soon.
  const elapsed = random.chance(HELD_BEFORE) ? random.below(term) : 0
  const grantedAt = at - elapsed * DAY_MS
  const firstDay = localDayOf(grantedAt)
  const licence = {
    licence_number: `XK${matter.subject.id.slice(8)}-${matter.correlation.slice(7)}`,
    licence_name: matter.subject.sector.licence,
  }
  const granted = stage.report(matter, {
    type: 'LicenceGranted',
    at: grantedAt,
    sentMs: at,
    by: 'counter',
    data: {
      ...licence,
      valid_from: dateOfDay(firstDay),
      valid_to: endless ? null : dateOfDay(firstDay + term - 1),
    },
  })
  if (elapsed === 0 && random.chance(PUBLISHED)) {
    const publishedAt = officeTimeAfter(at, 1 + random.below(7), random)
    stage.later(publishedAt, () => {
      const data = { decision_kind: 'licence' as const, decision_number: licence.licence_number }
      stage.report(matter, {
        type: 'DecisionPublished',
        at: publishedAt,
        by: 'credit',
        cause: granted,
        data,
      })
    })
  }
  if (endless || !random.chance(RENEWED)) return
  const renewedAt = officeTimeAfter(
    at,
    term - elapsed - RENEWAL_DAYS_BEFORE + random.below(RENEWAL_DAYS_BEFORE),
    random,
  )
  stage.later(renewedAt, () => {
    stage.report(matter, {
      type: 'LicenceRenewed',
      at: renewedAt,
      by: 'counter',
      cause: granted,
      data: {
        ...licence,
        valid_from: dateOfDay(firstDay + term),
        valid_to: dateOfDay(firstDay + 2 * term - 1),
      },
    })
  })
}
