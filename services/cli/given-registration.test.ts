import { expect, test } from 'vitest'
import { readRegistration, type GivenRegistration } from '#/cli/given-registration.ts'

const NOTHING = {
  feeds: undefined,
  never: undefined,
  departments: undefined,
  regions: undefined,
  from: undefined,
  until: undefined,
}

function read(stated: GivenRegistration['stated']) {
  const given = { department: undefined, license: undefined, title: undefined, stated }
  return readRegistration('urn:test:bureau', undefined, given, { actor: 'chen', reason: 'agreed' })
}

test.each([
  { never: ['CaseClosed'], from: '2026-01-01' },
  { never: ['CaseClosed'], until: '2026-01-01' },
  { never: ['CaseClosed'], feeds: [], from: '2026-01-01' },
  { from: '2026-01-01' },
])('times that no feed would take are refused: %j', (given) => {
  expect(() => read({ ...NOTHING, ...given })).toThrow(
    '--from and --until need --feeds with types: --never has no times',
  )
})

test('bodies that no entry would take are refused', () => {
  expect(() => read({ ...NOTHING, feeds: [], departments: ['某局'] })).toThrow(
    'departments and regions need --feeds or --never with types',
  )
})

test('times are those of the feed, also beside what is never fed', () => {
  const given = { feeds: ['PenaltyDecided'], never: ['CaseClosed'], from: '2026-01-01' }
  expect(read({ ...NOTHING, ...given })).toMatchObject({
    feeds: [{ event_types: ['PenaltyDecided'], from: '2025-12-31T16:00:00.000Z' }],
    never_feeds: [{ event_types: ['CaseClosed'] }],
  })
})
