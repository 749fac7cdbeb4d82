import { describe, expect, test } from 'vitest'
import { parseSilence, SILENCE_AT_LEAST_MAX } from '#/rules/kinds/silence/parameters.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'

const readings = {
  of: { events: ['ReadingReported'] },
  key: ['data.device_id'],
  regular: { at_least: 3, within: '7 days' },
  silent_after: '24 hours',
}

function problemsOf(input: unknown): string[] {
  const problems: RuleProblem[] = []
  const parsed = parseSilence(input, CATALOGUE_FIELDS, problems)
  expect(parsed === undefined).toBe(problems.length > 0)
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('parameters of a silence', () => {
  test('are read, times in seconds; what has the key is the subject unless the rule says otherwise', () => {
    const read = {
      of: readings.of,
      key: [{ field: 'data.device_id', prefix: null }],
      per: 'group',
      regular: { at_least: 3, within_seconds: 7 * 86_400 },
      silent_seconds: 86_400,
      unless: null,
    }
    expect(parseSilence(readings, CATALOGUE_FIELDS, [])).toEqual(read)
    expect(parseSilence({ ...readings, per: 'subject' }, CATALOGUE_FIELDS, [])).toEqual({
      ...read,
      per: 'subject',
    })
  })

  test('only where the subject is the one that reports can the key be left out', () => {
    const { key: _, ...keyless } = readings
    expect(parseSilence({ ...keyless, per: 'subject' }, CATALOGUE_FIELDS, [])).toMatchObject({
      key: [],
    })
    expect(problemsOf(keyless)).toEqual([
      'parameters.key: expected the fields that name the device or the source; ' +
        'only `per: subject` can do without',
    ])
  })

  test('what ends the duty to report has the key too, and is no report', () => {
    const unless = { events: ['DeviceSilent'], where: { field: 'data.cause.code', eq: 'planned' } }
    expect(parseSilence({ ...readings, unless }, CATALOGUE_FIELDS, [])).toMatchObject({ unless })
    expect(problemsOf({ ...readings, unless: { events: ['ReadingReported'] } })).toEqual([
      'parameters.unless.events: ReadingReported is a report; what ends the duty to report ' +
        'must be of other types',
    ])
    expect(problemsOf({ ...readings, unless: { events: ['SubjectDeregistered'] } })).toEqual([
      'parameters.key[0]: SubjectDeregistered has no field data.device_id',
    ])
  })

  test('the number of reports has its limits, and all problems come at once', () => {
    const at = (at_least: number) =>
      problemsOf({ ...readings, regular: { at_least, within: '7 days' } })
    expect([
      at(0).length,
      at(1).length,
      at(SILENCE_AT_LEAST_MAX).length,
      at(SILENCE_AT_LEAST_MAX + 1).length,
    ]).toEqual([1, 0, 0, 1])
    expect(
      problemsOf({ of: { events: ['Dreamt'] }, key: ['source'] }).map(
        (problem) => problem.split(':')[0],
      ),
    ).toEqual(['parameters.regular', 'parameters.silent_after', 'parameters.of.events[0]'])
    expect(problemsOf(undefined)).not.toEqual([])
  })
})
