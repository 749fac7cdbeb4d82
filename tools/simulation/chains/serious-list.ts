import type { FactReference } from '@jianwei/events/fact.ts'
import { localDayOf } from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'
import { dateOfDay } from '../dates.ts'
import { officeTimeAfter } from './office-time.ts'

const LISTED_DAYS = 3 * 365
const REPAIRED = 0.5

/** Serious list → credit repaired → removed. `listed` is told when the listing happens. */
export function listSeriously(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  decisionNumber: string,
  listed?: (at: number) => void,
): void {
  const { random } = stage
  const listedAt = officeTimeAfter(at, 3 + random.below(10), random)
  stage.later(listedAt, () => {
    listed?.(listedAt)
    const listing = stage.report(matter, {
      type: 'SeriousViolationListed',
      at: listedAt,
      by: 'credit',
      cause,
      data: {
        reason: { text: '受到较重行政处罚' },
        document_number: decisionNumber,
        expires_on: dateOfDay(localDayOf(listedAt) + LISTED_DAYS),
      },
    })
    if (random.chance(REPAIRED)) repair(stage, matter, listedAt, listing, decisionNumber)
  })
}

function repair(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  decisionNumber: string,
): void {
  const { random } = stage
  const repairedAt = officeTimeAfter(at, 15 + random.below(60), random)
  stage.later(repairedAt, () => {
    const repaired = stage.report(matter, {
      type: 'CreditRepaired',
      at: repairedAt,
      by: 'credit',
      cause,
      data: { decision_number: decisionNumber, repaired_record: { text: '严重违法失信名单' } },
    })
    stage.report(matter, {
      type: 'SeriousViolationRemoved',
      at: repairedAt,
      by: 'credit',
      cause: repaired,
      data: { reason: { text: '信用修复' }, document_number: decisionNumber },
    })
  })
}
