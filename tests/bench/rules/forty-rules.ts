import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { RuleFile } from '@jianwei/services/rules/rule-files.ts'
import { PLAIN_HEADER, ruleWith } from '#/support/rules/rule-with.ts'

/**
 * Forty rules of all kinds over the generated events, with the windows and thresholds that
 * regulators' rules have. More of them are the same again under other names.
 */
export function fortyRules(count = SPECIFICS.length): readonly Rule[] {
  return specificsOf(count).map(ruleWith)
}

/** As a log takes them. */
export function fortyRuleFiles(): readonly RuleFile[] {
  return specificsOf(SPECIFICS.length).map((specific) => ({
    path: `bench/${specific.id}.yaml`,
    rule: ruleWith(specific),
    // JSON is YAML.
    text: JSON.stringify({ ...PLAIN_HEADER, ...specific }),
  }))
}

function specificsOf(count: number) {
  return Array.from({ length: count }, (_, index) => {
    // There are some.
    const [kind, parameters] = SPECIFICS[index % SPECIFICS.length]!
    return { id: `bench-${String(index + 1).padStart(2, '0')}-${kind}`, kind, parameters }
  })
}

const events = (...types: readonly string[]) => ({ events: types })
const exceedance = { events: ['ReadingReported'], where: { field: 'data.value', gt: 100 } }
const bad = { events: ['InspectionConducted'], where: { field: 'data.score', lt: 70 } }

const count = (of: unknown, at_least: number, window: string, distinct?: string) =>
  ['count', { of, at_least, window, ...(distinct === undefined ? {} : { distinct }) }] as const
const sum = (at_least: number, window: string) =>
  ['sum', { of: events('PenaltyDecided'), amount: 'data.fine_cents', at_least, window }] as const
const deadline = (duty: string, answer: string, match: string, within: unknown) =>
  ['deadline', { duty: events(duty), answer: events(answer), match: [match], within }] as const

const surge = (type: string, window: string, baseline: string, at_least: number) =>
  [
    'surge',
    {
      of: events(type),
      group_by: [{ field: 'region', prefix: 6 }, 'data.category.code'],
      window,
      baseline,
      at_least,
      chance_at_most: 0.001,
    },
  ] as const
const silence = (at_least: number, within: string, silent_after: string) =>
  [
    'silence',
    {
      of: events('ReadingReported'),
      key: ['data.device_id'],
      per: 'subject',
      regular: { at_least, within },
      silent_after,
    },
  ] as const
const peer = (type: string, window_periods: number, z_at_least: number) =>
  [
    'peer',
    {
      of: events(type),
      every: 'month',
      window_periods,
      group_by: [
        { attribute: 'industry_code', prefix: 3 },
        { attribute: 'region', prefix: 4 },
      ],
      peers_at_least: 10,
      at_least: 3,
      z_at_least,
      scale_floor: 1,
    },
  ] as const
const score = (
  window: string,
  points: Readonly<Record<string, readonly [string, number]>>,
  high: number,
) =>
  [
    'score',
    {
      window,
      indicators: Object.entries(points).map(([id, [type, each]]) => ({
        id,
        title: { en: id, zh: id },
        of: events(type),
        points: each,
        half_life: '365 days',
      })),
      bands: [
        { band: 'low', below: high },
        { band: 'high', from: high },
      ],
      warn_bands: ['high'],
    },
  ] as const

