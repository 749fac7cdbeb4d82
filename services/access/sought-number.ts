import { createHash, randomBytes } from 'node:crypto'
import { parseResidentIdentityNumber } from '@jianwei/events/identifiers/resident-identity-number.ts'
import type { PersonalKind } from '@jianwei/events/define-event.ts'
import { personalFieldsOfFacts } from '@jianwei/events/personal-fields.ts'
import type {
  NumberFields,
  SoughtNumber,
} from '@jianwei/projections/subjects/by-personal-number.ts'

export type NumberKind = 'resident_id' | 'telephone' | 'document'

export interface ReadNumber {
  readonly kind: NumberKind
  /** As letters and digits, in each way in which it may be on record. */
  readonly written: readonly string[]
}

const TELEPHONE = /^(?:1[3-9]\d{9}|0?\d{7,11})$/
const DOCUMENT = /^[0-9A-Z]{6,30}$/

/**
 * What sort of number somebody looks for. Undefined for what is none: nothing is said of it but
 * that.
 */
export function readNumber(text: string): ReadNumber | undefined {
  const resident = parseResidentIdentityNumber(text)
  if (resident.ok) {
    const { value } = resident
    // Who was born in the century before may be on record by the 15 digits of then.
    const old = value.startsWith('19', 6) ? [value.slice(0, 6) + value.slice(8, 17)] : []
    return { kind: 'resident_id', written: [value, ...old] }
  }
  const plain = text
    .normalize('NFKC')
    .replace(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
  const telephone = plain.replace(/^(?:00)?86(?=1[3-9]\d{9}$)/, '')
  if (TELEPHONE.test(telephone)) return { kind: 'telephone', written: [telephone] }
  return DOCUMENT.test(plain) ? { kind: 'document', written: [plain] } : undefined
}

/** The number as a statement may hold it: hashed, with a salt of this one search. */
export function soughtNumber({ kind, written }: ReadNumber): SoughtNumber {
  const salt = randomBytes(16).toString('hex')
  return {
    salt,
    hashes: written.map((one) => createHash('sha256').update(`${salt}${one}`).digest('hex')),
    lengths: [...new Set(written.map(({ length }) => length))],
    may_follow_others: kind === 'telephone',
  }
}

const OF_NUMBER: Readonly<Record<NumberKind, PersonalKind>> = {
  resident_id: 'id_number',
  document: 'id_number',
  telephone: 'telephone',
}

/** Where facts may hold a number of that sort, by the marks of their fields. */
export function fieldsWith(kind: NumberKind): NumberFields {
  const marked = personalFieldsOfFacts().filter(
    (field) => field.kind === OF_NUMBER[kind] && !/[.[]/.test(field.path),
  )
  return {
    event_types: [...new Set(marked.map(({ type }) => type))].toSorted(),
    fields: [...new Set(marked.map(({ path }) => path))].toSorted(),
  }
}
