import { describe, expect, test } from 'vitest'
import { EXPIRY_NOTICE_DAYS_MAX, parseExpiry } from '#/rules/kinds/expiry/parameters.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'

const licence = { of: { events: ['LicenceGranted', 'LicenceRenewed'] }, valid_to: 'data.valid_to' }

function problemsOf(input: unknown): string[] {
  const problems: RuleProblem[] = []
  const parsed = parseExpiry(input, CATALOGUE_FIELDS, problems)
  expect(parsed === undefined).toBe(problems.length > 0)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('parameters of an expiry', () => {
  test('have their defaults: no notice, tied to nothing, ended by nothing', () => {
    expect(parseExpiry(licence, CATALOGUE_FIELDS, [])).toEqual({
      of: licence.of,
      valid_to: { field: 'data.valid_to', holds: 'date' },
      notice_days: 0,
      match: [],
      ended_by: null,
      inactive_by: null,
    })
  })

  test('only what ends one validity must have the fields that tie, not what ends the subject', () => {
    const match = ['data.licence_number']
    const ended_by = { events: ['LicenceRevoked'] }
    const inactive_by = { events: ['SubjectDeregistered'] }
    expect(problemsOf({ ...licence, match, ended_by, inactive_by })).toEqual([])
    expect(problemsOf({ ...licence, match, ended_by: inactive_by })).toEqual([
      'parameters.match[0]: SubjectDeregistered has no field data.licence_number',
    ])
  })

  test('a fact that both carries and ends a validity is refused', () => {
    const both = { events: ['LicenceRevoked', 'LicenceRenewed'] }
    const why = 'LicenceRenewed carries the validity; what ends it must be of other types'
    expect(problemsOf({ ...licence, ended_by: both, inactive_by: both })).toEqual([
      `parameters.ended_by.events: ${why}`,
      `parameters.inactive_by.events: ${why}`,
    ])
  })

  test('a field that is no time is refused, and all problems come at once', () => {
    expect(problemsOf({ ...licence, valid_to: 'data.licence_number' })).toEqual([
      'parameters.valid_to: data.licence_number is text: a validity ends on a date or an instant',
    ])
    const input = { of: licence.of, notice_days: 1.5, ended_by: null, renewed_by: {} }
    expect(problemsOf(input).map((problem) => problem.split(':')[0])).toEqual([
      'parameters.valid_to',
      'parameters.notice_days',
      'parameters.renewed_by',
      'parameters.ended_by',
    ])
    expect(problemsOf(undefined)).not.toEqual([])
  })

  test('the notice is at most ten years', () => {
    expect(problemsOf({ ...licence, notice_days: EXPIRY_NOTICE_DAYS_MAX })).toEqual([])
    expect(problemsOf({ ...licence, notice_days: EXPIRY_NOTICE_DAYS_MAX + 1 })).toHaveLength(1)
    expect(problemsOf({ ...licence, notice_days: -1 })).toHaveLength(1)
  })
})
