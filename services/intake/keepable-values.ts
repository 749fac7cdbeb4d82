import { NESTING_LEVELS_MAX, NESTING_PROBLEM } from '@jianwei/events/nesting.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { fieldPath } from '@jianwei/events/refusal-reasons.ts'

/**
 * The first value that could not be kept as it was sent, undefined when all can:
 *
 *  - text that is no Unicode: half of a surrogate pair, which JSON can write (`"\ud800"`) and no
 *    UTF-8 can;
 *  - a number beyond 2^53, which is no longer exact, and of which the digits, written out, make the
 *    engine refuse to read the whole payload;
 *  - arrays and objects that nest too deep for whatever recurses over them.
 */
export function unkeepableValue(value: unknown, root: string): RefusalReason | undefined {
  const found = firstUnkeepable(value, NESTING_LEVELS_MAX)
  return found === undefined
    ? undefined
    : { ...PROBLEMS[found.kind], path: fieldPath(root, found.path) }
}

const PROBLEMS = {
  text: {
    code: 'TEXT_NOT_UNICODE',
    message: 'the text holds half of a surrogate pair, which is no character',
  },
  number: {
    code: 'NUMBER_TOO_LARGE',
    message: 'numbers beyond 2^53 are not exact; send such a value as text',
  },
  depth: { code: 'JSON_TOO_DEEP', message: NESTING_PROBLEM },
} as const

interface Unkeepable {
  readonly kind: keyof typeof PROBLEMS
  readonly path: readonly PropertyKey[]
}

/** Goes no deeper than the levels that are left. */
function firstUnkeepable(value: unknown, levelsLeft: number): Unkeepable | undefined {
  if (typeof value === 'string')
    return value.isWellFormed() ? undefined : { kind: 'text', path: [] }
  if (typeof value === 'number')
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? undefined : { kind: 'number', path: [] }
  if (typeof value !== 'object' || value === null) return undefined
  // The path of what lies too deep would only repeat the depth.
  if (levelsLeft === 0) return { kind: 'depth', path: [] }
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [key, item] of entries) {
    const inner = firstUnkeepable(item, levelsLeft - 1)
    if (inner?.kind === 'depth') return inner
    if (inner !== undefined) return { ...inner, path: [key, ...inner.path] }
  }
  return undefined
}
