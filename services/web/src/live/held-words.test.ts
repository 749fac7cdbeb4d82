import { describe, expect, test } from 'vitest'
import { HeldWords } from '#/live/held-words.ts'
import type { AlertChange } from '#/live/live-words.ts'

const changeOf = (alert_id: string, position: number): AlertChange => ({
  position,
  alert_id,
  state: 'raised',
  level: 'red',
  type: 'AlertRaised',
})

describe('what is held for a tab that nobody sees', () => {
  test('is told once, of each alert the newest', () => {
    const held = new HeldWords()
    held.hold({ kind: 'change', change: changeOf('a', 1) })
    held.hold({ kind: 'change', change: changeOf('b', 2) })
    held.hold({ kind: 'change', change: changeOf('a', 3) })
    expect(held.release()).toEqual([
      { kind: 'change', change: changeOf('a', 3) },
      { kind: 'change', change: changeOf('b', 2) },
    ])
    expect(held.release()).toEqual([])
  })

  test('becomes one reading of everything where it is much, or something was missed', () => {
    const held = new HeldWords()
    for (let n = 0; n < 501; n++) held.hold({ kind: 'change', change: changeOf(String(n), n) })
    expect(held.release()).toEqual([{ kind: 'reset' }])
    held.hold({ kind: 'change', change: changeOf('a', 1) })
    held.hold({ kind: 'reset' })
    held.hold({ kind: 'change', change: changeOf('b', 2) })
    expect(held.release()).toEqual([{ kind: 'reset' }])
  })
})
