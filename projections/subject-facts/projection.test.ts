import { expect, test } from 'vitest'
import { latestVersion } from '@jianwei/events/catalogue.ts'
import { correction, recordedLog, retraction } from '@jianwei/tests/support/log/recorded-log.ts'
import { subjectFactTypes } from '#/subject-facts/attributes.ts'
import { subjectFactsProjection } from '#/subject-facts/projection.ts'

const occurred_at = '2026-01-02T00:00:00.000Z'
const licence = {
  type: 'LicenceGranted',
  occurred_at,
  data: { licence_number: 'JY"1', valid_from: '2026-01-02', valid_to: null },
}

function attributesIn(...log: Parameters<typeof recordedLog>): readonly unknown[] {
  const { columns, rows } = subjectFactsProjection
  return recordedLog(...log).flatMap((event) =>
    rows(event)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const values = JSON.parse(line) as readonly unknown[]
        expect(values).toHaveLength(columns.length)
        return ['attribute', 'item', 'value', 'version_kind'].map(
          (column) => values[columns.indexOf(column)],
        )
      }),
  )
}

test('a fact gives one row for each thing it says about its subject', () => {
  expect(attributesIn([{ ...licence, id: '1' }])).toEqual([
    ['licence', 'JY"1', 'granted', 'original'],
    ['valid_from', 'JY"1', '2026-01-02', 'original'],
    ['valid_to', 'JY"1', '', 'original'],
  ])
})

test('a correction says what it brings; a retraction says nothing', () => {
  const log = [
    correction('2', '1', { type: 'SubjectDeregistered', occurred_at, data: {} }),
    retraction('4', '1'),
  ]
  expect(attributesIn(log)).toEqual([['registration', '', 'deregistered', 'correction']])
})

test('every type that is read is in the catalogue', () => {
  expect(subjectFactTypes.filter((type) => latestVersion(type) === undefined)).toEqual([])
  expect(subjectFactTypes.length).toBeGreaterThan(10)
})
