import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { NewestWritten } from '#/projector/written-events.ts'

const at = (position: number) => position as Position

function stretch(after: number, ...positions: readonly number[]) {
  // Nothing but the place is looked at.
  const events = positions.map((position) => ({ position }) as unknown as RecordedEvent)
  const up_to = at(positions.at(-1) ?? after)
  return { after: at(after), up_to, events, characters: 10 * events.length }
}

const places = (events: readonly RecordedEvent[] | undefined) =>
  events?.map(({ position }) => Number(position))

test('nothing is held before somebody asks', () => {
  const written = new NewestWritten()
  written.add(stretch(0, 1, 2))
  expect(written.size).toBe(0)
  expect(written.between(at(0), at(2))).toBeUndefined()
  written.add(stretch(2, 3))
  expect(places(written.between(at(2), at(3)))).toEqual([3])
})

test('what was written is there once, between any places, with gaps', () => {
  const written = new NewestWritten()
  written.between(at(0), at(0))
  written.add(stretch(2, 10, 14))
  written.add(stretch(14, 20))
  expect(places(written.between(at(2), at(10)))).toEqual([10])
  expect(places(written.between(at(10), at(20)))).toEqual([14, 20])
  expect(places(written.between(at(14), at(20)))).toEqual([20])
  expect(written.between(at(14), at(21))).toBeUndefined()
  // Who asks has gone on.
  expect(written.between(at(2), at(20))).toBeUndefined()
})

test('what does not follow at once, and what is too much, is left to the log', () => {
  const written = new NewestWritten(3)
  written.between(at(0), at(0))
  written.add(stretch(0, 1, 2))
  written.add(stretch(5, 6))
  expect(written.between(at(0), at(6))).toBeUndefined()
  written.add(stretch(6, 7, 8, 9))
  expect(written.size).toBe(3)
  expect(places(written.between(at(6), at(9)))).toEqual([7, 8, 9])
  written.add(stretch(9, 10, 11, 12, 13))
  expect(written.size).toBe(0)
  expect(written.between(at(9), at(13))).toBeUndefined()
  written.add(stretch(13, 14))
  written.forget()
  expect(written.between(at(13), at(14))).toBeUndefined()
})

test('much text is left to the log', () => {
  const written = new NewestWritten(100, 30)
  written.between(at(0), at(0))
  written.add(stretch(0, 1, 2))
  written.add(stretch(2, 3, 4))
  expect(written.between(at(0), at(4))).toBeUndefined()
  expect(places(written.between(at(2), at(4)))).toEqual([3, 4])
})

test('however stretches are cut and asked for, an answer is all that lies between', () => {
  let answered = 0
  const anyStep = fc.record({
    steps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
    asks: fc.boolean(),
    behind: fc.nat({ max: 3 }),
  })
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 30 }), (steps) => {
      const written = new NewestWritten(8)
      const all: number[] = []
      let [end, evaluated] = [0, 0]
      for (const { steps: gaps, asks, behind } of steps) {
        const after = end
        const positions = gaps.map((gap) => (end += gap))
        all.push(...positions)
        written.add(stretch(after, ...positions))
        if (!asks) continue
        const up_to = all.at(-1 - behind) ?? end
        if (up_to < evaluated) continue
        const found = written.between(at(evaluated), at(up_to))
        if (found !== undefined) {
          answered += 1
          expect(places(found)).toEqual(all.filter((one) => one > evaluated && one <= up_to))
        }
        evaluated = up_to
      }
    }),
  )
  expect(answered).toBeGreaterThan(50)
})
