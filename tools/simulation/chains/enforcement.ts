import type { EventData } from '@jianwei/events/envelope.ts'
import type { FactReference } from '@jianwei/events/fact.ts'
import type { Random } from '../random.ts'
import { endOfLocalDay, localDayOf } from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'
import { dateOf, dateOfDay } from '../dates.ts'
import { officeTimeAfter, officeTimeAfterWorkingDays } from './office-time.ts'
import { officers } from './people.ts'
import { listSeriously } from './serious-list.ts'

/**
 * Case filed → seized and released → penalty or none → published → closed; some appeal, and the
 * gravest are listed.
 */

/** Administrative Penalty Law, article 60: calendar days from filing to the decision. */
export const DECISION_DAYS = 90
const DECISIONS_MISSED = 0.05
const NO_PENALTY = 0.08
const COERCED = 0.15
const COERCION_DAYS = 30
const APPEALED = 0.08
const SERIOUS = 0.06
const LICENCE_HIT = 0.08

export interface CaseGrounds {
  readonly cause: FactReference
  readonly checkActionCode: string
  readonly told?: ToldCase
}

/**
 * A case that runs its whole course, in time, to a penalty and the list of serious violations; a
 * story is told of it.
 */
export interface ToldCase {
  readonly decided: (penalty: FactReference) => void
  readonly listed: (at: number) => void
}

interface OpenCase {
  readonly caseNumber: string
  readonly decisionNumber: string
  readonly grounds: CaseGrounds
  readonly filedMs: number
}

export function fileCase(stage: Stage, matter: Matter, at: number, grounds: CaseGrounds): void {
  const { random } = stage
  const { subject } = matter
  const number = `${matter.correlation.slice(7)}-${localDayOf(at)}`
  const open = { caseNumber: `LA${number}`, decisionNumber: `CF${number}`, grounds, filedMs: at }
  const openedBy = stage.report(matter, {
    type: 'CaseFiled',
    at,
    by: subject.sector.inspectedBy,
    cause: grounds.cause,
    duty: true,
    data: {
      case_number: open.caseNumber,
      case_source: { text: '监督检查' },
      check_action_code: grounds.checkActionCode,
      officers: officers(subject, random),
      violation_type: { text: subject.sector.violation },
    },
  })
  if (random.chance(COERCED)) seize(stage, matter, at, openedBy, open)

  const missed = grounds.told === undefined && random.chance(DECISIONS_MISSED)
  const days = missed ? DECISION_DAYS + 2 + random.below(40) : 8 + random.below(70)
  const decidedAt = officeTimeAfter(at, days, random)
  const dueMs = endOfLocalDay(localDayOf(at) + DECISION_DAYS)
  stage.checkDuty(matter, {
    duty: 'case-decided',
    openedBy,
    openedMs: at,
    dueMs,
    doneMs: decidedAt,
  })
  const acquits = grounds.told === undefined && random.chance(NO_PENALTY)
  stage.later(decidedAt, () => {
    if (acquits) close(stage, matter, decidedAt, openedBy, open)
    else punish(stage, matter, decidedAt, openedBy, open)
  })
}

function seize(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  open: OpenCase,
): void {
  const { random } = stage
  const by = matter.subject.sector.inspectedBy
  const numbers = { coercion_number: `QZ${open.caseNumber.slice(2)}` }
  const imposed = stage.report(matter, {
    type: 'CoercionImposed',
    at,
    by,
    cause,
    data: {
      ...numbers,
      measure_type: { text: random.chance(0.5) ? '查封' : '扣押' },
      due_date: dateOfDay(localDayOf(at) + COERCION_DAYS),
    },
  })
  const liftedAt = officeTimeAfter(at, 5 + random.below(30), random)
  stage.later(liftedAt, () => {
    stage.report(matter, {
      type: 'CoercionLifted',
      at: liftedAt,
      by,
      cause: imposed,
      data: { ...numbers, reason: { text: '期限届满' } },
    })
  })
}

