import type { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { CivilDateSchema } from '#/instant.ts'
import { Code, Coded, Passage, Words } from '#/vocabulary.ts'

const licence = {
  /** 许可编号: the licence, whatever its term. */
  licence_number: Code,
  licence_name: Words.optional(),
  licence_type: Coded.optional(),
  /** 许可决定文书号 */
  decision_number: Code.optional(),
  authority: Words.optional(),
  content: Passage.optional(),
}

/** First and last day of the term; `valid_to` is null for a licence without end (长期). */
const validity = { valid_from: CivilDateSchema, valid_to: CivilDateSchema.nullable() }

export const LicenceGranted = defineEvent(
  'LicenceGranted',
  1,
  {
    role: 'fact',
    title: { en: 'Licence granted', zh: '许可授予' },
    meaning: {
      en: 'The subject was given a licence for a term.',
      zh: '监管对象取得许可，载明有效期。',
    },
  },
  { ...licence, ...validity },
)
export type LicenceGranted = z.infer<typeof LicenceGranted.data>

export const LicenceRenewed = defineEvent(
  'LicenceRenewed',
  1,
  {
    role: 'fact',
    title: { en: 'Licence renewed', zh: '许可延续' },
    meaning: { en: 'A licence got a further term.', zh: '许可有效期延续。' },
  },
  { ...licence, ...validity },
)
export type LicenceRenewed = z.infer<typeof LicenceRenewed.data>

export const LicenceSuspended = defineEvent(
  'LicenceSuspended',
  1,
  {
    role: 'fact',
    title: { en: 'Licence suspended', zh: '许可暂扣' },
    meaning: { en: 'A licence does not hold for a time.', zh: '许可被暂扣，暂不有效。' },
  },
  { ...licence, reason: Coded.optional(), suspended_until: CivilDateSchema.optional() },
)
export type LicenceSuspended = z.infer<typeof LicenceSuspended.data>

/**
 * The licence ended before its term: revoked (吊销), withdrawn (撤销) or cancelled (注销), as `reason`
 * says.
 */
export const LicenceRevoked = defineEvent(
  'LicenceRevoked',
  1,
  {
    role: 'fact',
    title: { en: 'Licence revoked', zh: '许可吊销' },
    meaning: { en: 'A licence ended before its term.', zh: '许可在有效期届满前终止。' },
  },
  { ...licence, reason: Coded.optional() },
)
export type LicenceRevoked = z.infer<typeof LicenceRevoked.data>

export const licenceEvents = [
  LicenceGranted,
  LicenceRenewed,
  LicenceSuspended,
  LicenceRevoked,
] as const
