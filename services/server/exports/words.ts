import type { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import type { AlertState } from '@jianwei/events/alert/effects.ts'
import type { Finding } from '@jianwei/events/alert/handling-events.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'

/** What codes are called in files and prints for an office. */
export const STATE_NAMES: Readonly<Record<AlertState, string>> = {
  raised: '待签收',
  signed_for: '已签收',
  verified: '已核查',
  disposed: '已处置',
  fed_back: '已反馈',
  closed: '已办结',
}

export const LEVEL_NAMES: Readonly<Record<RiskLevel, string>> = {
  red: '红色',
  orange: '橙色',
  yellow: '黄色',
  blue: '蓝色',
}

export const FINDING_NAMES: Readonly<Record<Finding, string>> = {
  substantiated: '属实',
  not_substantiated: '不属实',
  cannot_be_verified: '无法核实',
}

export const CLOSING_NAMES: Readonly<Record<ClosingReason, string>> = {
  true_and_handled: '属实并已处理',
  false_rule: '误报（规则原因）',
  false_data: '误报（数据原因）',
  benign: '属实但无须处理',
  duplicate: '重复',
  out_of_remit: '不属于本部门职责',
  other: '其他',
}
