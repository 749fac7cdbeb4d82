import { useState } from 'react'

/*
 * The mapping that is being made for an upload, kept in this tab alone: a reload loses nothing, and
 * closing the tab ends it.
 */

export interface MappingDraft {
  readonly text: string
  readonly tables: readonly { readonly file: string; readonly text: string }[]
  /** The published version, or the mapping of the program, that the text began as. */
  readonly from: {
    readonly name: string
    readonly version: number | null
    readonly text: string
  } | null
  /** What was seen of the columns of the file when the text was proposed. */
  readonly columns: readonly ColumnSeen[]
}

export interface ColumnSeen {
  readonly column: string
  readonly samples: readonly string[]
}

const PREFIX = 'jianwei.mapping-draft:'

export function useMappingDraft(
  uploadId: string,
): readonly [MappingDraft | undefined, (draft: MappingDraft | undefined) => void, boolean] {
  const key = PREFIX + uploadId
  const [draft, setDraft] = useState(() => keptDraft(key))
  const [isKept, setKept] = useState(true)
  const change = (next: MappingDraft | undefined): void => {
    setDraft(next)
    setKept(keepDraft(key, next))
  }
  return [draft, change, isKept]
}

/** What was imported needs no draft any more. */
export function forgetDraft(uploadId: string): void {
  keepDraft(PREFIX + uploadId, undefined)
}

function keptDraft(key: string): MappingDraft | undefined {
  const kept = window.sessionStorage.getItem(key)
  return kept === null ? undefined : (JSON.parse(kept) as MappingDraft)
}

/** False where the browser has no room, so that the page can say so. */
function keepDraft(key: string, draft: MappingDraft | undefined): boolean {
  try {
    if (draft === undefined) window.sessionStorage.removeItem(key)
    else window.sessionStorage.setItem(key, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}
