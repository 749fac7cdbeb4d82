import { expect, test } from 'vitest'
import { byYear } from '#/subject/timeline-years.ts'

test('a year begins in China', () => {
  const rows = ['2013-01-02T00:00:00.000Z', '2012-12-31T16:00:00.000Z', '2012-12-31T15:59:59.000Z']
  const years = byYear(rows.map((occurred_at) => ({ occurred_at })))
  expect(years.map(({ year, rows: of }) => [year, of.length])).toEqual([
    ['2013', 2],
    ['2012', 1],
  ])
})
