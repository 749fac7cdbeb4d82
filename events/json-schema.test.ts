import { expect, test } from 'vitest'
import { PenaltyDecided } from '#/supervision/penalty.ts'
import { InspectionConducted } from '#/supervision/inspection.ts'
import { FactCorrected } from '#/amendment/events.ts'
import { ComplaintReceived } from '#/complaint/events.ts'
import { isPersonal } from '#/define-event.ts'
import { jsonSchemaOf, personalPathsOf } from '#/json-schema.ts'

test('a schema says its draft, its name in both languages, and which fields are personal', () => {
  expect(jsonSchemaOf(ComplaintReceived)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: '收到投诉 Complaint received',
    type: 'object',
    additionalProperties: false,
    properties: { complainant_phone: { type: 'string', 'x-personal-data': true } },
  })
})

test('personal fields are found wherever they lie', () => {
  expect(personalPathsOf(InspectionConducted)).toEqual(
    expect.arrayContaining([
      'officers[].name',
      'officers[].certificate_number',
      'check_items[].note',
      'administrative_cp',
    ]),
  )
  expect(personalPathsOf(FactCorrected)).toEqual(['reason', 'replacement.data'])
})

test('the mark is seen through optional', () => {
  expect(isPersonal(PenaltyDecided.data.shape.result)).toBe(true)
  expect(isPersonal(PenaltyDecided.data.shape.decision_number)).toBe(false)
})
