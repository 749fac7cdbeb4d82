/** Versions of rules that have series of their own; those beyond are counted together. */
export const RULES_MEASURED_MAX = 500
const FURTHER_RULES = 'further rules'

/** Gives the label of a rule: its own name for as many as have series of their own. */
export function measuredRules(): (rule: string) => string {
  const measured = new Set<string>()
  return (rule) => {
    if (measured.size < RULES_MEASURED_MAX) measured.add(rule)
    return measured.has(rule) ? rule : FURTHER_RULES
  }
}
