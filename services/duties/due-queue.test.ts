import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DueQueue } from '#/duties/due-queue.ts'

test('what stands first comes first, whatever is moved and taken out', () => {
  const step = fc.oneof(
    fc.record({ key: fc.integer({ min: 0, max: 30 }), time: fc.integer({ min: 0, max: 50 }) }),
    fc.record({ key: fc.integer({ min: 0, max: 30 }) }),
  )
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 400 }),
      fc.integer({ min: 0, max: 50 }),
      (all, until) => {
        const queue = new DueQueue<number>()
        const plain = new Map<number, number>()
        for (const one of all) {
          if ('time' in one) {
            queue.set(one.key, one.time)
            plain.set(one.key, one.time)
          } else {
            queue.delete(one.key)
            plain.delete(one.key)
          }
        }
        const times = [...plain.values()].sort((a, b) => a - b)
        expect([queue.size, queue.next]).toEqual([plain.size, times[0]])
        const due = queue.upTo(until, 1_000)
        expect(due.map((key) => plain.get(key))).toEqual(times.filter((time) => time <= until))
        expect(queue.upTo(until, 2)).toHaveLength(Math.min(2, due.length))
        expect(queue.size).toBe(plain.size)
        const after = queue.keepFirst(3)
        expect(after).toBe(times[3])
        const kept = times.filter((time) => after === undefined || time < after)
        expect([queue.size, queue.next]).toEqual([kept.length, kept[0]])
        expect(queue.upTo(50, 1_000)).toHaveLength(kept.length)
      },
    ),
  )
})

test('who is moved and moved back stands once', () => {
  const queue = new DueQueue<string>()
  for (const time of [5, 6, 5]) queue.set('a', time)
  queue.set('b', 6)
  expect(queue.upTo(6, queue.size)).toEqual(['a', 'b'])
})
