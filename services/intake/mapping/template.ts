/**
 * A text with columns in it: `violation:{county}:{doc_no}`. `{{` and `}}` stand for the braces
 * themselves.
 */
export interface Template {
  readonly columns: readonly string[]
  /** Undefined when a column is empty. */
  fill(valueOf: (column: string) => string | undefined): string | undefined
}

const PARTS = /\{\{|\}\}|\{([^{}]+)\}|[^{}]+/gy

/** Undefined when a brace does not close. */
export function parseTemplate(text: string): Template | undefined {
  const parts: { readonly literal: string; readonly column: string | undefined }[] = []
  let end = 0
  for (const match of text.matchAll(PARTS)) {
    const [token, column] = match
    end = match.index + token.length
    parts.push({ literal: token === '{{' ? '{' : token === '}}' ? '}' : token, column })
  }
  if (end !== text.length) return undefined
  return {
    columns: parts.flatMap((part) => (part.column === undefined ? [] : [part.column])),
    fill(valueOf) {
      let filled = ''
      for (const { literal, column } of parts) {
        const value = column === undefined ? literal : valueOf(column)
        if (value === undefined) return undefined
        filled += value
      }
      return filled
    },
  }
}
