import { named } from '#/field-text.ts'
import { personal } from '#/define-event.ts'
import { Code, Words } from '#/vocabulary.ts'

/**
 * The party that a ticket is about, as whoever spoke names it: often all that is known of a shop
 * (`docs/matching.md`).
 */
export const respondentFields = {
  respondent_name: named('被投诉人', 'Respondent', personal(Words, 'party').optional()),
  respondent_address: named(
    '被投诉人地址',
    'Address of the respondent',
    personal(Words, 'party_address').optional(),
  ),
  respondent_phone: named(
    '被投诉人电话',
    'Telephone of the respondent',
    personal(Code, 'telephone').optional(),
  ),
}
