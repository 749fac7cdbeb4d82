import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
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
  subject_type: named(
    '对象类型',
    'Kind of subject',
    z
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
    {
      zh:
        'enterprise 企业，individual_business 个体工商户，social_organisation 社会组织，' +
        'natural_person 自然人，product 产品，equipment 设备，site 场所。',
      en: 'What the subject is.',
    },
  ),
  category: named('对象类别', 'Category', Coded.optional(), {
    zh: '来源自己对场所或者行业的分类。',
    en: "The source's own class of the place or trade, such as a facility type.",
  }),
  uscc: named('统一社会信用代码', 'Unified social credit code', UsccSchema.optional()),
  registration_number: named(
    '注册号',
    'Registration number',
    LegacyRegistrationNumberSchema.optional(),
  ),
  registration_authority: named('登记机关', 'Registration authority', Words.optional()),
  registration_state: named('登记状态', 'Registration state', Coded.optional()),
  legal_representative: named(
    '法定代表人',
    'Legal representative',
    personal(Words, 'representative').optional(),
  ),
  industry_code: named('行业代码', 'Industry code', IndustryCodeSchema.optional()),
  capital_cents: named('注册资本', 'Registered capital', Cents.optional()),
  capital_currency: named('注册资本币种', 'Currency of the capital', Currency.optional()),
  business_scope: named('经营范围', 'Business scope', Passage.optional()),
  established_on: named('成立日期', 'Day of establishment', CivilDateSchema.optional()),
  term_from: named('营业期限自', 'Term from', CivilDateSchema.optional()),
  term_to: named('营业期限至', 'Term to', CivilDateSchema.optional()),
  address_registered: named(
    '注册地址',
    'Registered address',
    personal(Words, 'party_address').optional(),
  ),
  address_operating: named(
    '经营地址',
    'Address of business',
    personal(Words, 'party_address').optional(),
  ),
}

const phone = named('联系电话', 'Telephone', personal(Code, 'telephone').optional())

/** A subject entered a register. Without a name the register says nothing, so it is required. */
const registeredText = {
  role: 'fact',
  title: { en: 'Subject registered', zh: '监管对象登记' },
  meaning: {
    en: 'A subject entered a register, with its particulars.',
    zh: '监管对象进入登记库，附其登记事项。',
  },
} as const

const registeredFields = { name: named('名称', 'Name', personal(Words, 'party')), ...particulars }

export const SubjectRegisteredV1 = defineEvent(
  'SubjectRegistered',
  1,
  registeredText,
  registeredFields,
)

/** Version 2 may say the telephone: it tells shops of one name apart. */
export const SubjectRegistered = defineEvent(
  'SubjectRegistered',
  2,
  registeredText,
  { ...registeredFields, phone },
  (previous) => previous,
)
export type SubjectRegistered = z.infer<typeof SubjectRegistered.data>

/**
 * Something about a subject changed. `change` says what, as the register names it; the particulars
 * that are present are the new values, those that are absent stay as they were (some registers
 * publish only that something changed).
 */
const changedText = {
  role: 'fact',
  title: { en: 'Subject changed', zh: '监管对象变更' },
  meaning: {
    en: 'Registered particulars of a subject changed.',
    zh: '监管对象的登记事项发生变更。',
  },
} as const

const changedFields = {
  change: named('变更事项', 'What changed', Coded, {
    zh: '登记机关对变更的写法；所附登记事项为变更后的内容。',
    en: 'As the register names it; the particulars beside it are the new values.',
  }),
  name: named('名称', 'Name', personal(Words, 'party').optional()),
  ...particulars,
}

export const SubjectChangedV1 = defineEvent('SubjectChanged', 1, changedText, changedFields)

/** Version 2 may say the telephone. */
export const SubjectChanged = defineEvent(
  'SubjectChanged',
  2,
  changedText,
  { ...changedFields, phone },
  (previous) => previous,
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
  {
    reason: named('注销原因', 'Reason for deregistration', Coded.optional()),
    document_number: named('文书号', 'Number of the document', Code.optional()),
    authority: named('登记机关', 'Registration authority', Words.optional()),
  },
)
export type SubjectDeregistered = z.infer<typeof SubjectDeregistered.data>

export const subjectEvents = [
  SubjectRegisteredV1,
  SubjectRegistered,
  SubjectChangedV1,
  SubjectChanged,
  SubjectDeregistered,
  AnnualReportFiled,
] as const
