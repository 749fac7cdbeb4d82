import type { PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'

/** Which alerts one person alone cannot close. */
export interface SecondPersonPolicy {
  readonly levels: readonly RiskLevel[]
  readonly rules: readonly string[]
}

export const NO_SECOND_PERSON: SecondPersonPolicy = { levels: [], rules: [] }

export function needsSecondPerson(
  { levels, rules }: SecondPersonPolicy,
  { level, rule_id }: PresentAlert,
): boolean {
  return levels.includes(level) || (rule_id !== null && rules.includes(rule_id))
}