function punish(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  open: OpenCase,
): void {
  const { random } = stage
  const { subject } = matter
  const { told } = open.grounds
  const yuan = Math.ceil(500 + random.exponential(12_000))
  const hitsLicence = random.chance(LICENCE_HIT)
  const penalty = stage.report(matter, {
    type: 'PenaltyDecided',
    at,
    by: subject.sector.inspectedBy,
    cause,
    duty: true,
    corrected: fineCorrected,
    data: {
      penalty_types: hitsLicence ? ['02', '11'] : random.chance(0.25) ? ['01', '02'] : ['02'],
      decision_number: open.decisionNumber,
      case_number: open.caseNumber,
      currency: 'CNY',
      fine_cents: yuan * 100,
      fine_unit: 'yuan',
      fine_text: String(yuan),
      filed_on: dateOf(open.filedMs),
      procedure: '02',
      officers: officers(subject, random),
      violation_type: { text: subject.sector.violation },
      licence_name: subject.sector.licence,
    },
  })
  told?.decided(penalty)
  publish(stage, matter, at, penalty, open)
  const closedAt = officeTimeAfter(at, 10 + random.below(20), random)
  stage.later(closedAt, () => close(stage, matter, closedAt, penalty, open, yuan))
  if (hitsLicence) suspend(stage, matter, at, penalty, open)
  if (random.chance(APPEALED)) appeal(stage, matter, at, penalty, open)
  if (told !== undefined || random.chance(SERIOUS))
    listSeriously(stage, matter, at, penalty, open.decisionNumber, told?.listed)
}

function publish(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  open: OpenCase,
): void {
  const { random } = stage
  const publishedAt = officeTimeAfterWorkingDays(
    at,
    random.chance(0.05) ? 8 + random.below(5) : 1 + random.below(6),
    random,
  )
  stage.later(publishedAt, () => {
    stage.report(matter, {
      type: 'DecisionPublished',
      at: publishedAt,
      by: 'credit',
      cause,
      data: {
        decision_kind: 'penalty',
        decision_number: open.decisionNumber,
        website: '信用中国（模拟）',
      },
    })
  })
}

/** Without an amount the case ends without a penalty, which is a decision too. */
function close(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  open: OpenCase,
  paidYuan?: number,
): void {
  const by = matter.subject.sector.inspectedBy
  const paid =
    paidYuan === undefined
      ? ({ no_penalty: true } as const)
      : ({
          currency: 'CNY',
          paid_cents: paidYuan * 100,
          paid_unit: 'yuan',
          paid_text: String(paidYuan),
        } as const)
  stage.report(matter, {
    type: 'CaseClosed',
    at,
    by,
    cause,
    ...(paidYuan === undefined ? { duty: true as const } : {}),
    data: { case_number: open.caseNumber, ...paid },
  })
}

function suspend(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  open: OpenCase,
): void {
  const { random } = stage
  const licence = {
    licence_number: `XK${matter.subject.id.slice(8)}`,
    licence_name: matter.subject.sector.licence,
  }
  if (random.chance(0.25)) {
    const data = { ...licence, decision_number: open.decisionNumber, reason: { text: '吊销' } }
    stage.report(matter, { type: 'LicenceRevoked', at, by: 'counter', cause, data })
    return
  }
  const until = dateOfDay(localDayOf(at) + 30 + random.below(150))
  const data = { ...licence, decision_number: open.decisionNumber, suspended_until: until }
  stage.report(matter, { type: 'LicenceSuspended', at, by: 'counter', cause, data })
}

function appeal(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  open: OpenCase,
): void {
  const { random } = stage
  const reviewedAt = officeTimeAfter(at, 20 + random.below(60), random)
  stage.later(reviewedAt, () => {
    const effect = random.chance(0.8) ? 'upheld' : random.chance(0.5) ? 'changed' : 'revoked'
    stage.report(matter, {
      type: 'ReviewDecided',
      at: reviewedAt,
      by: 'review',
      cause,
      data: {
        review_kind: random.chance(0.85) ? 'administrative_review' : 'petition',
        outcome: { text: { upheld: '维持', changed: '变更', revoked: '撤销' }[effect] },
        effect,
        decision_number: open.decisionNumber,
      },
    })
  })
}

/** The classic slip: the amount was entered in the wrong unit. */
function fineCorrected(data: EventData, random: Random): EventData {
  const yuan = 1000 * (1 + random.below(50))
  return { ...data, fine_cents: yuan * 100, fine_text: String(yuan) }
}
