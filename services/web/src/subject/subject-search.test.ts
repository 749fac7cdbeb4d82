import { expect, test } from 'vitest'
import { isNow, subjectSearchOf, viewpointOf } from '#/subject/subject-search.ts'

test('an address is read by the names of the API', () => {
  const search = {
    as_of: '2013-01-01',
    as_known_at: '2013-01-01',
    by: 'source',
    from_as_of: '2012-01-01',
    compare: true,
    event_type: ['PenaltyDecided'],
    source: 'urn:tw-epa:penalties',
  }
  expect(subjectSearchOf(search)).toEqual({ ...search, source: ['urn:tw-epa:penalties'] })
})

test('what it cannot mean falls away', () => {
  const search = { as_of: 'soon', as_known_at: 41_207, by: 'ear', compare: 'no', name: '张三' }
  expect(subjectSearchOf(search)).toEqual({})
})

test('without a time one looks at now, by platform', () => {
  expect(viewpointOf(subjectSearchOf({})).by).toBe('platform')
  expect(isNow(viewpointOf({}))).toBe(true)
  expect(isNow(viewpointOf({ as_known_at: '2013-01-01' }))).toBe(false)
})
