import type { TFunction } from 'i18next'

/** The attributes that say how it stands to a register, and are told where that is shown. */
const STANDS_ELSEWHERE: readonly string[] = ['abnormal_operation', 'serious_violation']

/** What facts say of a subject, in the order in which a file is read. */
const ORDER: readonly string[] = [
  'name',
  'uscc',
  'registration_number',
  'subject_type',
  'category',
  'registration',
  'registration_state',
  'legal_representative',
  'established_on',
  'term_from',
  'term_to',
  'capital_cents',
  'capital_currency',
  'address_registered',
  'address_operating',
  'region',
  'industry_code',
  'business_scope',
  'registration_authority',
]

/** Of the platform's own words; what sources write never looks up a message. */
const CODE = /^[a-z_]+$/

interface Said {
  readonly attribute: string
  readonly item: string | null
}

/** Those that say who a subject is, without licences, lists and classes, as a file is read. */
export function identityOf<Fact extends Said>(facts: readonly Fact[]): readonly Fact[] {
  return facts
    .filter(({ attribute, item }) => item === null && ORDER.includes(attribute))
    .toSorted((one, other) => ORDER.indexOf(one.attribute) - ORDER.indexOf(other.attribute))
}

/** Those that no part of the file shows. */
export function othersOf<Fact extends Said>(facts: readonly Fact[]): readonly Fact[] {
  const shown = [...ORDER, ...STANDS_ELSEWHERE, 'credit_class', 'scheme']
  return facts.filter(({ attribute, item }) => item === null && !shown.includes(attribute))
}

/** As people call an attribute; its code where nobody gave it a name. */
export function attributeName(attribute: string, t: TFunction<['subject', 'fields']>): string {
  const own = t(`attribute.${attribute}` as 'attribute.registration', { defaultValue: '' })
  if (own !== '') return own
  return t(`fields:name.${attribute}` as 'fields:name.name', { defaultValue: attribute })
}

/** The value as people read it: of a code and its text the text, of cents an amount. */
export function attributeValue(
  attribute: string,
  value: string,
  t: TFunction<['subject', 'fields']>,
): string {
  if (attribute === 'capital_cents' && /^\d+$/.test(value))
    return (Number(value) / 100).toLocaleString('en', { minimumFractionDigits: 2 })
  if (!CODE.test(value)) return codedText(value)
  return t(`value.${attribute}.${value}` as 'value.registration.registered', {
    defaultValue: value,
  })
}

/** Code and text stand together as JSON. */
export function codedText(value: string): string {
  if (!value.startsWith('{')) return value
  try {
    const { text, code } = JSON.parse(value) as { readonly text?: unknown; readonly code?: unknown }
    const said = text ?? code
    return typeof said === 'string' ? said : value
  } catch {
    return value
  }
}
