import type { FactContent } from '@jianwei/events/fact.ts'
import type { EventType } from '@jianwei/events/catalogue.ts'

/** One thing that a fact says about its subject. */
export interface SubjectAttribute {
  readonly attribute: string
  /** Tells apart what a subject has several of; empty otherwise. */
  readonly item: string
  readonly value: string
}

/** Fields of registrations and changes that are the subject's particulars, by the names of `events/subject/events.ts`. */
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
] as const

/** Fields of licence events that go on holding when a later event of the licence does not repeat them. */
const LICENCE_FIELDS = [
  'licence_name',
  'licence_type',
  'authority',
  'valid_from',
  'valid_to',
  'suspended_until',
] as const

type Reading = (content: FactContent) => readonly SubjectAttribute[]

const READINGS = {
  SubjectRegistered: (content) => [one('registration', 'registered'), ...particulars(content)],
  SubjectChanged: particulars,
  SubjectDeregistered: () => [one('registration', 'deregistered')],
  CreditClassAssigned: (content) => fields(content, ['credit_class', 'scheme'], ''),
  AbnormalOperationListed: () => [one('abnormal_operation', 'listed')],
  AbnormalOperationRemoved: () => [one('abnormal_operation', 'removed')],
  SeriousViolationListed: () => [one('serious_violation', 'listed')],
  SeriousViolationRemoved: () => [one('serious_violation', 'removed')],
  LicenceGranted: (content) => licence(content, 'granted'),
  LicenceRenewed: (content) => licence(content, 'renewed'),
  LicenceSuspended: (content) => licence(content, 'suspended'),
  LicenceRevoked: (content) => licence(content, 'revoked'),
} as const satisfies Partial<Record<EventType, Reading>>

const readingsByType: ReadonlyMap<string, Reading> = new Map(Object.entries(READINGS))

/** The event types whose facts say something about the subject itself. */
export const subjectFactTypes: readonly string[] = Object.keys(READINGS)

/** Those of them that say whether it is in the register, and with which particulars. */
export const registerTypes = [
  'SubjectRegistered',
  'SubjectChanged',
  'SubjectDeregistered',
] as const satisfies (keyof typeof READINGS)[]

/** What the fact says about its subject; nothing when it is about something that happened to it. */
export function attributesOf(content: FactContent): readonly SubjectAttribute[] {
  return readingsByType.get(content.type)?.(content) ?? []
}

function particulars(content: FactContent): readonly SubjectAttribute[] {
  const region = content.region === null ? [] : [one('region', content.region)]
  return [...fields(content, PARTICULARS, ''), ...region]
}

function licence(content: FactContent, state: string): readonly SubjectAttribute[] {
  const number = String(content.data['licence_number'])
  return [{ attribute: 'licence', item: number, value: state }, ...fields(content, LICENCE_FIELDS, number)]
}

/** The fields that are present. A null says that there is none, such as a term without end, and is kept as empty text. */
function fields(content: FactContent, names: readonly string[], item: string): readonly SubjectAttribute[] {
  return names
    .filter((name) => content.data[name] !== undefined)
    .map((attribute) => ({ attribute, item, value: textOf(content.data[attribute]) }))
}

function textOf(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function one(attribute: string, value: string): SubjectAttribute {
  return { attribute, item: '', value }
}
