import { z } from 'zod'
import type {
  PublishedInspection,
  PublishedLicence,
  PublishedPenalty,
} from '@jianwei/projections/publication/published.ts'

const common = {
  uscc: z.string().meta({ description: 'Whom it is about 统一社会信用代码' }),
  publication_id: z.string(),
  authority: z.string().nullable().meta({ description: 'Who decided or inspected 机关' }),
}
const published_until = z
  .string()
  .meta({ description: 'The first day on which it is not shown any more 公示期限' })

export const PublishedPenaltyView = z
  .object({
    ...common,
    decided_on: z.string(),
    decision_number: z.string().nullable().meta({ description: '决定书文号' }),
    penalty_types: z.array(z.string()).meta({ description: 'Codes of the kinds 处罚种类' }),
    violation_type: z.string().nullable(),
    currency: z.string().nullable(),
    fine_cents: z.number().nullable(),
    confiscated_cents: z.number().nullable(),
    published_until,
  })
  .meta({ id: 'PublishedPenalty' })

export const PublishedLicenceView = z
  .object({
    ...common,
    since: z.string().meta({ description: 'The day of the last decision about it' }),
    licence_number: z.string().nullable(),
    licence_name: z.string().nullable(),
    licence_type: z.string().nullable(),
    decision_number: z.string().nullable(),
    state: z.enum(['valid', 'suspended']),
    valid_from: z.string().nullable(),
    valid_to: z.string().nullable().meta({ description: 'Null: without end 长期' }),
  })
  .meta({ id: 'PublishedLicence' })

export const PublishedInspectionView = z
  .object({
    ...common,
    inspected_on: z.string(),
    check_form: z.string().nullable(),
    check_type: z.string().nullable(),
    check_result: z.string().nullable(),
    problem_found: z.boolean().nullable(),
    published_until,
  })
  .meta({ id: 'PublishedInspection' })

export function penaltyView(row: PublishedPenalty): z.infer<typeof PublishedPenaltyView> {
  return { ...row, penalty_types: [...row.penalty_types] }
}

export function licenceView(row: PublishedLicence): z.infer<typeof PublishedLicenceView> {
  return row
}

export function inspectionView(row: PublishedInspection): z.infer<typeof PublishedInspectionView> {
  return row
}
