import type { Charset } from '#/intake/files/charset.ts'

/** What is kept with a record that was refused: enough to read its bytes again on their own. */

/** The columns of a table travel with its row, whose bytes do not name them. */
export function tableType(columns: readonly string[], charset: Charset): string {
  return `text/csv${charsetWords(charset)}; columns=${columns.map(encodeURIComponent).join(',')}`
}

export function objectType(kind: 'json' | 'xml', charset: Charset): string {
  return `${kind === 'json' ? 'application/x-ndjson' : 'application/xml'}${charsetWords(charset)}`
}

function charsetWords(charset: Charset): string {
  return charset === 'utf-8' ? '' : `; charset=${charset}`
}

export function columnsOfType(contentType: string): readonly string[] | undefined {
  const [, columns] = /^text\/csv(?:; charset=[\w-]+)?; columns=([^;]*)$/.exec(contentType) ?? []
  return columns?.split(',').map(decodeURIComponent)
}

/** Undefined where it does not say one. */
export function charsetOfType(contentType: string): Charset | undefined {
  const [, charset] = /; charset=([\w-]+)/.exec(contentType) ?? []
  // Written above.
  return charset as Charset | undefined
}

/** The type of the same content as text in UTF-8. */
export function inUtf8Type(contentType: string): string {
  return contentType.replace(/; charset=[\w-]+/, '')
}
