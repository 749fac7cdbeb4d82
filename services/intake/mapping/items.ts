import { asText } from '#/intake/mapping/row.ts'

const FULL_WIDTH: Readonly<Record<string, string>> = { ';': '；', ',': '，' }

/** A list in JSON as it is; one text cut at the separator, also at its full-width twin. */
export function itemsOf(value: unknown, separator: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  const items = (asText(value) ?? '')
    .replaceAll(FULL_WIDTH[separator] ?? separator, separator)
    .split(separator)
  return items.map((item) => item.trim()).filter((item) => item !== '')
}
