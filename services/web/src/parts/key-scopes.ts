/** By `KeyboardEvent.key` in small letters: `j`, `?`, `escape`. */
export type Keys = Readonly<Record<string, (() => void) | undefined>>

export interface Scope {
  readonly keys: () => Keys
}

/** A key as it was pressed, and where. */
export interface Press {
  readonly key: string
  /** With Ctrl, Alt or Meta: those belong to the browser and to screen readers. */
  readonly isModified: boolean
  /** Within an input method, as for Pinyin. */
  readonly isComposing: boolean
  readonly isTyping: boolean
  readonly isInDialog: boolean
  /** On a link or button, which Enter and the space bar press. */
  readonly isOnControl: boolean
}

const OF_CONTROLS: readonly string[] = ['Enter', ' ']

/** What a press means, by the scope that was opened last and knows the key. */
export function actOf(scopes: readonly Scope[], press: Press): (() => void) | undefined {
  const { key, isModified, isComposing, isTyping, isInDialog, isOnControl } = press
  if (isModified || isComposing || isTyping || isInDialog) return undefined
  if (isOnControl && OF_CONTROLS.includes(key)) return undefined
  const name = key.toLowerCase()
  return scopes.findLast((scope) => scope.keys()[name] !== undefined)?.keys()[name]
}
