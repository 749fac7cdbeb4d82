import { expect, test } from 'vitest'
import { withOwnStep } from '#/alert/own-steps.ts'

const taken = (revision: number) => ({ revision, state: 'signed_for' as const })

test('a step that was decided at what the screen showed is own, however many events it wrote', () => {
  const own = withOwnStep(undefined, taken(7), { seen: 4, shown: 4 })
  expect(own).toEqual(taken(7))
  expect(withOwnStep(own, taken(9), { seen: 7, shown: 4 })).toEqual(taken(9))
})

test('a mark is own where it is the very next', () => {
  expect(withOwnStep(undefined, taken(5), { seen: undefined, shown: 4 })).toEqual(taken(5))
})

test('behind a mark that is not the next lies what others did', () => {
  expect(withOwnStep(undefined, taken(6), { seen: undefined, shown: 4 })).toBeUndefined()
  const own = withOwnStep(undefined, taken(5), { seen: 4, shown: 4 })
  expect(withOwnStep(own, taken(8), { seen: undefined, shown: 4 })).toEqual(taken(5))
})

test('a step that was decided at what others had changed is looked at first', () => {
  expect(withOwnStep(undefined, taken(8), { seen: 6, shown: 4 })).toBeUndefined()
})
