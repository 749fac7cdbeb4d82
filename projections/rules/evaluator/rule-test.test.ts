import { describe, expect, test } from 'vitest'
import { RuleHeader, type RuleTest } from '#/rules/language/rule-header.ts'
import { versionsOfTest } from '#/rules/evaluator/rule-test.ts'

const complaint = (id: string, at: string, more: object = {}): object => ({
  id,
  type: 'ComplaintReceived',
  at,
  data: { claim: 'refund' },
  ...more,
})
const fields = { name: 'a test', at: '2025-06-01T00:00:00Z', expect: [] }

function read(input: object): RuleTest {
  return RuleHeader.shape.tests.element.parse({ ...fields, ...input })
}

/** Ids are hashes: what tells versions apart here is when they happened. */
function knownOf(input: object): unknown[] {
  return versionsOfTest(read(input)).map((version) => [
    version.kind === 'retraction' ? 'retraction' : version.content.occurred_at.slice(0, 10),
    version.position,
    version.reported_at.slice(0, 10),
    version.recorded_at.slice(0, 10),
  ])
}

describe('when the events of a rule’s test become known', () => {
  test('all at the clock of the test, in the order in which they stand', () => {
    expect(
      knownOf({
        given: [complaint('a', '2025-03-01T00:00:00Z'), complaint('b', '2025-02-01T00:00:00Z')],
      }),
    ).toEqual([
      ['2025-03-01', 1, '2025-06-01', '2025-06-01'],
      ['2025-02-01', 2, '2025-06-01', '2025-06-01'],
    ])
  })

  test('each as it happens, where the test says so, or when the event says', () => {
    const given = [
      complaint('a', '2025-03-01T00:00:00Z', { known_at: '2025-05-01T00:00:00Z' }),
      complaint('b', '2025-02-01T00:00:00Z'),
      { id: 'c', retracts: 'b' },
    ]
    expect(knownOf({ known: 'as_it_happens', given })).toEqual([
      ['2025-02-01', 1, '2025-02-01', '2025-02-01'],
      ['2025-03-01', 2, '2025-05-01', '2025-05-01'],
      ['retraction', 3, '2025-06-01', '2025-06-01'],
    ])
  })

  test('what is known after the clock of the test is refused', () => {
    const late = complaint('a', '2025-03-01T00:00:00Z', { known_at: '2025-06-01T00:00:00.001Z' })
    expect(() => read({ given: [late] })).toThrow(
      'what is known after the clock of the test does not belong to it',
    )
    expect(() =>
      read({ known: 'as_it_happens', given: [complaint('a', '2025-06-02T00:00:00Z')] }),
    ).toThrow('known after')
    expect(() => read({ given: [complaint('a', '2025-06-02T00:00:00Z')] })).not.toThrow()
  })
})
