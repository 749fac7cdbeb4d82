import { expect, test } from 'vitest'
import { together } from '#/lifecycle/together.ts'
import { untilAborted } from '#/lifecycle/until-aborted.ts'

test('when one fails the others are stopped and waited for, and the first failure is thrown', async () => {
  const told: string[] = []
  const goesOn = async (signal: AbortSignal): Promise<void> => {
    await untilAborted(signal)
    await new Promise((resolve) => setImmediate(resolve))
    told.push('ended')
    throw new Error('because of the stop')
  }
  const fails = async (): Promise<void> => {
    await Promise.resolve()
    throw new Error('of its own')
  }
  const running = together(new AbortController().signal, [goesOn, fails, goesOn])
  await expect(running).rejects.toThrow('of its own')
  expect(told).toEqual(['ended', 'ended'])
})

test('it ends when all have ended, and one that ends by itself stops nobody', async () => {
  const stopping = new AbortController()
  const told: string[] = []
  const running = together(stopping.signal, [
    async () => {},
    async (signal) => {
      await untilAborted(signal)
      told.push('stopped')
    },
  ])
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual([])
  stopping.abort()
  await running
  expect(told).toEqual(['stopped'])
})
