import { expect, test } from 'vitest'
import { SqliteScratchMemory } from '#/log/scratch-memory.ts'

test('numbers of 64 bits come back as they were kept last, also when they are more than the cache holds', () => {
  using memory = new SqliteScratchMemory()
  const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n]
  expect(memory.get(least)).toBeUndefined()
  memory.set(least, most)
  memory.set(most, least)
  memory.set(0n, 1n)
  memory.set(0n, 2n)
  // Spread over the whole range, as ids are: about 40 MB.
  const key = (index: number): bigint => BigInt.asIntN(64, BigInt(index) * 0x9e3779b97f4a7c15n)
  for (let index = 1; index <= 1_000_000; index++) memory.set(key(index), BigInt(index))
  expect([memory.get(least), memory.get(most), memory.get(0n)]).toEqual([most, least, 2n])
  for (let index = 1; index <= 1_000_000; index += 9_973)
    expect(memory.get(key(index))).toBe(BigInt(index))
})
