/*
 * What is being written, kept in this tab alone: a reload loses nothing, and closing the tab ends
 * it. Drafts stand in no address.
 */

const PREFIX = 'jianwei.rule-draft:'

export interface DraftOf {
  readonly rule?: string
  readonly version?: number
}

/** The text that was being written from a version, or for a new rule. */
export function keptDraft(of: DraftOf): string | undefined {
  return window.sessionStorage.getItem(keyOf(of)) ?? undefined
}

/** Undefined forgets it. False where the browser has no room, so that the page can say so. */
export function keepDraft(of: DraftOf, text: string | undefined): boolean {
  try {
    if (text === undefined) window.sessionStorage.removeItem(keyOf(of))
    else window.sessionStorage.setItem(keyOf(of), text)
    return true
  } catch {
    return false
  }
}

function keyOf({ rule = '', version = 0 }: DraftOf): string {
  return `${PREFIX}${rule}@${version}`
}
