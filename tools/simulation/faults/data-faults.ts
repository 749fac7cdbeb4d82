import type { EventData } from '@jianwei/events/envelope.ts'
import { eventFault, type Fault } from './fault.ts'

const TWO_OFFICERS = [{ name: '王伟' }, { name: '李芳' }]

/** A well-formed CloudEvent whose data do not fit its type. */
export const dataFaults: readonly Fault[] = [
  // The fields are those of a good line, whose data are an object.
  eventFault('field-unknown', 'FIELD_UNKNOWN', (fields) => ({
    ...fields,
    data: { ...(fields['data'] as EventData), fine_yuan: 3 },
  })),
  eventFault('data-missing', 'FIELD_MISSING', (fields) => ({ ...fields, data: undefined })),
  eventFault('data-is-text', 'FIELD_TYPE', (fields) => ({ ...fields, data: '见附件' })),
  withData('field-missing', 'FIELD_MISSING', 'TicketAnswered', { status: { text: '已办结' } }),
  withData('field-type', 'FIELD_TYPE', 'PenaltyDecided', { penalty_types: '02' }),
  withData('amount-is-text', 'FIELD_TYPE', 'PenaltyDecided', {
    penalty_types: ['02'],
    currency: 'CNY',
    fine_cents: '5000',
    fine_unit: 'yuan',
    fine_text: '50',
  }),
  withData('rating-out-of-scale', 'FIELD_VALUE', 'TicketRated', {
    ticket_number: 'GD1',
    solved: 7,
  }),
  withData('date-not-real', 'FIELD_VALUE', 'LicenceGranted', {
    licence_number: 'XK1',
    valid_from: '2025-02-30',
    valid_to: null,
  }),
  withData('amount-incomplete', 'AMOUNT_INCOMPLETE', 'PenaltyDecided', {
    penalty_types: ['02'],
    fine_cents: 500_000,
  }),
  withData('code-and-text-missing', 'CODE_AND_TEXT_MISSING', 'SubjectChanged', { change: {} }),
  withData('one-officer', 'OFFICERS_TOO_FEW', 'InspectionConducted', {
    officers: TWO_OFFICERS.slice(1),
  }),
  withData('same-officer-twice', 'OFFICERS_TOO_FEW', 'InspectionConducted', {
    officers: TWO_OFFICERS.map((officer) => ({ ...officer, certificate_number: '3301000007' })),
  }),
  withData('officers-missing', 'FIELD_MISSING', 'InspectionConducted', { check_form: '01' }),
  withData('officer-unnamed', 'OFFICER_UNNAMED', 'InspectionConducted', {
    officers: [...TWO_OFFICERS, { unit: '执法大队' }],
  }),
  withData('item-code-length', 'ITEM_LENGTH', 'InspectionConducted', {
    officers: null,
    supervise_item_implement_code: '0331',
  }),
  withData('industry-mismatch', 'INDUSTRY_SECTION_MISMATCH', 'SubjectRegistered', {
    name: '模拟商行',
    industry_code: 'A65',
  }),
]

function withData(name: string, code: string, type: string, data: EventData): Fault {
  return eventFault(name, code, (fields) => ({ ...fields, type, schemaversion: undefined, data }))
}
