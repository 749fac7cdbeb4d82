import { NESTING_LEVELS_MAX, NESTING_PROBLEM } from '@jianwei/events/nesting.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { fieldPath } from '@jianwei/events/refusal-reasons.ts'
import { holdsRoundedNumber } from '#/intake/long-numbers.ts'

/**
 * JSON from outside. `JSON.parse` alone takes a name that stands twice in an object (the last one
 * wins, the others are gone) and any depth, which whatever recurses over the value afterwards
 * cannot bear. Both are refused here, by looking at the text.
 */
export type ReadJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: RefusalReason }

/** Names with their values, and what stands in lists. */
export const EVENT_VALUES_MAX = 10_000

/** `problemOf`: what else is refused of a text that is JSON. */
export function readJson(text: string, problemOf = jsonProblem): ReadJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message quotes the input, which may hold personal data.
    return {
      ok: false,
      reason: { code: 'JSON_MALFORMED', path: '', message: 'this is not one complete JSON value' },
    }
  }
  const reason = problemOf(text, value)
  return reason === undefined ? { ok: true, value } : { ok: false, reason }
}

/** What is wrong with a text that `JSON.parse` has read as `value`; undefined when nothing is. */
function jsonProblem(text: string, value: unknown): RefusalReason | undefined {
  if (nestsTooDeep(text)) return { code: 'JSON_TOO_DEEP', path: '', message: NESTING_PROBLEM }
  const path = repeatedName(text, value)
  if (path === undefined) return undefined
  const message = 'this name stands more than once in its object, so what it means is open'
  return { code: 'JSON_NAME_REPEATED', path: fieldPath('', path), message }
}

/**
 * As `jsonProblem`, for what is taken with its numbers as doubles. Those beyond 2^53 are refused
 * where they stand.
 */
export function eventJsonProblem(text: string, value: unknown): RefusalReason | undefined {
  const problem = holdsTooMuch(text) ?? jsonProblem(text, value)
  if (problem !== undefined || !holdsRoundedNumber(text)) return problem
  return {
    code: 'NUMBER_NOT_EXACT',
    path: '',
    message: 'a number has more digits than are kept: send 17 at most, or text',
  }
}

/** Every value is looked at one by one, several times; an event needs a few dozen of them. */
function holdsTooMuch(text: string): RefusalReason | undefined {
  if (countUpTo(EVENT_VALUES_MAX, text, ',') <= EVENT_VALUES_MAX) return undefined
  let commas = 0
  for (let at = 0; at < text.length && commas <= EVENT_VALUES_MAX; at++) {
    if (text[at] === '"') at = endOfString(text, at)
    else if (text[at] === ',') commas += 1
  }
  if (commas <= EVENT_VALUES_MAX) return undefined
  return {
    code: 'JSON_TOO_MANY_VALUES',
    path: '',
    message: `an event holds at most ${EVENT_VALUES_MAX} values`,
  }
}

function nestsTooDeep(text: string): boolean {
  if (
    countUpTo(NESTING_LEVELS_MAX, text, '{') + countUpTo(NESTING_LEVELS_MAX, text, '[') <=
    NESTING_LEVELS_MAX
  ) {
    return false
  }
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > NESTING_LEVELS_MAX) return true
    } else if (character === '}' || character === ']') depth -= 1
  }
  return false
}

/** How often the text holds the character; one more than `most` stands for all that is more. */
function countUpTo(most: number, text: string, character: string): number {
  let count = 0
  for (
    let at = text.indexOf(character);
    at !== -1 && count <= most;
    at = text.indexOf(character, at + 1)
  )
    count += 1
  return count
}

/** Where the string ends that opens at this quote, in valid JSON. */
export function endOfString(text: string, opening: number): number {
  let at = opening + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

/**
 * The path of the first name that stands in its object a second time; undefined where none does.
 * The text is valid JSON within the limit of depth, and `value` is what it was parsed to. Counting
 * tells nearly always that nothing is repeated, so that the text is seldom read character by
 * character. A text with `\\"` always is: where V8 has parsed an object with the name `a\\` before,
 * it takes the name `a"` for that one (Node 24.21), so what it parsed does not count the names of
 * the text.
 */
function repeatedName(text: string, value: unknown): readonly (string | number)[] | undefined {
  const isCounted = !text.includes('\\"') && namesMax(text) === namesOf(value)
  return isCounted ? undefined : firstRepeated(text)
}

/**
 * At least as many as the text has names of members: a quote, blanks and a colon can also stand
 * inside a text.
 */
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
  if (Array.isArray(value))
    return value.reduce((sum: number, item: unknown) => sum + namesOf(item), 0)
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
