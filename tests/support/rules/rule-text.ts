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
  return {
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: atLeast, window: '30 days' },
  }
}

/** Two complaints or more in a month, far more than others of the industry have. */
export const farAbovePeers: Readonly<Record<string, unknown>> = {
  kind: 'peer',
  parameters: {
    of: { events: ['ComplaintReceived'] },
    every: 'month',
    window_periods: 1,
    group_by: [{ attribute: 'industry_code', prefix: 3 }],
    peers_at_least: 3,
    at_least: 2,
    z_at_least: 2,
    scale_floor: 1,
  },
}
