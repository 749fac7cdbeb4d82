import type { FactContent } from '@jianwei/events/fact.ts'
import type { EventType } from '@jianwei/events/catalogue.ts'

/** One thing that a fact says about its subject. */
export interface SubjectAttribute {
  readonly attribute: string
  /** Tells apart what a subject has several of; empty otherwise. */
  readonly item: string
  readonly value: string
}

/**
 * Fields of registrations and changes that are the subject's particulars, by the names of
 * `events/subject/events.ts`.
 */
const PARTICULARS = [
  'name',
  'subject_type',
  'category',
  'uscc',
  'registration_number',
  'registration_authority',
  'registration_state',
  'legal_representative',
  'industry_code',
  'capital_cents',
  'capital_currency',
  'business_scope',
  'established_on',
  'term_from',
  'term_to',
  'address_registered',
  'address_operating',
  'phone',
] as const

/**
 * Fields of licence events that go on holding when a later event of the licence does not repeat
 * them.
 */
const LICENCE_FIELDS = [
  'licence_name',
  'licence_type',
  'authority',
  'valid_from',
  'valid_to',
  'suspended_until',
] as const

/**
 * How a fact says one thing about its subject: by its type alone, by a field of its data, or by
 * where it happened.
 */
export type StatedAttribute =
  | { readonly attribute: string; readonly by: 'type'; readonly value: string }
  | { readonly attribute: string; readonly by: 'field' }
  | { readonly attribute: string; readonly by: 'region' }

const particulars: readonly StatedAttribute[] = [
  ...PARTICULARS.map(byField),
  { attribute: 'region', by: 'region' },
]

const STATED_ATTRIBUTES = {
  SubjectRegistered: [byType('registration', 'registered'), ...particulars],
  SubjectChanged: particulars,
  SubjectDeregistered: [byType('registration', 'deregistered')],
  CreditClassAssigned: [byField('credit_class'), byField('scheme')],
  AbnormalOperationListed: [byType('abnormal_operation', 'listed')],
  AbnormalOperationRemoved: [byType('abnormal_operation', 'removed')],
  SeriousViolationListed: [byType('serious_violation', 'listed')],
  SeriousViolationRemoved: [byType('serious_violation', 'removed')],
} as const satisfies Partial<Record<EventType, readonly StatedAttribute[]>>

/**
 * By event type, what its facts say of a subject as a whole. A stated by a field, which has the
 * attribute's name, is said only where the field is there, one by region only where the fact names
 * one.
 */
export const statedAttributes: ReadonlyMap<string, readonly StatedAttribute[]> = new Map(
  Object.entries(STATED_ATTRIBUTES),
)

const LICENCE_STATES = {
  LicenceGranted: 'granted',
  LicenceRenewed: 'renewed',
  LicenceSuspended: 'suspended',
  LicenceRevoked: 'revoked',
} as const satisfies Partial<Record<EventType, string>>

const licenceStates: ReadonlyMap<string, string> = new Map(Object.entries(LICENCE_STATES))

/** The event types whose facts say something about the subject itself. */
export const subjectFactTypes: readonly string[] = [
  ...statedAttributes.keys(),
  ...licenceStates.keys(),
]

/** Those of them that say whether it is in the register, and with which particulars. */
export const registerTypes = [
  'SubjectRegistered',
  'SubjectChanged',
  'SubjectDeregistered',
] as const satisfies (keyof typeof STATED_ATTRIBUTES)[]

/** What the fact says about its subject; nothing when it is about something that happened to it. */
export function attributesOf(content: FactContent): readonly SubjectAttribute[] {
  const state = licenceStates.get(content.type)
  if (state !== undefined) return licence(content, state)
  return (statedAttributes.get(content.type) ?? []).flatMap((stated) => {
    const value = saidBy(stated, content)
    return value === undefined
      ? []
      : [{ attribute: stated.attribute, item: '', value: textOf(value) }]
  })
}

/**
 * The value that a fact of the stated's type gives to the attribute; undefined where it says
 * nothing of it.
 */
export function saidBy(stated: StatedAttribute, content: FactContent): unknown {
  switch (stated.by) {
    case 'type':
      return stated.value
    case 'field':
      return content.data[stated.attribute]
    case 'region':
      return content.region ?? undefined
  }
}

function byType(attribute: string, value: string): StatedAttribute {
  return { attribute, by: 'type', value }
}

function byField(attribute: string): StatedAttribute {
  return { attribute, by: 'field' }
}

function licence(content: FactContent, state: string): readonly SubjectAttribute[] {
  const item = String(content.data['licence_number'])
  const fields = LICENCE_FIELDS.filter((name) => content.data[name] !== undefined)
  return [
    { attribute: 'licence', item, value: state },
    ...fields.map((attribute) => ({ attribute, item, value: textOf(content.data[attribute]) })),
  ]
}

/** A null says that there is none, such as a term without end, and is kept as empty text. */
function textOf(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
