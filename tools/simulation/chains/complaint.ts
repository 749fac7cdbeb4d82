import type { FactReference } from '@jianwei/events/fact.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { addWorkingDaysToNumber } from '@jianwei/events/working-days/working-days.ts'
import { endOfLocalDay, HOUR_MS, localDayOf } from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'
import { visit } from './inspection.ts'
import { officeTimeAfterWorkingDays } from './office-time.ts'
import { personName, telephone } from './people.ts'

/**
 * Complaint → taken up → ticket → answer → rating; a report of a violation may lead to an
 * inspection.
 */

const REPORTS = 0.12
const REPORT_INSPECTED = 0.5
const REFUSED = 0.06
const TICKETED = 0.85
const RATED = 0.6
/** The hotline's own limit: working days from dispatch to answer. */
const ANSWER_WORKING_DAYS = 5
const TICKETS_MISSED = 0.04
const NEVER_ANSWERED = 0.3
const CATEGORIES = [
  '食品安全',
  '价格争议',
  '售后服务',
  '虚假宣传',
  '噪声扰民',
  '环境污染',
  '预付卡退费',
]

export function startComplaint(stage: Stage, matter: Matter, at: number): void {
  if (!matter.planted && stage.random.chance(REPORTS)) report(stage, matter, at)
  else complain(stage, matter, at)
}

/** Returns the complaint, so that a story can name it. */
export function complain(stage: Stage, matter: Matter, at: number): FactReference {
  const { random } = stage
  const { subject } = matter
  const category = subject.sector.food && random.chance(0.6) ? '食品安全' : random.pick(CATEGORIES)
  const number = `TS${matter.correlation.slice(7)}`
  const complaint = stage.report(matter, {
    type: 'ComplaintReceived',
    at,
    by: 'hotline',
    data: {
      complaint_number: number,
      channel: { text: random.chance(0.7) ? '12345' : '12315' },
      category: { text: category },
      title: `${category}投诉`,
      complainant_name: personName(random),
      complainant_phone: telephone(random),
      respondent_name: subject.name,
      is_repeated: random.chance(0.1),
    },
  })
  const accepted = !random.chance(REFUSED)
  const acceptedAt = officeTimeAfterWorkingDays(at, 1 + random.below(5), random)
  stage.later(acceptedAt, () => {
    stage.report(matter, {
      type: 'ComplaintAcceptanceDecided',
      at: acceptedAt,
      by: 'market',
      cause: complaint,
      data: {
        complaint_number: number,
        accepted,
        ...(accepted ? {} : { reason: { text: '不属于本部门职责' } }),
      },
    })
  })
  if (accepted && random.chance(TICKETED)) {
    const dispatchedAt = at + Math.ceil(60 + random.exponential(2 * 3600)) * 1000
    stage.later(dispatchedAt, () => dispatch(stage, matter, dispatchedAt, complaint, category))
  } else if (accepted) {
    const concludedAt = officeTimeAfterWorkingDays(acceptedAt, 5 + random.below(30), random)
    stage.later(concludedAt, () => {
      stage.report(matter, {
        type: 'ComplaintConcluded',
        at: concludedAt,
        by: 'market',
        cause: complaint,
        data: { complaint_number: number, outcome: random.chance(0.6) ? 'settled' : 'terminated' },
      })
    })
  }
  return complaint
}

function dispatch(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  category: string,
): void {
  const { random } = stage
  const dueMs = endOfLocalDay(addWorkingDaysToNumber(localDayOf(at), ANSWER_WORKING_DAYS))
  const ticket = {
    ticket_number: `GD${matter.correlation.slice(7)}`,
    handling_unit: `${matter.subject.district.name}市场监督管理局`,
  }
  const openedBy = stage.report(matter, {
    type: 'TicketDispatched',
    at,
    by: 'hotline',
    cause,
    duty: true,
    data: {
      ...ticket,
      category: { text: category },
      urgency: { text: '一般' },
      due_at: instantFromMs(dueMs),
    },
  })
  const missed = random.chance(TICKETS_MISSED)
  const inTime = officeTimeAfterWorkingDays(at, 1 + random.below(ANSWER_WORKING_DAYS - 1), random)
  const late = random.chance(NEVER_ANSWERED)
    ? Infinity
    : dueMs + Math.ceil(24 + random.exponential(96)) * HOUR_MS
  const answeredAt = missed ? late : inTime
  stage.checkDuty(matter, {
    duty: 'ticket-answered',
    openedBy,
    openedMs: at,
    dueMs,
    doneMs: answeredAt,
  })
  stage.later(answeredAt, () => answer(stage, matter, answeredAt, openedBy, ticket, missed))
}

interface Ticket {
  readonly ticket_number: string
  readonly handling_unit: string
}

function answer(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  ticket: Ticket,
  late: boolean,
): void {
  const { random } = stage
  const answered = stage.report(matter, {
    type: 'TicketAnswered',
    at,
    by: 'hotline',
    cause,
    duty: true,
    data: { ...ticket, status: { text: '已办结' } },
  })
  if (!random.chance(RATED)) return
  const ratedAt = officeTimeAfterWorkingDays(at, 1 + random.below(3), random)
  stage.later(ratedAt, () => {
    const solved = random.chance(late ? 0.3 : 0.75) ? 1 : random.chance(0.7) ? 0 : 2
    stage.report(matter, {
      type: 'TicketRated',
      at: ratedAt,
      by: 'hotline',
      cause: answered,
      data: { ...ticket, solved },
    })
  })
}

function report(stage: Stage, matter: Matter, at: number): void {
  const { random } = stage
  const { subject } = matter
  const received = stage.report(matter, {
    type: 'ReportReceived',
    at,
    by: 'hotline',
    data: {
      report_number: `JB${matter.correlation.slice(7)}`,
      channel: { text: '12315' },
      content: subject.sector.violation,
      is_named: random.chance(0.4),
      reported_name: subject.name,
    },
  })
  if (!random.chance(REPORT_INSPECTED)) return
  const visitedAt = officeTimeAfterWorkingDays(at, 1 + random.below(12), random)
  stage.later(visitedAt, () => visit(stage, matter, visitedAt, { cause: received, special: true }))
}
