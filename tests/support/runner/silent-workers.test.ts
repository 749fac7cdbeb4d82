import { expect, onTestFinished, test } from 'vitest'
import { SignsOfLife } from '#/support/runner/signs-of-life.ts'
import { SilentWorkers } from '#/support/runner/silent-workers.ts'

const FILE = 'tests/a.test.ts'
/** No process of any machine. */
const NOBODY = 2 ** 30

function workers(silence_ms_max: number) {
  const signs = new SignsOfLife(process.pid)
  onTestFinished(() => signs.forgetAll())
  const silent = new SilentWorkers(signs, silence_ms_max)
  return { signs, look: () => silent.look(10).map(({ file }) => file) }
}

test('a worker that gives no sign for too long is found, once', () => {
  const { signs, look } = workers(30)
  signs.give(process.pid, FILE)
  expect([look(), look(), look(), look(), look(), look()]).toEqual([[], [], [], [FILE], [], []])
})

test('a worker that gives signs, however seldom, is left alone', async () => {
  const { signs, look } = workers(30)
  for (let round = 0; round < 10; round += 1) {
    const before = signs.all()[0]?.at
    // The clock of the file system moves in steps.
    do signs.give(process.pid, FILE)
    while (signs.all()[0]?.at === before)
    expect([look(), look(), look()]).toEqual([[], [], []])
  }
})

test('a worker that ended is nobody to wait for', () => {
  const { signs, look } = workers(30)
  signs.give(NOBODY, FILE)
  expect(look()).toEqual([])
  expect(signs.all()).toEqual([])
})
