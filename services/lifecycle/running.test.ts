import { expect, test } from 'vitest'
import { startRunning } from '#/lifecycle/running.ts'
import { untilAborted } from '#/lifecycle/until-aborted.ts'

test('what is started ends when it is disposed of, and disposal waits for its end', async () => {
  const told: string[] = []
  const never = new AbortController().signal
  {
    await using running = startRunning(never, async (signal) => {
      await untilAborted(signal)
      await Promise.resolve()
      told.push('ended')
    })
    void running.ended.then(() => told.push('heard'))
    expect(told).toEqual([])
  }
  expect(told).toEqual(['ended', 'heard'])
})

test('it ends with the process, and a failure reaches whoever waits for its end', async () => {
  const stopping = new AbortController()
  await using running = startRunning(stopping.signal, async (signal) => {
    await untilAborted(signal)
    throw new Error('could not be finished')
  })
  stopping.abort()
  await expect(running.ended).rejects.toThrow('could not be finished')
})
