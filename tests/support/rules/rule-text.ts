import { stringify } from 'yaml'
import { PLAIN_HEADER } from '#/support/rules/rule-with.ts'

/** The YAML of a rule over complaints: what is given, and plain values for the rest. */
export function complaintRuleText(given: Readonly<Record<string, unknown>>): string {
  return stringify({
    ...PLAIN_HEADER,
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
    ...given,
  })
}

/** At least so many complaints in thirty days. */
export function complaints(atLeast: number): Readonly<Record<string, unknown>> {
  return { parameters: { of: { events: ['ComplaintReceived'] }, at_least: atLeast, window: '30 days' } }
}
