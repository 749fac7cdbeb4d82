import fc from 'fast-check'
import { ENVELOPE_FIELDS, type FieldKind, type FieldsOfTypes } from '@jianwei/projections/rules/fields.ts'
import { CATALOGUE_FIELDS, parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import { looksBack, reachOf, RULE_KINDS, type Rule } from '@jianwei/projections/rules/rule.ts'
import { PLAIN_HEADER } from '#/support/rules/rule-with.ts'
import { SUBJECT_TYPES, TEXTS } from '#/support/rules/random-log.ts'
import { scoreParametersOf } from '#/support/rules/random-scores.ts'

/** A small language, so that random rules and random facts meet often. The types are facts of the catalogue; the fields are not theirs. */
const DATA_FIELDS: readonly (readonly [string, FieldKind])[] = [
  ['data.amount', 'number'],
  ['data.word', 'text'],
  ['data.deep.code', 'text'],
  ['data.flag', 'boolean'],
  ['data.tags', 'texts'],
  ['data.ticket', 'text'],
  ['data.due_date', 'date'],
  ['data.due_at', 'instant'],
]
export const EVENT_TYPES = ['ComplaintReceived', 'TicketAnswered', 'PenaltyDecided'] as const
export const RANDOM_FIELDS: FieldsOfTypes = new Map(
  [...EVENT_TYPES, ...SUBJECT_TYPES].map((type) => {
    const ofCatalogue =
      type.startsWith('Subject') || type === 'CreditClassAssigned' ? CATALOGUE_FIELDS.get(type) : undefined
    return [type, new Map([...ENVELOPE_FIELDS, ...(ofCatalogue ?? []), ...DATA_FIELDS])]
  }),
)

const comparison = fc.oneof(
  fc.record({ field: fc.constant('data.word'), eq: fc.constantFrom(...TEXTS) }),
  fc.record({ field: fc.constant('data.word'), in: fc.uniqueArray(fc.constantFrom(...TEXTS), { minLength: 1 }) }),
  fc.record({ field: fc.constantFrom('data.word', 'region'), starts_with: fc.constantFrom('3', '33', '见', 'a') }),
  fc.record({ field: fc.constantFrom('data.word', 'region'), includes: fc.constantFrom('3', '01', '微', 'b') }),
  fc.record({ field: fc.constant('data.amount'), eq: fc.constantFrom(0, 1, 2.5) }),
  fc.record({ field: fc.constant('data.amount'), gte: fc.constantFrom(0, 1, 2.5) }),
  fc.record({ field: fc.constant('data.amount'), lt: fc.constantFrom(0, 1, 2.5) }),
  fc.record({ field: fc.constant('data.flag'), eq: fc.boolean() }),
  fc.record({ field: fc.constant('data.tags'), contains: fc.constantFrom(...TEXTS) }),
  fc.record({ field: fc.constant('data.deep.code'), exists: fc.boolean() }),
  fc.record({ field: fc.constant('region'), eq: fc.constantFrom('330100', '330102', '见') }),
  fc.record({ field: fc.constant('department'), exists: fc.boolean() }),
)

/** About the subject as it was at the time. */
export const subjectComparison = fc.oneof(
  fc.record({ field: fc.constant('subject.registration'), eq: fc.constantFrom('registered', 'deregistered') }),
  fc.record({ field: fc.constant('subject.region'), starts_with: fc.constantFrom('3', '33', '见') }),
  fc.record({ field: fc.constant('subject.industry_code'), starts_with: fc.constantFrom('C', 'N', 'N77') }),
  fc.record({
    field: fc.constant('subject.industry_code'),
    in: fc.uniqueArray(fc.constantFrom('C13', 'C14', ''), { minLength: 1 }),
  }),
  fc.record({ field: fc.constantFrom('subject.category.code', 'subject.category.text'), eq: fc.constant('x') }),
  fc.record({ field: fc.constant('subject.credit_class'), in: fc.constant(['C', 'D']) }),
  fc.record({ field: fc.constant('subject.abnormal_operation'), eq: fc.constantFrom('listed', 'removed') }),
  fc.record({
    field: fc.constantFrom('subject.subject_type', 'subject.credit_class', 'subject.category.code', 'subject.region'),
    exists: fc.boolean(),
  }),
)

/** Conditions on an event as a rule's file has them. */
export const anyFilter = filterOf(comparison)
const anyFilterAndSubject = filterOf(fc.oneof(comparison, subjectComparison))

function filterOf(comparison: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec<{ filter: unknown }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      comparison,
      fc.record({ all: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ any: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ not: tie('filter') }),
    ),
  })).filter
}

