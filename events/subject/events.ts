import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { IndustryCodeSchema } from '#/identifiers/industry-code.ts'
import { LegacyRegistrationNumberSchema } from '#/identifiers/legacy-registration-number.ts'
import { UsccSchema } from '#/identifiers/uscc.ts'
import { CivilDateSchema } from '#/instant.ts'
import { AnnualReportFiled } from '#/subject/annual-report.ts'
import { Cents, Code, Coded, Currency, Passage, Words } from '#/vocabulary.ts'

/**
 * What registers keep about a subject (`docs/domain/exchange-format.md`, Registers). Names and
 * addresses are marked as personal because those of an individual business or a sole proprietor are
 * a person's; masking may spare the other subject types.
 */
const particulars = {
  subject_type: z
    .enum([
      'enterprise',
      'individual_business',
      'social_organisation',
      'natural_person',
      'product',
      'equipment',
      'site',
    ])
    .optional(),
  /** The source's own class of the place or trade, such as a facility type. */
  category: Coded.optional(),
  uscc: UsccSchema.optional(),
  registration_number: LegacyRegistrationNumberSchema.optional(),
  registration_authority: Words.optional(),
  registration_state: Coded.optional(),
  legal_representative: personal(Words, 'representative').optional(),
  industry_code: IndustryCodeSchema.optional(),
  capital_cents: Cents.optional(),
  capital_currency: Currency.optional(),
  business_scope: Passage.optional(),
  established_on: CivilDateSchema.optional(),
  term_from: CivilDateSchema.optional(),
  term_to: CivilDateSchema.optional(),
  address_registered: personal(Words, 'party_address').optional(),
  address_operating: personal(Words, 'party_address').optional(),
}

/** A subject entered a register. Without a name the register says nothing, so it is required. */
export const SubjectRegistered = defineEvent(
  'SubjectRegistered',
  1,
  {
    role: 'fact',
    title: { en: 'Subject registered', zh: '监管对象登记' },
    meaning: {
      en: 'A subject entered a register, with its particulars.',
      zh: '监管对象进入登记库，附其登记事项。',
    },
  },
  { name: personal(Words, 'party'), ...particulars },
)
export type SubjectRegistered = z.infer<typeof SubjectRegistered.data>

/**
 * Something about a subject changed. `change` says what, as the register names it; the particulars
 * that are present are the new values, those that are absent stay as they were (some registers
 * publish only that something changed).
 */
export const SubjectChanged = defineEvent(
  'SubjectChanged',
  1,
  {
    role: 'fact',
    title: { en: 'Subject changed', zh: '监管对象变更' },
    meaning: {
      en: 'Registered particulars of a subject changed.',
      zh: '监管对象的登记事项发生变更。',
    },
  },
  { change: Coded, name: personal(Words, 'party').optional(), ...particulars },
)
export type SubjectChanged = z.infer<typeof SubjectChanged.data>

export const SubjectDeregistered = defineEvent(
  'SubjectDeregistered',
  1,
  {
    role: 'fact',
    title: { en: 'Subject deregistered', zh: '监管对象注销' },
    meaning: { en: 'A subject left the register.', zh: '监管对象退出登记库。' },
  },
  { reason: Coded.optional(), document_number: Code.optional(), authority: Words.optional() },
)
export type SubjectDeregistered = z.infer<typeof SubjectDeregistered.data>

export const subjectEvents = [
  SubjectRegistered,
  SubjectChanged,
  SubjectDeregistered,
  AnnualReportFiled,
] as const