const SPECIFICS: readonly (readonly [string, unknown])[] = [
  count(events('PenaltyDecided'), 2, '365 days'),
  count(events('PenaltyDecided'), 3, '365 days'),
  count(events('ComplaintReceived'), 3, '30 days'),
  count(events('ViolationFound'), 4, '365 days'),
  count(bad, 3, '180 days'),
  count(exceedance, 3, '24 hours'),
  count(events('ComplaintReceived', 'ReportReceived', 'TicketDispatched'), 6, '90 days'),
  count(events('ViolationFound'), 3, '365 days', 'data.violation_type.code'),
  count(events('ComplaintReceived'), 4, '180 days', 'data.category.code'),
  count(events('InspectionConducted'), 5, '90 days', 'department'),
  sum(1_000_000, '365 days'),
  sum(3_000_000, '730 days'),
  sum(800_000, '30 days'),
  deadline('TicketDispatched', 'TicketAnswered', 'data.ticket_number', {
    days: 5,
    counted: 'working',
  }),
  deadline('ComplaintReceived', 'ComplaintAcceptanceDecided', 'data.complaint_number', {
    days: 7,
    counted: 'working',
  }),
  deadline('PenaltyDecided', 'DecisionPublished', 'data.decision_number', {
    days: 7,
    counted: 'working',
  }),
  deadline('TicketAnswered', 'TicketRated', 'data.ticket_number', {
    days: 30,
    counted: 'calendar',
  }),
  [
    'deadline',
    {
      duty: events('RectificationOrdered'),
      answer: events('RectificationChecked'),
      match: ['data.order_number'],
      due: 'data.due_date',
    },
  ],
  [
    'sequence',
    {
      first: events('RectificationChecked'),
      followed_by: [{ of: events('ViolationFound'), within: '365 days' }],
    },
  ],
  [
    'sequence',
    {
      first: events('ViolationFound'),
      followed_by: [
        { of: events('PenaltyDecided'), within: '90 days' },
        { of: events('ViolationFound'), within: '365 days' },
      ],
    },
  ],
  ['sequence', { first: bad, followed_by: [{ of: exceedance, within: '30 days' }] }],
  [
    'combination',
    {
      conditions: [
        { of: events('ComplaintReceived'), at_least: 2 },
        { of: events('PenaltyDecided'), at_least: 1 },
      ],
      window: '90 days',
    },
  ],
  [
    'combination',
    {
      conditions: [
        { of: exceedance, at_least: 2 },
        { of: bad, at_least: 1 },
        { of: events('ReportReceived'), at_least: 1 },
      ],
      window: '180 days',
    },
  ],
  [
    'expiry',
    {
      of: events('LicenceGranted', 'LicenceRenewed'),
      valid_to: 'data.valid_to',
      notice_days: 30,
      match: ['data.licence_number'],
    },
  ],
  surge('TicketDispatched', '7 days', '28 days', 10),
  surge('ComplaintReceived', '7 days', '28 days', 10),
  surge('ComplaintReceived', '30 days', '120 days', 30),
  silence(2, '20 days', '15 days'),
  silence(3, '60 days', '30 days'),
  [
    'silence',
    {
      of: events('InspectionConducted'),
      key: ['department'],
      regular: { at_least: 5, within: '1 day' },
      silent_after: '1 day',
    },
  ],
  peer('ComplaintReceived', 3, 3.5),
  peer('PenaltyDecided', 12, 3.5),
  score(
    '730 days',
    {
      complaints: ['ComplaintReceived', 5],
      penalties: ['PenaltyDecided', 20],
      violations: ['ViolationFound', 8],
    },
    120,
  ),
  score(
    '365 days',
    {
      listings: ['AbnormalOperationListed', 60],
      reports: ['ReportReceived', 15],
      penalties: ['PenaltyDecided', 10],
    },
    90,
  ),
  score(
    '1095 days',
    {
      penalties: ['PenaltyDecided', 10],
      tickets: ['TicketDispatched', 2],
      violations: ['ViolationFound', 4],
    },
    100,
  ),
  count(events('AbnormalOperationListed'), 2, '730 days'),
  count(events('ReportReceived'), 2, '90 days'),
  [
    'expiry',
    {
      of: events('LicenceGranted'),
      valid_to: 'data.valid_to',
      match: ['data.licence_number'],
      ended_by: events('LicenceRevoked'),
    },
  ],
  [
    'sequence',
    {
      first: events('ComplaintReceived'),
      followed_by: [
        { of: events('ComplaintReceived'), within: '30 days' },
        { of: events('PenaltyDecided'), within: '60 days' },
      ],
    },
  ],
  [
    'combination',
    {
      conditions: [
        { of: events('AbnormalOperationListed'), at_least: 1 },
        { of: events('ComplaintReceived'), at_least: 2 },
      ],
      window: '180 days',
    },
  ],
]
