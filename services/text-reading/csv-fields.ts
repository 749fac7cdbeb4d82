/**
 * The one reading of CSV (RFC 4180): a quote opens a field only at the field's beginning and closes
 * it only before a delimiter or the end of the row; two quotes inside stand for one; everywhere
 * else a quote is data: `12" pipe`. Where a row with quotes ends is decided by `csvRowEnd`, what it
 * says by `csvFields`, and both follow the same rule.
 */

const QUOTE = '"'

/**
 * The fields of one row, without its line break; undefined where a field that a quote opened does
 * not end as it must.
 */
export function csvFields(row: string, delimiter: string): string[] | undefined {
  const fields: string[] = []
  let at = 0
  for (;;) {
    let end: number
    if (row[at] === QUOTE) {
      const closing = closingQuote(row, at + 1)
      if (closing === -1) return undefined
      fields.push(row.slice(at + 1, closing).replaceAll('""', QUOTE))
      end = closing + 1
      if (end < row.length && row[end] !== delimiter) return undefined
    } else {
      const next = row.indexOf(delimiter, at)
      end = next === -1 ? row.length : next
      fields.push(row.slice(at, end))
    }
    if (end === row.length) return fields
    at = end + 1
  }
}

/**
 * How a line of a row ends: the row with it, or inside a field that goes on; `unreadable`: a quote
 * stands where none may.
 */
export interface LineEnd {
  readonly state: 'complete' | 'inside' | 'unreadable'
  /** Delimiters of the line that separate fields. */
  readonly delimiters: number
}

/**
 * Reads one line of a row, without its line feed, in an encoding whose quotes and delimiters are
 * single characters here. `inside`: the line begins inside a field that an earlier one opened.
 */
export function csvLineEnd(line: string, delimiter: string, inside: boolean): LineEnd {
  const length = line.endsWith('\r') ? line.length - 1 : line.length
  let delimiters = 0
  let at = 0
  let isOpen = inside
  for (;;) {
    let end: number
    if (isOpen || line[at] === QUOTE) {
      const closing = closingQuote(line, isOpen ? at : at + 1)
      if (closing === -1) return { state: 'inside', delimiters }
      end = closing + 1
      if (end < length && line[end] !== delimiter) return { state: 'unreadable', delimiters }
      isOpen = false
    } else {
      end = line.indexOf(delimiter, at)
      if (end === -1) end = length
    }
    if (end >= length) return { state: 'complete', delimiters }
    delimiters += 1
    at = end + 1
  }
}

/** The index of the quote that closes a field whose content begins there; -1 where none does. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf(QUOTE, from); at !== -1; at = text.indexOf(QUOTE, at + 2)) {
    if (text[at + 1] !== QUOTE) return at
  }
  return -1
}
