export interface TextChange {
  readonly from: number
  readonly to: number
  readonly insert: string
}

/** What makes one text of another, as one change; undefined where they are the same. */
export function changeOf(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from += 1
  let behind = 0
  while (
    behind < shorter - from &&
    before[before.length - 1 - behind] === after[after.length - 1 - behind]
  )
    behind += 1
  return {
    from,
    to: before.length - behind,
    insert: after.slice(from, after.length - behind),
  }
}
