import { hasRole, type Who } from '#/api/who.ts'
import type { RuleRead } from '#/rules/rule-queries.ts'

export type RuleStepName = 'shadow' | 'publish' | 'retire'

/** The steps from a state on. The server decides; who cannot take one is not offered it. */
const FROM: Readonly<Record<RuleRead['state'], readonly RuleStepName[]>> = {
  drafted: ['shadow', 'publish', 'retire'],
  shadow: ['publish', 'retire'],
  published: ['retire'],
  retired: [],
}

export function stepsOf(state: RuleRead['state'], who: Who): readonly RuleStepName[] {
  const mayAll = hasRole(who, 'supervisor')
  const mayShadow = mayAll || hasRole(who, 'analyst')
  return FROM[state].filter((step) => (step === 'shadow' ? mayShadow : mayAll))
}

/** Who writes rules. */
export function mayWrite(who: Who): boolean {
  return hasRole(who, 'supervisor', 'analyst')
}
