import type { FactReference } from '@jianwei/events/fact.ts'
import { endOfLocalDay, localDayOf } from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'
import { fileCase, type ToldCase } from './enforcement.ts'
import { dateOf, dateOfDay } from '../dates.ts'
import { officeTimeAfter, officeTimeOn } from './office-time.ts'
import { officers, personName } from './people.ts'

/**
 * Inspection planned → conducted → violation → rectification ordered → checked; what is grave
 * becomes a case.
 */

const PLANNED = 0.5
const PLAN_DAYS = 14
const GRAVE = 0.3
const NOTICED = 0.04
const CHECKS_MISSED = 0.06
const NEVER_CHECKED = 0.4
const RECTIFIED = 0.85
const ITEMS = [
  '证照公示',
  '进货查验记录',
  '从业人员健康管理',
  '设施设备维护',
  '台账记录',
  '安全警示标识',
]

export function startInspection(stage: Stage, matter: Matter, at: number): void {
  const { random } = stage
  if (!random.chance(PLANNED)) {
    visit(stage, matter, at, {})
    return
  }
  const planned = stage.report(matter, {
    type: 'InspectionPlanned',
    at,
    by: matter.subject.sector.inspectedBy,
    data: {
      plan_id: `JH${matter.correlation.slice(7)}`,
      check_form: '01',
      due_date: dateOfDay(localDayOf(at) + PLAN_DAYS),
      supervise_item_implement_code: matter.subject.sector.itemCode,
    },
  })
  const visitedAt = officeTimeAfter(at, random.below(PLAN_DAYS - 4), random)
  stage.later(visitedAt, () => visit(stage, matter, visitedAt, { cause: planned }))
}

export interface VisitCircumstances {
  readonly cause?: FactReference
  /** 专项 instead of 日常. */
  readonly special?: boolean
  /** Finds this many violations whatever the subject's risk; a told case follows in any event. */
  readonly planted?: { readonly violations: number; readonly told?: ToldCase }
}

/** Returns the violations found, so that a story can name them. */
export function visit(
  stage: Stage,
  matter: Matter,
  at: number,
  circumstances: VisitCircumstances,
): FactReference[] {
  const { random } = stage
  const { subject } = matter
  const violations = circumstances.planted?.violations ?? violationsBy(stage, subject.risk)
  const checkActionCode = `JC${matter.correlation.slice(7)}-${localDayOf(at)}`
  const failing = Math.min(violations, ITEMS.length)
  // Market supervision inspects with codes, and sends the version that has them.
  const coded = subject.sector.inspectedBy === 'market'
  const inspection = stage.report(matter, {
    type: 'InspectionConducted',
    at,
    by: subject.sector.inspectedBy,
    ...(circumstances.cause === undefined ? {} : { cause: circumstances.cause }),
    ...(coded ? { schemaVersion: 2 } : {}),
    data: {
      check_action_code: checkActionCode,
      check_form: circumstances.special === true ? '02' : '01',
      officers: officers(subject, random),
      check_result: { text: violations === 0 ? '未发现问题' : '发现问题' },
      check_items: ITEMS.map((item_name, index) => ({
        item_name,
        result: index < failing ? 'fail' : 'pass',
      })),
      supervise_item_implement_code: subject.sector.itemCode,
      supervise_object: subject.name,
      ...(coded
        ? {
            task_code: `RW${checkActionCode.slice(2)}`,
            code_scanned: true,
            implement_level: 'county',
            problem_found: violations > 0,
          }
        : {}),
    },
  })
  const found = Array.from({ length: violations }, () =>
    findViolation(stage, matter, at, inspection, checkActionCode),
  )
  const [first] = found
  if (first === undefined) {
    if (random.chance(NOTICED)) giveNotice(stage, matter, at, inspection)
    return found
  }
  order(stage, matter, at, first, checkActionCode)
  const told = circumstances.planted?.told
  if (told !== undefined || random.chance(GRAVE)) {
    const filedAt = officeTimeAfter(at, 2 + random.below(12), random)
    const grounds = { cause: first, checkActionCode, ...(told === undefined ? {} : { told }) }
    stage.later(filedAt, () => fileCase(stage, matter, filedAt, grounds))
  }
  return found
}

function violationsBy({ random }: Stage, risk: number): number {
  if (!random.chance(risk)) return 0
  return 1 + (random.chance(0.3) ? 1 : 0) + (random.chance(risk / 2) ? 1 : 0)
}

function findViolation(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  checkActionCode: string,
): FactReference {
  const { sector } = matter.subject
  const timed = sector.inspectedBy === 'emergency'
  return stage.report(matter, {
    type: 'ViolationFound',
    at,
    by: sector.inspectedBy,
    cause,
    ...(timed ? { schemaVersion: 2 } : {}),
    data: {
      check_action_code: checkActionCode,
      violation_type: { text: sector.violation },
      severity: { text: stage.random.chance(0.2) ? '严重' : '一般' },
      ...(timed ? { lasted_days: stage.random.below(120) } : {}),
    },
  })
}

function giveNotice(stage: Stage, matter: Matter, at: number, cause: FactReference): void {
  stage.report(matter, {
    type: 'OtherActionTaken',
    at,
    by: matter.subject.sector.inspectedBy,
    cause,
    data: { action_name: '行政指导', result: '现场宣传相关规定' },
  })
}

function order(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  checkActionCode: string,
): void {
  const { random } = stage
  const dueDay = localDayOf(at) + 10 + random.below(21)
  const dueMs = endOfLocalDay(dueDay)
  const orderNumber = `ZG${checkActionCode.slice(2)}`
  const openedBy = stage.report(matter, {
    type: 'RectificationOrdered',
    at,
    by: matter.subject.sector.inspectedBy,
    cause,
    duty: true,
    data: {
      order_number: orderNumber,
      check_action_code: checkActionCode,
      due_date: dateOfDay(dueDay),
      requirement: '限期改正',
    },
  })
  const missed = random.chance(CHECKS_MISSED)
  const inTime = officeTimeOn(dueDay - 1 - random.below(6), random)
  const late = random.chance(NEVER_CHECKED)
    ? Infinity
    : officeTimeAfter(dueMs, 1 + random.exponential(10), random)
  const checkedAt = missed ? late : inTime
  stage.checkDuty(matter, {
    duty: 'rectification-checked',
    openedBy,
    openedMs: at,
    dueMs,
    doneMs: checkedAt,
  })
  stage.later(checkedAt, () => check(stage, matter, checkedAt, openedBy, orderNumber))
}

/**
 * Transport still sends version 1 of this event, as systems do that nobody has touched for years.
 */
function check(
  stage: Stage,
  matter: Matter,
  at: number,
  cause: FactReference,
  orderNumber: string,
): void {
  const { random } = stage
  const { subject } = matter
  const by = subject.sector.inspectedBy
  const rectified = random.chance(RECTIFIED)
  const fields = {
    order_number: orderNumber,
    officers: officers(subject, random),
    submitted_date: dateOf(at),
    submitted_personnel: personName(random),
  }
  const circumstances = { type: 'RectificationChecked', at, by, cause, duty: true } as const
  if (by === 'transport') stage.report(matter, { ...circumstances, data: { ...fields, rectified } })
  else {
    const outcome = rectified ? 'rectified' : random.chance(0.8) ? 'not_rectified' : 'undetermined'
    stage.report(matter, { ...circumstances, schemaVersion: 2, data: { ...fields, outcome } })
  }
}
