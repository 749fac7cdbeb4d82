import { crc32 } from 'node:zlib'

/** Between the columns, so that a character cannot move from one to the next unseen. */
const BETWEEN = '\u001f'

/**
 * Of a row of `events` as it is written, position and all: a byte that the disk changed makes it another one. SQLite itself
 * does not notice one in a text.
 */
export function checksumOfRow(columns: readonly unknown[]): number {
  return crc32(columns.join(BETWEEN))
}
