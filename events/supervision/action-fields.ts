import { z } from 'zod'
import { personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { ImplementationListCodeSchema } from '#/identifiers/implementation-list-code.ts'
import { RegulatoryItemCodeSchema } from '#/identifiers/regulatory-item-code.ts'
import { CivilDateSchema } from '#/instant.ts'
import { Code, Coded, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

/**
 * The block that the national exchange format repeats on every regulatory action, under its column
 * names (`docs/domain/exchange-format.md`). The format requires most of it; registers outside the
 * format carry little of it, so all of it is optional here. The date of the action is the event's
 * `occurred_at`, its area (`area_number`) the event's `region`.
 */
export const actionFields = {
  supervise_item_implement_code: named(
    '监管事项目录编码',
    'Regulatory item code',
    RegulatoryItemCodeSchema.optional(),
  ),
  supervise_item_check_icode: named(
    '检查实施清单编码',
    'Implementation list code',
    ImplementationListCodeSchema.optional(),
  ),
  implement_institution: named('实施机构', 'Acting body', Words.optional()),
  implement_institution_code: named('实施机构编码', 'Code of the acting body', Code.optional()),
  entrust_dept: named('受委托部门', 'Entrusted department', Words.optional(), {
    zh: '受实施机构委托行使职权的部门。',
    en: 'The department that acts on behalf of the acting body.',
  }),
  entrust_dept_code: named('受委托部门编码', 'Code of the entrusted department', Code.optional()),
  supervise_object: named('监管对象', 'Regulated object', personal(Words, 'party').optional(), {
    zh: '单位、产品、设备或者场所的名称。',
    en: 'The entity, product, device or place.',
  }),
  supervise_object_type: named('监管对象类型', 'Kind of regulated object', Coded.optional()),
  administrative_cp: named(
    '行政相对人名称',
    'Name of the party',
    personal(Words, 'party').optional(),
    { zh: '监管行为所针对的单位或者个人。', en: 'The party that the action is directed at.' },
  ),
  administrative_cp_na: named(
    '行政相对人类别',
    'Kind of party',
    z.enum(['1', '2', '3']).optional(),
    {
      zh: '1 自然人，2 法人，3 其他组织。',
      en: '1 citizen, 2 legal person, 3 other organisation.',
    },
  ),
  administrative_cp_ce_type: named(
    '行政相对人证件类型',
    'Kind of document of the party',
    Code.optional(),
    {
      zh: '001 统一社会信用代码，111 居民身份证；另有其他代码。',
      en: '001 is a social credit code, 111 a resident identity card; others are in use.',
    },
  ),
  administrative_cp_ui_code: named(
    '行政相对人证件号码',
    'Number of the party',
    personal(Code, 'id_number').optional(),
    {
      zh: '相应证件类型的号码；相对人为自然人的，即其个人号码。',
      en: "The number of that kind: a person's where the party is a citizen.",
    },
  ),
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
  company_type: named('企业类型', 'Kind of company', Coded.optional()),
  submitted_date: named('报送日期', 'Day of submission', CivilDateSchema.optional()),
  submitted_personnel: named('报送人员', 'Submitted by', personal(Words, 'officer').optional()),
}

/** 检查行为编号: the inspection that an action follows from; penalties and coercions refer to it. */
export const checkActionCode = {
  check_action_code: named('检查行为编号', 'Number of the inspection', Code.optional(), {
    zh: '该行为所依据的检查；处罚与强制以此相关联。',
    en: 'The inspection that the action follows from; penalties and coercions refer to it.',
  }),
}

/** What was found and on what ground it is judged. Texts about what happened can name people. */
export const groundFields = {
  illegal_facts: named('违法事实', 'Illegal facts', personal(Passage, 'text').optional()),
  violation_type: named('违法行为类型', 'Kind of violation', Coded.optional()),
  legal_basis: named('法律依据', 'Legal basis', Passage.optional(), {
    zh: '法律、法规、规章名称及条款，按来源原文。',
    en: "Acts and articles in the source's own words.",
  }),
}

const Officer = z
  .strictObject({
    name: named('执法人员姓名', 'Name of the officer', personal(Words, 'officer').optional()),
    certificate_number: named(
      '执法证号',
      'Certificate number',
      personal(Code, 'certificate').optional(),
    ),
    unit: named('所属单位', 'Unit of the officer', Words.optional()),
  })
  .check((context) => {
    if (context.value.name !== undefined || context.value.certificate_number !== undefined) return
    const message = 'an officer has a name, a certificate number, or both'
    context.issues.push({ code: 'custom', input: '', message, params: { code: 'OFFICER_UNNAMED' } })
  })
  .meta({ anyOf: [{ required: ['name'] }, { required: ['certificate_number'] }] })

/**
 * The officers who acted (`check_personnel`, `check_personnel_code`): at least two, as the law
 * requires (Administrative Penalty Law, article 42). The field must be there: `null` says that the
 * source publishes no officers, which is not the same as having sent too few. Entries with one
 * certificate number are one officer.
 */
export const Officers = z
  .array(Officer)
  .max(LIST_ITEMS_MAX)
  .check((context) => {
    const certificates = context.value.flatMap((officer) => officer.certificate_number ?? [])
    const repeated = certificates.length - new Set(certificates).size
    if (context.value.length - repeated >= 2) return
    const message =
      'at least two different officers, or null where the source does not publish officers'
    context.issues.push({
      code: 'custom',
      input: '',
      message,
      params: { code: 'OFFICERS_TOO_FEW' },
    })
  })
  .meta({ minItems: 2 })
  .nullable()