const where = fc.option(anyFilterAndSubject, { nil: undefined, freq: 2 })

const anySelection = fc.record(
  { events: fc.uniqueArray(fc.constantFrom(...EVENT_TYPES, 'SubjectChanged'), { minLength: 1 }), where },
  { requiredKeys: ['events'] },
)

const window = fc.constantFrom('1 hour', '5 hours', '1 day', '48 hours', '7 days', '24855 days')

const countParameters = fc.record(
  {
    of: anySelection,
    at_least: fc.constantFrom(1, 2, 2, 3, 3, 4),
    window,
    distinct: fc.constantFrom('data.word', 'data.amount', 'region', 'data.deep.code'),
  },
  { requiredKeys: ['of', 'at_least', 'window'] },
)

const time = fc.oneof(
  fc.record({ within: fc.record({ hours: fc.constantFrom(1, 24, 30) }) }),
  fc.record({
    within: fc.record({ days: fc.constantFrom(1, 2, 5), counted: fc.constantFrom('calendar', 'working', 'working') }),
  }),
  fc.record({ due: fc.constantFrom('data.due_date', 'data.due_at') }),
)

const deadlineParameters = fc
  .tuple(
    fc.constantFrom(
      [['ComplaintReceived'], ['TicketAnswered']],
      [['TicketAnswered'], ['ComplaintReceived', 'PenaltyDecided']],
      [['ComplaintReceived', 'PenaltyDecided'], ['TicketAnswered']],
    ),
    fc.tuple(where, where),
    fc.constantFrom(undefined, ['data.ticket'], ['data.ticket', 'region']),
    time,
  )
  .map(([[duty, answer], [dutyWhere, answerWhere], match, due]) => ({
    duty: selection(duty, dutyWhere),
    answer: selection(answer, answerWhere),
    ...(match === undefined ? {} : { match }),
    ...due,
  }))

const sumParameters = fc.record({
  // Conditions beside the amount would leave few facts to add up.
  of: fc.oneof({ weight: 2, arbitrary: fc.constant({ events: EVENT_TYPES }) }, anySelection),
  amount: fc.constant('data.amount'),
  at_least: fc.constantFrom(1, 2, 2, 3, 4),
  window,
})

const combinationParameters = fc.record({
  conditions: fc.array(fc.record({ of: anySelection, at_least: fc.constantFrom(1, 1, 2) }), {
    minLength: 2,
    maxLength: 3,
  }),
  window,
})

const expiryParameters = fc
  .record({
    roles: fc.constantFrom(
      [['ComplaintReceived'], ['TicketAnswered'], ['PenaltyDecided']],
      [['ComplaintReceived', 'PenaltyDecided'], undefined, ['TicketAnswered']],
      [['ComplaintReceived', 'TicketAnswered'], ['PenaltyDecided'], undefined],
      [[...EVENT_TYPES], undefined, undefined],
    ),
    wheres: fc.tuple(where, where, where),
    valid_to: fc.constantFrom('data.due_date', 'data.due_at'),
    notice_days: fc.constantFrom(undefined, 0, 1, 2, 7),
    match: fc.constantFrom(undefined, ['data.ticket'], ['data.ticket', 'region']),
  })
  .map(({ roles: [of, ended_by, inactive_by], wheres, ...more }) => ({
    of: selection(of, wheres[0]),
    ...(ended_by === undefined ? {} : { ended_by: selection(ended_by, wheres[1]) }),
    ...(inactive_by === undefined ? {} : { inactive_by: selection(inactive_by, wheres[2]) }),
    ...more,
  }))

