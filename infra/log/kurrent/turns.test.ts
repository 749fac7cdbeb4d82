import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lanes, Turns } from '#/log/kurrent/turns.ts'

const keysOfWork = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }), {
  maxLength: 12,
})

test('work on a common key is done in the order of the calls, whatever other keys it has, and all of it ends', async () => {
  await fc.assert(
    fc.asyncProperty(keysOfWork, fc.infiniteStream(fc.nat(3)), async (works, delays) => {
      const turns = new Turns()
      const running = new Set<string>()
      const done: number[] = []
      await Promise.all(
        works.map((keys, index) =>
          turns.take(keys, async () => {
            for (const key of keys) {
              expect(running.has(key)).toBe(false)
              running.add(key)
            }
            for (let left = delays.next().value ?? 0; left > 0; left--) await Promise.resolve()
            for (const key of keys) running.delete(key)
            done.push(index)
          }),
        ),
      )
      for (const key of ['a', 'b', 'c', 'd'] as const) {
        const inOrder = done.filter((index) => works[index]?.includes(key))
        expect(inOrder).toEqual(inOrder.toSorted((one, other) => one - other))
      }
      expect(done).toHaveLength(works.length)
    }),
    { numRuns: 200 },
  )
})

test('work that fails gives its turn on', async () => {
  const turns = new Turns()
  const failing = turns.take(['a'], async () => Promise.reject(new Error('no')))
  const next = turns.take(['a'], async () => 'done')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('done')
})

test('no more work than there are lanes runs at a time, and failures free theirs', async () => {
  const lanes = new Lanes(3)
  let running = 0
  let most = 0
  const works = Array.from({ length: 20 }, (_, index) =>
    lanes.run(async () => {
      most = Math.max(most, (running += 1))
      await new Promise((resolve) => setTimeout(resolve, 1))
      running -= 1
      if (index % 4 === 0) throw new Error('no')
    }),
  )
  const settled = await Promise.allSettled(works)
  expect([most, settled.filter(({ status }) => status === 'rejected').length]).toEqual([3, 5])
})
