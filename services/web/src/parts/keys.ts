import { useEffect, useRef } from 'react'
import { actOf, type Keys, type Scope } from '#/parts/key-scopes.ts'

/*
 * Keys of the console. The scope that was opened last is asked first, so that a panel's keys come
 * before those of the list below it. Nothing is taken from somebody who types, from a dialog, or
 * from a button that has its own use of a key.
 */

const scopes: Scope[] = []

/** Offers keys while the component is there. */
export function useKeys(keys: Keys): void {
  const now = useRef(keys)
  useEffect(() => {
    now.current = keys
  })
  useEffect(() => {
    const scope = { keys: () => now.current }
    scopes.push(scope)
    return () => drop(scope)
  }, [])
}

/** Offers keys until the returned function is called. */
export function pressable(keys: Keys): () => void {
  const scope = { keys: () => keys }
  scopes.push(scope)
  return () => drop(scope)
}

function drop(scope: Scope): void {
  const at = scopes.indexOf(scope)
  if (at >= 0) scopes.splice(at, 1)
}

window.addEventListener('keydown', (event) => {
  if (event.defaultPrevented) return
  const { key, ctrlKey, altKey, metaKey, isComposing, target } = event
  const element = target instanceof Element ? target : document.body
  const act = actOf(scopes, {
    key,
    isModified: ctrlKey || altKey || metaKey,
    isComposing,
    isTyping: element.closest('input, textarea, select, [contenteditable="true"]') !== null,
    isInDialog: element.closest('[role="dialog"][aria-modal="true"], [role="menu"]') !== null,
    isOnControl: element.closest('a, button, summary, [role="button"], [role="tab"]') !== null,
  })
  if (act === undefined) return
  event.preventDefault()
  act()
})
