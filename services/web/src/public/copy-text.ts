/**
 * Puts a text on the clipboard, and says whether it is there. `navigator.clipboard` needs a secure
 * context, which intranets on plain http are not.
 */
export function copyText(text: string): boolean {
  const held = document.createElement('textarea')
  held.value = text
  held.readOnly = true
  held.className = 'out-of-sight'
  const before = document.activeElement
  document.body.append(held)
  held.select()
  try {
    return document.execCommand('copy')
  } finally {
    held.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}
