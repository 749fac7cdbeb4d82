import type { Rule } from '@jianwei/projections/rules/rule.ts'

/**
 * What of a rule decides how its statements are joined: its kind and the parts of its parameters,
 * without names, numbers and conditions on single facts. Conditions on the subject need a join of
 * their own, so they count.
 */
export function formOf(rule: Rule): string {
  const parts: unknown = JSON.parse(JSON.stringify(rule.parameters, withoutValues))
  return `${rule.kind} ${JSON.stringify(parts)}`
}

function withoutValues(key: string, value: unknown): unknown {
  if (typeof value === 'number') return 0
  // `in` says how a deadline is counted, which is another statement for each way.
  if (typeof value === 'string') return key === 'in' ? value : ''
  if (typeof value !== 'object' || value === null || !('events' in value)) return value
  return JSON.stringify(value).includes('"field":"subject.') ? 'facts by their subject' : 'facts'
}
