import { z } from 'zod'
import { personal } from '#/define-event.ts'
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
  /** 监管事项目录编码 */
  supervise_item_implement_code: RegulatoryItemCodeSchema.optional(),
  /** 监管事项检查实施清单编码 */
  supervise_item_check_icode: ImplementationListCodeSchema.optional(),
  implement_institution: Words.optional(),
  implement_institution_code: Code.optional(),
  entrust_dept: Words.optional(),
  entrust_dept_code: Code.optional(),
  /** 监管对象: the entity, product, device or place. */
  supervise_object: personal(Words, 'party').optional(),
  supervise_object_type: Coded.optional(),
  /** 行政相对人: the party the action is directed at. */
  administrative_cp: personal(Words, 'party').optional(),
  /** 1 citizen, 2 legal person, 3 other organisation. */
  administrative_cp_na: z.enum(['1', '2', '3']).optional(),
  /** 证件类型 of the party; 001 is a USCC, 111 a resident identity card, others are in use. */
  administrative_cp_ce_type: Code.optional(),
  /** The party's number of that type: a person's where the party is a citizen. */
  administrative_cp_ui_code: personal(Code, 'id_number').optional(),
  address_registered: personal(Words, 'party_address').optional(),
  address_operating: personal(Words, 'party_address').optional(),
  company_type: Coded.optional(),
  submitted_date: CivilDateSchema.optional(),
  submitted_personnel: personal(Words, 'officer').optional(),
}

/** 检查行为编号: the inspection that an action follows from; penalties and coercions refer to it. */
export const checkActionCode = { check_action_code: Code.optional() }

/** What was found and on what ground it is judged. Texts about what happened can name people. */
export const groundFields = {
  illegal_facts: personal(Passage, 'text').optional(),
  /** 违法行为类型 */
  violation_type: Coded.optional(),
  /** Acts and articles in the source's own words. */
  legal_basis: Passage.optional(),
}

const Officer = z
  .strictObject({
    name: personal(Words, 'officer').optional(),
    /** 执法证号 */
    certificate_number: personal(Code, 'certificate').optional(),
    unit: Words.optional(),
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
  .meta({
    minItems: 2,
    description: 'At least two different officers; null where the source publishes none',
  })
  .nullable()
