import { stringify } from 'yaml'

/** The YAML of a rule over complaints: what is given, and plain values for the rest. */
export function complaintRuleText(given: Readonly<Record<string, unknown>>): string {
  return stringify({
    version: 1,
    title: { en: 'A rule of the tests', zh: '测试规则' },
    text: { en: 'Only for tests.', zh: '仅用于测试。' },
    level: 'yellow',
    legal_basis: [],
    class: 'template',
    jurisdiction: 'tests',
    owner: 'tests',
    review_by: '2027-12-31',
    false_positives: { en: 'None known.', zh: '暂无。' },
    playbook: { en: 'Look at the evidence.', zh: '核对证据。' },
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
    tests: [],
    ...given,
  })
}

/** At least so many complaints in thirty days. */
export function complaints(atLeast: number): Readonly<Record<string, unknown>> {
  return { parameters: { of: { events: ['ComplaintReceived'] }, at_least: atLeast, window: '30 days' } }
}
