import { expect, test } from 'vitest'
import { historySearchOf, toggled, withTime } from '#/history/history-search.ts'

test('an address is read with what fits, and without what does not', () => {
  expect(
    historySearchOf({
      event_type: 'PenaltyDecided',
      region: [330203, ''],
      source: [],
      department: { a: 1 },
      occurred_since: '2026-03-01T08:00:00+08:00',
      recorded_until: 'yesterday',
      text: 'typed',
    }),
  ).toEqual({
    event_type: ['PenaltyDecided'],
    region: ['330203', ''],
    occurred_since: '2026-03-01T00:00:00.000Z',
  })
})

test('a value of a facet comes and goes, and an empty facet is none', () => {
  const one = toggled({}, 'source', 'urn:a')
  expect(one).toEqual({ source: ['urn:a'] })
  expect(toggled(one, 'source', 'urn:b')).toEqual({ source: ['urn:a', 'urn:b'] })
  expect(toggled(one, 'source', 'urn:a')).toEqual({})
})

test('a time comes and goes', () => {
  const from = withTime({ region: ['33'] }, 'occurred_since', '2026-01-01T00:00:00.000Z')
  expect(from).toEqual({ region: ['33'], occurred_since: '2026-01-01T00:00:00.000Z' })
  expect(withTime(from, 'occurred_since', undefined)).toEqual({ region: ['33'] })
})
