/**
 * How deep a value from outside may nest. Real records need three or four levels; what recurses
 * over a value (a schema, a rule, `JSON.stringify`) overflows its stack somewhere beyond four
 * thousand.
 */
export const NESTING_LEVELS_MAX = 100

export const NESTING_PROBLEM = `arrays and objects nest deeper than ${NESTING_LEVELS_MAX} levels`

/**
 * Whether arrays and objects in the value lie deeper than that. Looks without recursion, also at a
 * value that contains itself.
 */
export function isNestedTooDeep(value: unknown): boolean {
  const path: Iterator<unknown>[] = []
  let next: IteratorResult<unknown> = { done: false, value }
  for (;;) {
    if (next.done === true) {
      path.pop()
    } else if (typeof next.value === 'object' && next.value !== null) {
      if (path.length === NESTING_LEVELS_MAX) return true
      path.push(Object.values(next.value).values())
    }
    const innermost = path.at(-1)
    if (innermost === undefined) return false
    next = innermost.next()
  }
}
