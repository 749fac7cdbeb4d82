import { expect, test } from 'vitest'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import type { SubjectFact } from '#/subjects/queries.ts'
import { licencesOf, listingsOf } from '#/subjects/standing.ts'

const AT = '2024-01-01T00:00:00.000Z' as Instant

function says(attribute: string, value: string | null, event_id = 'e1', item = 'JY1'): SubjectFact {
  const said = { occurred_at: AT, event_id, fact_id: event_id, source: 'test' }
  return { attribute, item, value, decided_by: null, ...said }
}

const term = [says('valid_from', '2024-01-01'), says('valid_to', '2024-12-31')]

test.each([
  ['in force on its first day', [says('licence', 'granted'), ...term], '2024-01-01', 'in_force'],
  ['in force on its last day', [says('licence', 'renewed'), ...term], '2024-12-31', 'in_force'],
  ['not yet', [says('licence', 'granted'), ...term], '2023-12-31', 'not_yet'],
  ['over', [says('licence', 'granted'), ...term], '2025-01-01', 'expired'],
  ['revoked', [says('licence', 'revoked'), ...term], '2024-06-01', 'revoked'],
  ['suspended', [says('licence', 'suspended'), ...term], '2024-06-01', 'suspended'],
  [
    'suspended up to a day',
    [says('licence', 'suspended'), says('suspended_until', '2024-06-01'), ...term],
    '2024-06-01',
    'suspended',
  ],
  [
    'no longer suspended',
    [says('licence', 'suspended'), says('suspended_until', '2024-05-31'), ...term],
    '2024-06-01',
    'in_force',
  ],
  [
    'suspended again, without an end',
    [says('licence', 'suspended', 'e2'), says('suspended_until', '2024-05-31'), ...term],
    '2024-06-01',
    'suspended',
  ],
  ['suspended beyond its term', [says('licence', 'suspended'), ...term], '2025-06-01', 'expired'],
  [
    'without an end',
    [says('licence', 'granted'), says('valid_to', null)],
    '2099-01-01',
    'in_force',
  ],
  ['of no stated term', [says('licence', 'granted')], '2024-06-01', 'not_stated'],
] as const)('a licence is %s', (_, facts, day, standing) => {
  const [licence, ...others] = licencesOf(
    [...facts, says('valid_to', '1999-01-01', 'e9', 'JY2')],
    day as CivilDate,
  )
  expect([licence?.standing, others]).toEqual([standing, []])
})

test.each([
  ['listed', null, 'listed'],
  ['listed', '2024-06-02', 'listed'],
  ['listed', '2024-06-01', 'expired'],
  ['removed', null, 'removed'],
])('%s until %s is %s', (value, expires_on, standing) => {
  const facts = [says('serious_violation', value), says('credit_class', 'D')]
  const listings = listingsOf(facts, () => expires_on, '2024-06-01' as CivilDate)
  expect(listings.map((one) => [one.list, one.standing])).toEqual([['serious_violation', standing]])
})