// Conditions at every step would leave few sequences.
const stepSelection = fc.oneof(
  anySelection,
  fc.record({ events: fc.uniqueArray(fc.constantFrom(...EVENT_TYPES), { minLength: 1 }) }),
)
const anyStep = fc.record({ of: stepSelection, within: window })

const sequenceParameters = fc.record(
  {
    first: stepSelection,
    followed_by: fc.oneof(
      { weight: 9, arbitrary: fc.array(anyStep, { minLength: 1, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.array(anyStep, { minLength: 3, maxLength: 3 }) },
    ),
    match: fc.constantFrom(['data.ticket'], ['region', 'data.ticket']),
  },
  { requiredKeys: ['first', 'followed_by'] },
)

const peerParameters = fc.record(
  {
    // Conditions beside the groups would leave few facts to count.
    of: fc.oneof({ weight: 3, arbitrary: fc.constant({ events: EVENT_TYPES }) }, anySelection),
    amount: fc.constant('data.amount'),
    // Logs last for days: most snapshots are taken daily, and some at the end of a month or a year.
    every: fc.constantFrom('day', 'day', 'day', 'day', 'week', 'month', 'quarter', 'year'),
    window_periods: fc.constantFrom(1, 2, 3, 7, 400),
    group_by: fc.constantFrom(
      [{ attribute: 'industry_code', prefix: 3 }],
      [{ attribute: 'industry_code' }, { attribute: 'region', prefix: 4 }],
      [{ attribute: 'region', prefix: 1 }],
      [{ attribute: 'subject_type' }, { attribute: 'region' }],
      [{ attribute: 'category' }],
    ),
    peers_at_least: fc.constantFrom(2, 2, 3, 5),
    at_least: fc.constantFrom(1, 1, 2),
    z_at_least: fc.constantFrom(0.5, 1, 0.6745, 2.25, 3.5),
    scale_floor: fc.constantFrom(0.0001, 0.5, 1),
  },
  {
    requiredKeys: [
      'of',
      'every',
      'window_periods',
      'group_by',
      'peers_at_least',
      'at_least',
      'z_at_least',
      'scale_floor',
    ],
  },
)
/** Over all subjects together few values make groups large enough to surge, and many make them small. */
const groupField = fc.constantFrom<unknown>(
  'region',
  'region',
  { field: 'region', prefix: 2 },
  { field: 'region', prefix: 4 },
  'data.ticket',
  'data.deep.code',
  'data.word',
  { field: 'data.word', prefix: 1 },
  'source',
  'type',
)
const groupFields = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(groupField) },
  {
    weight: 1,
    arbitrary: fc.tuple(groupField, fc.constant('department')),
  },
)
// Conditions would leave little in a group.
const mostFacts = fc.oneof({ weight: 3, arbitrary: fc.constant({ events: EVENT_TYPES }) }, anySelection)

const surgeParameters = fc
  .record({
    of: mostFacts,
    group_by: groupFields,
    spans: fc.constantFrom(
      ['1 hour', '5 hours'],
      ['1 hour', '30 hours'],
      ['5 hours', '5 hours'],
      ['5 hours', '24 hours'],
      ['24 hours', '48 hours'],
      ['24 hours', '7 days'],
      ['48 hours', '7 days'],
    ),
    at_least: fc.constantFrom(1, 1, 2, 2, 3),
    chance_at_most: fc.constantFrom(0.1, 0.1, 0.1, 0.05, 0.01),
  })
  .map(({ spans: [window, baseline], ...more }) => ({ window, baseline, ...more }))

