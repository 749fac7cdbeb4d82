import { NESTING_LEVELS_MAX, NESTING_PROBLEM } from '@jianwei/events/nesting.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { fieldPath } from '@jianwei/events/refusal-reasons.ts'
import { endOfString } from '#/intake/json-string.ts'
import { holdsRoundedNumber } from '#/intake/long-numbers.ts'
import { repeatedName } from '#/intake/repeated-names.ts'

/**
 * JSON from outside. `JSON.parse` alone takes a name that stands twice in an object (the last one wins, the others are gone) and
 * any depth, which whatever recurses over the value afterwards cannot bear. Both are refused here, by looking at the text.
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
    return { ok: false, reason: { code: 'JSON_MALFORMED', path: '', message: 'this is not one complete JSON value' } }
  }
  const reason = problemOf(text, value)
  return reason === undefined ? { ok: true, value } : { ok: false, reason }
}

/** What is wrong with a text that `JSON.parse` has read as `value`; undefined when nothing is. */
export function jsonProblem(text: string, value: unknown): RefusalReason | undefined {
  if (nestsTooDeep(text)) return { code: 'JSON_TOO_DEEP', path: '', message: NESTING_PROBLEM }
  const path = repeatedName(text, value)
  if (path === undefined) return undefined
  const message = 'this name stands more than once in its object, so what it means is open'
  return { code: 'JSON_NAME_REPEATED', path: fieldPath('', path), message }
}

/** As `jsonProblem`, for what is taken with its numbers as doubles. Those beyond 2^53 are refused where they stand. */
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
  return { code: 'JSON_TOO_MANY_VALUES', path: '', message: `an event holds at most ${EVENT_VALUES_MAX} values` }
}

function nestsTooDeep(text: string): boolean {
  if (countUpTo(NESTING_LEVELS_MAX, text, '{') + countUpTo(NESTING_LEVELS_MAX, text, '[') <= NESTING_LEVELS_MAX) {
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
  for (let at = text.indexOf(character); at !== -1 && count <= most; at = text.indexOf(character, at + 1)) count += 1
  return count
}
