import type { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'

/** The cursor was not made by this list, or was changed on the way. */
export class CursorUnreadable extends DomainError {
  override readonly name = 'CursorUnreadable'
  readonly code = 'CURSOR_UNREADABLE'

  constructor() {
    super('the cursor is not one that this list gave; start again without it')
  }
}

/** One page of a list. */
export interface Page<Row> {
  readonly items: readonly Row[]
  /** Pass as `cursor` for the next page; null at the end. */
  readonly next: string | null
}

/**
 * A cursor holds the sort key of the last row that was given, never an offset: rows that arrive
 * meanwhile shift nothing. Opaque to callers: base64url of the key as JSON.
 */
export function cursorAt(key: readonly (string | number)[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(key))
  const binary = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The key in a cursor, by the list's own schema. Throws CursorUnreadable. */
export function keyOfCursor<Key extends z.ZodType>(cursor: string, schema: Key): z.infer<Key> {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.codePointAt(0) ?? 0)
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    throw new CursorUnreadable()
  }
}

/**
 * Makes a page from one row more than it may hold: the extra row only says that there is a next
 * page.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): Page<Row> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorAt(keyOf(last)) : null }
}
