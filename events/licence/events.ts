import type { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { CivilDateSchema } from '#/instant.ts'
import { Code, Coded, Passage, Words } from '#/vocabulary.ts'

const licence = {
  licence_number: named('许可编号', 'Licence number', Code, {
    zh: '许可本身的编号，不随有效期变化。',
    en: 'The licence, whatever its term.',
  }),
  licence_name: named('许可证书名称', 'Name of the licence', Words.optional()),
  licence_type: named('许可类别', 'Kind of licence', Coded.optional()),
  decision_number: named('许可决定文书号', 'Number of the licence decision', Code.optional()),
  authority: named('许可机关', 'Licensing authority', Words.optional()),
  content: named('许可内容', 'Content of the licence', Passage.optional()),
}

/** First and last day of the term; `valid_to` is null for a licence without end (长期). */
const validity = {
  valid_from: named('有效期自', 'Valid from', CivilDateSchema),
  valid_to: named('有效期至', 'Valid to', CivilDateSchema.nullable(), {
    zh: '最后一日；长期有效的填 null。',
    en: 'The last day; null for a licence without end.',
  }),
}

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
  {
    ...licence,
    reason: named('暂扣原因', 'Reason for the suspension', Coded.optional()),
    suspended_until: named('暂扣至', 'Suspended until', CivilDateSchema.optional()),
  },
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
  {
    ...licence,
    reason: named('终止原因', 'Reason for the end', Coded.optional(), {
      zh: '吊销、撤销或者注销，按来源说明。',
      en: 'Revoked, withdrawn or cancelled, as the source says.',
    }),
  },
)
export type LicenceRevoked = z.infer<typeof LicenceRevoked.data>

export const licenceEvents = [
  LicenceGranted,
  LicenceRenewed,
  LicenceSuspended,
  LicenceRevoked,
] as const
