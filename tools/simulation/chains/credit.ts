import type { Matter, Stage } from '../stage.ts'
import { officeTimeAfter } from './office-time.ts'

const ABNORMAL = 0.08
const REMOVED = 0.6
// Shares seen in one city: 65.4 / 25.3 / 7.7 / 1.5 per cent.
const CLASS_LIMITS = [
  ['A', 0.654],
  ['B', 0.907],
  ['C', 0.984],
] as const
const CLASSES = ['A', 'B', 'C', 'D']
const ABNORMAL_REASONS = ['未按规定公示年度报告', '通过登记的住所无法联系', '公示信息隐瞒真实情况']

/** The monthly class, or an abnormal listing and its removal. */
export function startCredit(stage: Stage, matter: Matter, at: number): void {
  if (stage.random.chance(ABNORMAL)) listAbnormally(stage, matter, at)
  else assignClass(stage, matter, at)
}

function assignClass(stage: Stage, matter: Matter, at: number): void {
  const { random } = stage
  // Risk lies between 0.03 and 0.63; together with chance it spreads over the classes.
  const point = random.fraction() * 0.7 + matter.subject.risk * 0.48
  const creditClass = CLASS_LIMITS.find(([, limit]) => point < limit)?.[0] ?? 'D'
  stage.report(matter, {
    type: 'CreditClassAssigned',
    at,
    by: 'credit',
    data: {
      credit_class: creditClass,
      ...(random.chance(0.8)
        ? { previous_class: random.chance(0.85) ? creditClass : random.pick(CLASSES) }
        : {}),
      scheme: '通用型企业信用风险分类（模拟）',
      score: Math.round((1 - point) * 1000) / 10,
    },
  })
}

function listAbnormally(stage: Stage, matter: Matter, at: number): void {
  const { random } = stage
  const authority = `${matter.subject.district.name}市场监督管理局`
  const listed = stage.report(matter, {
    type: 'AbnormalOperationListed',
    at,
    by: 'credit',
    data: { reason: { text: random.pick(ABNORMAL_REASONS) }, authority },
  })
  if (!random.chance(REMOVED)) return
  const removedAt = officeTimeAfter(at, 5 + random.exponential(40), random)
  stage.later(removedAt, () => {
    stage.report(matter, {
      type: 'AbnormalOperationRemoved',
      at: removedAt,
      by: 'credit',
      cause: listed,
      data: { reason: { text: '已补报并公示' }, authority },
    })
  })
}
