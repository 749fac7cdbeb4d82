import { isPlaceholderCode, isPlaceholderWord } from '@jianwei/events/identifiers/placeholder.ts'
import { fieldPath } from '@jianwei/events/refusal-reasons.ts'

/**
 * The fields of the catalogue that hold an identifier of a published kind. Only what comes in is
 * looked at, never what a log holds: an older version took eighteen zeros, and its log must stay
 * readable.
 */
export const IDENTIFIER_FIELDS: ReadonlySet<string> = new Set([
  'uscc',
  'registration_number',
  'supervise_item_implement_code',
  'supervise_item_check_icode',
])

/**
 * Numbers that sources give out by their own rules: of a case, a decision, a complaint, a device.
 * Rules tie facts together by them. Short and even ones mean something, so only blanks and words
 * for "none" are placeholders.
 */
const OWN_NUMBER = /_number$|^device_id$/

/**
 * The paths of identifiers in an event's data that are placeholders. The data nest no deeper than
 * the limit.
 */
export function placeholderFields(data: unknown, root: string): readonly string[] {
  const found: string[] = []
  collect(data, [], (path) => found.push(fieldPath(root, path)))
  return found
}

function collect(
  value: unknown,
  path: readonly PropertyKey[],
  keep: (path: readonly PropertyKey[]) => void,
): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    if (typeof item === 'object') collect(item, [...path, key], keep)
    else if (typeof item === 'string' && standsForNone(String(key), item)) keep([...path, key])
  }
}

function standsForNone(field: string, text: string): boolean {
  if (IDENTIFIER_FIELDS.has(field)) return isPlaceholderCode(text)
  // A text without a character is refused by the schema, in its own words.
  return OWN_NUMBER.test(field) && text !== '' && (text.trim() === '' || isPlaceholderWord(text))
}
