/** Stands in a filled template for what may be any text: no text of a column holds it. */
export const ANYTHING = '\u0000'

/** Whether a text is as a template that was filled: `v:1:\0` with anything in the place of `\0`. */
export function idTest(filled: string): (id: string) => boolean {
  const [first = '', ...rest] = filled.split(ANYTHING)
  const last = rest.pop()
  if (last === undefined) return (id) => id === first
  return (id) => {
    if (!id.startsWith(first) || !id.endsWith(last)) return false
    let at = first.length
    for (const part of rest) {
      const found = id.indexOf(part, at)
      if (found === -1) return false
      at = found + part.length
    }
    return at + last.length <= id.length
  }
}
