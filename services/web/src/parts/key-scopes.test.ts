import { describe, expect, test, vi } from 'vitest'
import { actOf, type Press } from '#/parts/key-scopes.ts'

const plain: Press = {
  key: 'j',
  isModified: false,
  isComposing: false,
  isTyping: false,
  isInDialog: false,
  isOnControl: false,
}
const below = { j: vi.fn(), enter: vi.fn() }
const above = { j: vi.fn() }
const scopes = [{ keys: () => below }, { keys: () => above }]

describe('a key', () => {
  test('means what the scope that was opened last says, and else the one below', () => {
    expect(actOf(scopes, plain)).toBe(above.j)
    expect(actOf(scopes, { ...plain, key: 'J' })).toBe(above.j)
    expect(actOf(scopes, { ...plain, key: 'Enter' })).toBe(below.enter)
    expect(actOf(scopes, { ...plain, key: 'q' })).toBeUndefined()
  })

  test.each(['isModified', 'isComposing', 'isTyping', 'isInDialog'] as const)(
    'means nothing to the console where it %s',
    (where) => {
      expect(actOf(scopes, { ...plain, [where]: true })).toBeUndefined()
    },
  )

  test('of a button stays with it', () => {
    expect(actOf(scopes, { ...plain, key: 'Enter', isOnControl: true })).toBeUndefined()
    expect(actOf(scopes, { ...plain, isOnControl: true })).toBe(above.j)
  })
})
