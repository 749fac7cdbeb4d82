import fc from 'fast-check'
import {
  ENVELOPE_FIELDS,
  type FieldKind,
  type FieldsOfTypes,
} from '@jianwei/projections/rules/language/fields.ts'
import { addFields } from '@jianwei/projections/rules/facts/fields/field-column.ts'
import { CATALOGUE_FIELDS } from '@jianwei/projections/rules/language/catalogue-fields.ts'
import { SUBJECT_TYPES, TEXTS } from '#/support/rules/random-log.ts'

/**
 * A small language, so that random rules and random facts meet often. The types are facts of the
 * catalogue; the fields are not theirs.
 */
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
      type.startsWith('Subject') || type === 'CreditClassAssigned'
        ? CATALOGUE_FIELDS.get(type)
        : undefined
    return [type, new Map([...ENVELOPE_FIELDS, ...(ofCatalogue ?? []), ...DATA_FIELDS])]
  }),
)

addFields(RANDOM_FIELDS)

const comparison = fc.oneof(
  fc.record({ field: fc.constant('data.word'), eq: fc.constantFrom(...TEXTS) }),
  fc.record({
    field: fc.constant('data.word'),
    in: fc.uniqueArray(fc.constantFrom(...TEXTS), { minLength: 1 }),
  }),
  fc.record({
    field: fc.constantFrom('data.word', 'region'),
    starts_with: fc.constantFrom('3', '33', '见', 'a'),
  }),
  fc.record({
    field: fc.constantFrom('data.word', 'region'),
    includes: fc.constantFrom('3', '01', '微', 'b'),
  }),
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
  fc.record({
    field: fc.constant('subject.registration'),
    eq: fc.constantFrom('registered', 'deregistered'),
  }),
  fc.record({
    field: fc.constant('subject.region'),
    starts_with: fc.constantFrom('3', '33', '见'),
  }),
  fc.record({
    field: fc.constant('subject.industry_code'),
    starts_with: fc.constantFrom('C', 'N', 'N77'),
  }),
  fc.record({
    field: fc.constant('subject.industry_code'),
    in: fc.uniqueArray(fc.constantFrom('C13', 'C14', ''), { minLength: 1 }),
  }),
  fc.record({
    field: fc.constantFrom('subject.category.code', 'subject.category.text'),
    eq: fc.constant('x'),
  }),
  fc.record({ field: fc.constant('subject.credit_class'), in: fc.constant(['C', 'D']) }),
  fc.record({
    field: fc.constant('subject.abnormal_operation'),
    eq: fc.constantFrom('listed', 'removed'),
  }),
  fc.record({
    field: fc.constantFrom(
      'subject.subject_type',
      'subject.credit_class',
      'subject.category.code',
      'subject.region',
    ),
    exists: fc.boolean(),
  }),
)

/** Conditions on an event as a rule's file has them. */
export const anyFilter = filterOf(comparison)
const anyFilterAndSubject = filterOf(fc.oneof(comparison, subjectComparison))

/** Conditions of these comparisons, nested a little. */
export function filterOf(comparison: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
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

export const where = fc.option(anyFilterAndSubject, { nil: undefined, freq: 2 })

export const anySelection = fc.record(
  {
    events: fc.uniqueArray(fc.constantFrom(...EVENT_TYPES, 'SubjectChanged'), { minLength: 1 }),
    where,
  },
  { requiredKeys: ['events'] },
)

export const window = fc.constantFrom(
  '1 hour',
  '5 hours',
  '1 day',
  '48 hours',
  '7 days',
  '24855 days',
)

// Conditions at every step would leave few sequences.
export const stepSelection = fc.oneof(
  anySelection,
  fc.record({ events: fc.uniqueArray(fc.constantFrom(...EVENT_TYPES), { minLength: 1 }) }),
)
/**
 * Over all subjects together few values make groups large enough to surge, and many make them
 * small.
 */
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
export const groupFields = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(groupField) },
  {
    weight: 1,
    arbitrary: fc.tuple(groupField, fc.constant('department')),
  },
)
// Conditions would leave little in a group.
export const mostFacts = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ events: EVENT_TYPES }) },
  anySelection,
)

/** A selection as a rule's file has it. */
export function selection(events: readonly string[] | undefined, where: unknown): unknown {
  return where === undefined ? { events } : { events, where }
}