const silenceParameters = fc
  .record({
    roles: fc.constantFrom(
      [EVENT_TYPES, undefined],
      [['ComplaintReceived', 'TicketAnswered'], undefined],
      [['ComplaintReceived', 'TicketAnswered'], ['PenaltyDecided']],
      [['ComplaintReceived'], ['TicketAnswered', 'PenaltyDecided']],
    ),
    wheres: fc.tuple(where, where),
    keyed: fc.oneof(
      fc.record({ key: groupFields }),
      fc.record({ key: groupFields, per: fc.constant('subject') }),
      fc.constant({ per: 'subject' }),
    ),
    regular: fc.record({
      at_least: fc.constantFrom(1, 2, 2, 3, 4),
      within: fc.constantFrom('5 hours', '1 day', '7 days'),
    }),
    silent_after: fc.constantFrom('1 hour', '5 hours', '24 hours', '30 hours', '48 hours'),
  })
  .map(({ roles: [of, unless], wheres, keyed, ...more }) => ({
    of: selection(of, wheres[0]),
    ...(unless === undefined ? {} : { unless: selection(unless, wheres[1]) }),
    ...keyed,
    ...more,
  }))

const inForce = fc.constantFrom(
  {},
  {},
  {},
  { from: '2026-09-28' },
  { to: '2026-10-08' },
  { from: '2026-12-20', to: '2026-12-24' },
)

const anyException = fc.oneof(
  fc.record({ subject: filterOf(subjectComparison) }),
  fc.record({ while: fc.record({ of: anySelection, within: window }) }),
)

/** In half of the rules none; the names are those of their places. */
const exceptions = fc.oneof(
  fc.constant([]),
  fc
    .array(anyException, { minLength: 1, maxLength: 3 })
    .map((list) => list.map((one, index) => ({ name: `exception-${index}`, ...EXCEPTION, ...one }))),
)
const EXCEPTION = { title: { en: 'Excepted', zh: '例外' }, reason: { en: 'By chance.', zh: '随机。' } }

const PARAMETERS: Readonly<Record<Rule['kind'], fc.Arbitrary<unknown>>> = {
  count: countParameters,
  deadline: deadlineParameters,
  sum: sumParameters,
  combination: combinationParameters,
  expiry: expiryParameters,
  sequence: sequenceParameters,
  peer: peerParameters,
  surge: surgeParameters,
  silence: silenceParameters,
  score: scoreParametersOf(
    // Conditions everywhere would leave few facts to score.
    fc.oneof({ weight: 2, arbitrary: fc.constant({ events: EVENT_TYPES }) }, stepSelection),
    window,
  ),
}

/** So many rules of every kind; each of them loads. */
export function rulesOfAllKinds(ofEach: number): fc.Arbitrary<readonly Rule[]> {
  const kinds = onlyKinds().flatMap((kind) => Array.from({ length: ofEach }, () => anyRule(kind)))
  return fc.tuple(...kinds)
}

/** RULES_KINDS names the kinds to try, for a longer look at them; all of them otherwise. */
function onlyKinds(): readonly Rule['kind'][] {
  const only = process.env['RULES_KINDS']?.split(',')
  return RULE_KINDS.filter((kind) => only?.includes(kind) ?? true)
}

/** A rule of the kind, which loads. */
export function anyRule(kind: Rule['kind']): fc.Arbitrary<Rule> {
  const offset = fc.constantFrom('+08:00', '+00:00', '-03:30')
  const before = fc.constantFrom('counted', 'not_counted')
  const parts = { parameters: PARAMETERS[kind], in_force: inForce, utc_offset: offset, exceptions, before }
  return fc.record(parts).map(({ before, exceptions, ...specific }) => {
    const choice = looksBack(kind) && 'from' in specific.in_force ? { facts_before_in_force: before } : {}
    const rule = loaded({ ...PLAIN_HEADER, kind, ...specific, ...choice })
    return reachOf(rule) === 'subject' ? loaded({ ...PLAIN_HEADER, kind, ...specific, ...choice, exceptions }) : rule
  })
}

function loaded(input: unknown): Rule {
  const parsed = parseRule(input, RANDOM_FIELDS)
  if (!parsed.ok) throw new TypeError(`a random rule does not load: ${JSON.stringify(parsed.problems)}`)
  return parsed.rule
}

function selection(events: readonly string[] | undefined, where: unknown): unknown {
  return where === undefined ? { events } : { events, where }
}
