import type { z } from 'zod'
import {
  parseLegacyRegistrationNumber,
  type LegacyRegistrationRefusal,
} from '#/identifiers/legacy-registration-number.ts'
import {
  looksNamespaced,
  parseNamespaced,
  type NamespacedRefusal,
} from '#/identifiers/namespaced-id.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
  type RefusedIdentifier,
} from '#/identifiers/parsed-identifier.ts'
import {
  containsResidentIdentityNumber,
  isResidentIdentityNumber,
} from '#/identifiers/resident-identity-number.ts'
import { isCanonicalUscc, parseUscc, type Uscc, type UsccRefusal } from '#/identifiers/uscc.ts'

/** `reg:` and the 15 digits. */
export type RegistrationSubject = string & z.$brand<'RegistrationSubject'>
/** A subject in its own numbering: `tw-epa:L02A0361`. */
export type NamespacedSubject = string & z.$brand<'NamespacedSubject'>

/**
 * Whom an event is about: a unified social credit code, a registration number of the time before
 * it, or a source's own numbering. Never a person's number: a source that supervises natural
 * persons sends its own key for them.
 */
export type SubjectId = Uscc | RegistrationSubject | NamespacedSubject

export type SubjectKind = 'uscc' | 'registration' | 'namespaced'

export type SubjectIdRefusal =
  | 'SUBJECT_IS_PERSONAL'
  | 'SUBJECT_FORM'
  | 'SUBJECT_UNQUALIFIED'
  | NamespacedRefusal<'SUBJECT'>
  | UsccRefusal
  | LegacyRegistrationRefusal

const REGISTRATION = 'reg'
const USCC = 'uscc'

/**
 * Reads a subject id. A number that holds both as a resident identity number and as a credit code
 * is refused: the codes of enterprises (91, 92, 93 …) never do, and for the others a chance match
 * is far rarer than a person's number in the wrong field. Fifteen bare digits are refused too,
 * because they may be either a registration number or an old identity number; with `reg:` in front
 * the source says which.
 */
export function parseSubjectId(raw: string): ParsedIdentifier<SubjectId, SubjectIdRefusal> {
  if (isCanonicalUscc(raw))
    return isResidentIdentityNumber(raw) ? personal() : { ok: true, value: raw, raw }
  return looksNamespaced(raw) ? parseQualified(raw.trimStart()) : parseBare(raw)
}

export function subjectKind(subject: SubjectId): SubjectKind {
  if (!subject.includes(':')) return 'uscc'
  return subject.startsWith(`${REGISTRATION}:`) ? 'registration' : 'namespaced'
}

/** The subject id of a registration number that is known as such. */
export function registrationSubject(
  registrationNumber: string,
): ParsedIdentifier<SubjectId, LegacyRegistrationRefusal> {
  const parsed = parseLegacyRegistrationNumber(registrationNumber)
  if (!parsed.ok) return parsed
  return {
    ok: true,
    value: `${REGISTRATION}:${parsed.value}` as RegistrationSubject,
    raw: registrationNumber,
  }
}

function parseQualified(raw: string): ParsedIdentifier<SubjectId, SubjectIdRefusal> {
  const colon = raw.indexOf(':')
  const namespace = raw.slice(0, colon).toLowerCase()
  // Two ways to write one subject must not become two subjects.
  if (namespace === USCC) return parseBare(raw.slice(colon + 1), raw)
  if (namespace === REGISTRATION) {
    const registration = registrationSubject(raw.slice(colon + 1))
    return registration.ok ? { ...registration, raw } : registration
  }
  const parsed = parseNamespaced(raw, 'SUBJECT')
  if (!parsed.ok) return parsed
  const subject = `${parsed.namespace}:${parsed.local}`
  return containsResidentIdentityNumber(subject)
    ? personal()
    : { ok: true, value: subject as NamespacedSubject, raw }
}

function parseBare(text: string, raw = text): ParsedIdentifier<SubjectId, SubjectIdRefusal> {
  const code = parseUscc(text)
  if (code.ok) return isResidentIdentityNumber(code.value) ? personal() : { ...code, raw }
  if (containsResidentIdentityNumber(text)) return personal()
  if (/^\s*\d{15}\s*$/.test(text)) {
    return refused(
      'SUBJECT_UNQUALIFIED',
      'fifteen bare digits are ambiguous: send a registration number as reg:<digits>',
    )
  }
  if (code.code !== 'USCC_LENGTH') return code
  return refused(
    'SUBJECT_FORM',
    'a subject is an 18-character unified social credit code, reg:<15 digits>, or ' +
      'namespace:local with the numbering of the source',
  )
}

function personal(): RefusedIdentifier<'SUBJECT_IS_PERSONAL'> {
  return refused(
    'SUBJECT_IS_PERSONAL',
    'a resident identity number cannot be a subject id: send the key that your own system ' +
      'keeps for the person, as namespace:key',
  )
}

export const SubjectIdSchema = identifierSchema<SubjectId>(parseSubjectId, {
  title: { zh: '监管对象标识', en: 'Subject id' },
  description: {
    zh: '事件所涉对象：统一社会信用代码、reg:<15 位注册号>，或者 namespace:local。不得使用公民身份号码。',
    en:
      'Whom the event is about: a unified social credit code, reg:<15-digit registration ' +
      'number>, or namespace:local. Never a resident identity number.',
  },
  examples: ['91330100799655058B', 'reg:110108000000016', 'tw-epa:L02A0361'],
})
