import { describe, expect, test } from 'vitest'
import { HeadHistory } from '#/composition/head-history.ts'

describe('how long a reader has been behind', () => {
  test('a reader at the end is not behind, however long nothing happened', () => {
    const history = new HeadHistory()
    history.see({ at_ms: 0, head: 10 })
    expect(history.secondsBehind(10, 3_600_000)).toBe(0)
  })

  test('counts from the first look that saw something new to the reader', () => {
    const history = new HeadHistory()
    history.see({ at_ms: 0, head: 10 })
    history.see({ at_ms: 1_000, head: 20 })
    history.see({ at_ms: 2_000, head: 20 })
    history.see({ at_ms: 3_000, head: 30 })
    expect(history.secondsBehind(10, 5_000)).toBe(4)
    expect(history.secondsBehind(20, 5_000)).toBe(2)
    expect(history.secondsBehind(9, 5_000)).toBe(5)
  })
})
