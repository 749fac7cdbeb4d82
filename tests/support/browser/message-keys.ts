import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../../services/web/src/language/zh', import.meta.url))

/** Of all texts of the console, as a page shows them where the text is missing: `find.title`. */
export function messageKeys(): ReadonlySet<string> {
  const keys = readdirSync(FOLDER).flatMap((file) =>
    keysOf(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')), []),
  )
  // A key of one word may be a word of the page.
  return new Set(keys.filter((key) => key.includes('.')))
}

function keysOf(messages: unknown, path: readonly string[]): readonly string[] {
  if (typeof messages !== 'object' || messages === null) return [path.join('.')]
  return Object.entries(messages).flatMap(([name, inner]) => keysOf(inner, [...path, name]))
}
