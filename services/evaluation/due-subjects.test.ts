import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { DueSubjects } from '#/evaluation/due-subjects.ts'

const silences = ['one', 'other'].map((id) =>
  ruleWith({
    id,
    kind: 'silence',
    parameters: {
      of: { events: ['ReadingReported'] },
      per: 'subject',
      regular: { at_least: 1, within: '1 day' },
      silent_after: '1 day',
    },
  }),
)
const [rule = silences[0]!, other = silences[0]!] = silences
const count = ruleWith({
  id: 'count',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 2, window: '30 days' },
})

const at = (subject_id: string, passes_at: number) => ({ subject_id, passes_at })

describe('who falls due', () => {
  test('is not known after a restart, and then by what the facts say', () => {
    const dues = new DueSubjects()
    expect(dues.take(rule, 10)).toBe('unknown')
    dues.fill(rule, [at('a', 11), at('b', 20)])
    expect(dues.take(rule, 10)).toEqual([])
    expect(dues.take(rule, 11)).toEqual(['a'])
    expect(dues.take(rule, 30)).toEqual(['b'])
    expect(dues.take(rule, 40)).toEqual([])
  })

  test('is known of a rule that looked at everybody', () => {
    const dues = new DueSubjects()
    dues.expectEverybody(rule)
    dues.add(rule, 'a', 11)
    expect(dues.take(rule, 11)).toEqual(['a'])
    dues.expectEverybody(rule)
    expect(dues.take(rule, 20)).toEqual([])
  })

  test('moves with what changes it', () => {
    const dues = new DueSubjects()
    dues.expectEverybody(rule)
    for (const second of [11, 30, 20]) dues.add(rule, 'a', second)
    expect(dues.take(rule, 19)).toEqual([])
    expect(dues.take(rule, 20)).toEqual(['a'])
  })

  test('of rules without a clock, and of those that ended, nothing is kept', () => {
    const dues = new DueSubjects()
    dues.expectEverybody(count)
    dues.expectEverybody(rule)
    dues.add(count, 'a', 11)
    dues.add(rule, 'a', 11)
    expect(dues.view).toEqual({ rules: 1, subjects: 1, cut: 0 })
    dues.keepOnly([count])
    expect(dues.view).toEqual({ rules: 0, subjects: 0, cut: 0 })
    expect(dues.take(rule, 20)).toBe('unknown')
  })

  test('at the limit the longest queue keeps those who come first, and says so', () => {
    const dues = new DueSubjects(4)
    dues.expectEverybody(rule)
    dues.expectEverybody(other)
    dues.add(other, 'a', 50)
    for (const second of [14, 11, 13]) dues.add(rule, `s${second}`, second)
    expect(dues.view).toEqual({ rules: 2, subjects: 4, cut: 0 })
    dues.add(rule, 's12', 12)
    expect(dues.view).toEqual({ rules: 2, subjects: 3, cut: 1 })
    expect(dues.take(rule, 12)).toEqual(['s11', 's12'])
    expect(dues.take(rule, 13)).toBe('unknown')
    expect(dues.take(other, 60)).toEqual(['a'])
  })

  test('nobody is missed, whatever the limit and however often it starts anew', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
    const step = fc.oneof(
      fc.record({ name: names, in: fc.integer({ min: 1, max: 12 }), of: fc.nat(1) }),
      fc.record({ pass: fc.integer({ min: 1, max: 5 }) }),
      fc.constant('restart' as const),
    )
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        (all, max) => {
          let dues = new DueSubjects(max)
          let clock = 0
          const facts = silences.map(() => new Map<string, number>())
          for (const one of all) {
            if (one === 'restart') dues = new DueSubjects(max)
            else if ('name' in one) {
              facts[one.of]?.set(one.name, clock + one.in)
              dues.add(silences[one.of]!, one.name, clock + one.in)
            } else {
              clock += one.pass
              for (const [index, each] of silences.entries()) {
                const known = [...(facts[index] ?? [])].map(([name, second]) => at(name, second))
                const due = known.filter(({ passes_at }) => passes_at <= clock)
                const taken = dues.take(each, clock)
                if (taken === 'unknown') {
                  const later = known.filter(({ passes_at }) => passes_at > clock)
                  later.sort((a, b) => a.passes_at - b.passes_at)
                  dues.fill(each, later.slice(0, dues.fill_max))
                } else
                  expect(taken.toSorted()).toEqual(
                    due.map(({ subject_id }) => subject_id).toSorted(),
                  )
                for (const { subject_id } of due) facts[index]?.delete(subject_id)
              }
            }
            expect(dues.view.subjects).toBeLessThanOrEqual(max)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
