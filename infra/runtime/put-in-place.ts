import { chownSync, renameSync, rmSync, writeFileSync } from 'node:fs'

export interface PlacedFile {
  /** Who may do what with it: `0o600`. */
  readonly mode: number
  /** The user of the system to whom it belongs; where it is absent, who wrote it. Needs root. */
  readonly owner?: number | undefined
  /** Of the file before it has its place, for writers that may be at it at once. */
  readonly draft?: string
}

/**
 * Writes a file beside its place and puts it there when it is whole, so that whatever ends in the
 * middle leaves the old one or the new one. Throws what the file system says.
 */
export function putInPlace(
  path: string,
  content: string | Uint8Array,
  { mode, owner, draft = `${path}.next` }: PlacedFile,
): void {
  // What a run left that was stopped here, and perhaps for another reader.
  rmSync(draft, { force: true })
  writeFileSync(draft, content, { mode, flush: true })
  if (owner !== undefined) chownSync(draft, owner, owner)
  renameSync(draft, path)
}
