import { expect, test } from 'vitest'
import { eventually, within } from '#/support/hang.ts'

const SOON_MS = 50

test('what is waited for is given as soon as it is found', async () => {
  let looks = 0
  const look = () => (++looks === 3 ? 'found' : undefined)
  expect(await eventually(look, () => 'the third look')).toBe('found')
})

test.each([
  { look: () => undefined, where: 'nothing is found' },
  { look: () => new Promise<undefined>(() => {}), where: 'a look does not end' },
])('a wait that hangs says what for: $where', async ({ look, where }) => {
  const waiting = eventually(look, () => 'the alert', SOON_MS)
  await expect(waiting).rejects.toThrow(`it hangs: ${where}: the alert`)
})

test('a look that throws ends the wait', async () => {
  const look = () => Promise.reject(new Error('refused'))
  await expect(eventually(look, () => '')).rejects.toThrow('refused')
})

test('what does not end is named, and told to end', async () => {
  const { promise: told, resolve } = Promise.withResolvers<string>()
  const work = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => resolve('told to end'))
    return new Promise<never>(() => {})
  }
  await expect(within(work, () => 'the stop', SOON_MS)).rejects.toThrow('it hangs: the stop')
  expect(await told).toBe('told to end')
  expect(
    await within(
      async () => 'done',
      () => '',
    ),
  ).toBe('done')
})
