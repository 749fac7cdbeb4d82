import { dateOfDay } from '../dates.ts'
import { localDayOf } from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'
import { officeTimeAfter } from './office-time.ts'

/** Accident → investigation opened → its report handed in. */

const INVESTIGATION_DAYS = 60

export function startAccident(stage: Stage, matter: Matter, at: number): void {
  const { random } = stage
  const { sector } = matter.subject
  const number = `SG${matter.correlation.slice(7)}`
  const accident = stage.report(matter, {
    type: 'AccidentOccurred',
    at,
    by: 'emergency',
    data: {
      accident_number: number,
      accident_kind: sector.food ? 'food_safety' : 'work_safety',
      grade: 'ordinary',
      deaths: random.chance(0.05) ? 1 : 0,
      injured: random.below(8),
    },
  })
  const step = {
    step: 'accident_investigation',
    matter_number: `DC${number.slice(2)}`,
    accident_number: number,
  } as const
  const openedAt = officeTimeAfter(at, 1, random)
  const dueDay = localDayOf(openedAt) + INVESTIGATION_DAYS
  stage.later(openedAt, () => {
    const opened = stage.report(matter, {
      type: 'ProcedureStepOpened',
      at: openedAt,
      by: 'emergency',
      cause: accident,
      data: { ...step, due_date: dateOfDay(dueDay) },
    })
    const completedAt = officeTimeAfter(openedAt, 10 + random.below(INVESTIGATION_DAYS), random)
    stage.later(completedAt, () => {
      stage.report(matter, {
        type: 'ProcedureStepCompleted',
        at: completedAt,
        by: 'emergency',
        cause: opened,
        data: { ...step, outcome: { text: '已提交调查报告' } },
      })
    })
  })
}
