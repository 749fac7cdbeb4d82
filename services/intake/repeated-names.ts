import { endOfString } from '#/intake/json-string.ts'

/**
 * The path of the first name that stands in its object a second time; undefined where none does. The text is valid JSON within the
 * limit of depth, and `value` is what it was parsed to. Counting tells nearly always that nothing is repeated, so that the text is
 * seldom read character by character. A text with `\\"` always is: where V8 has parsed an object with the name `a\\` before, it takes
 * the name `a"` for that one (Node 24.21), so what it parsed does not count the names of the text.
 */
export function repeatedName(text: string, value: unknown): readonly (string | number)[] | undefined {
  const isCounted = !text.includes('\\"') && namesMax(text) === namesOf(value)
  return isCounted ? undefined : firstRepeated(text)
}

/** At least as many as the text has names of members: a quote, blanks and a colon can also stand inside a text. */
function namesMax(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    let before = at - 1
    while (isBlank(text.charCodeAt(before))) before -= 1
    if (text[before] === '"') count += 1
  }
  return count
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** The names of members in a value that nests no deeper than the limit. */
function namesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + namesOf(item), 0)
  let count = 0
  for (const item of Object.values(value)) count += 1 + namesOf(item)
  return count
}

interface Inside {
  /** The names so far; undefined in an array. */
  readonly names: Set<string> | undefined
  /** Where the reading is: a name, or a place. */
  at: string | number
  expects: 'name' | 'value'
}

function firstRepeated(text: string): readonly (string | number)[] | undefined {
  const inside: Inside[] = []
  for (let at = 0; at < text.length; at++) {
    const innermost = inside.at(-1)
    switch (text.charAt(at)) {
      case '{':
        inside.push({ names: new Set(), at: '', expects: 'name' })
        break
      case '[':
        inside.push({ names: undefined, at: 0, expects: 'value' })
        break
      case '}':
      case ']':
        inside.pop()
        break
      case ',':
        if (typeof innermost?.at === 'number') innermost.at += 1
        else if (innermost !== undefined) innermost.expects = 'name'
        break
      case '"': {
        const end = endOfString(text, at)
        if (innermost?.names !== undefined && innermost.expects === 'name') {
          // Two ways to write one name are one name.
          const name = JSON.parse(text.slice(at, end + 1)) as string
          innermost.at = name
          innermost.expects = 'value'
          if (innermost.names.has(name)) return inside.map((one) => one.at)
          innermost.names.add(name)
        }
        at = end
        break
      }
    }
  }
  return undefined
}
