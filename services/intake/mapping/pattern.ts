import { RE2JS } from 're2js'

/** The one file that knows re2js: regular expressions in time linear in the text. */

const PATTERN_CHARACTERS_MAX = 500

/** What keeps a text from being a pattern, in one sentence; undefined where nothing does. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > PATTERN_CHARACTERS_MAX)
    return `a pattern has at most ${PATTERN_CHARACTERS_MAX} characters`
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    return `no regular expression in the syntax of RE2: ${why}`
  }
}

/**
 * Gives the part of a text that a pattern takes: its first group, or all that it matches where it
 * has none. Undefined where it matches nothing. Throws for what `patternProblem` finds.
 */
export function partReader(pattern: string): (text: string) => string | undefined {
  const compiled = RE2JS.compile(pattern)
  const group = compiled.groupCount() > 0 ? 1 : 0
  return (text) => {
    const matcher = compiled.matcher(text)
    return matcher.find() ? (matcher.group(group)?.trim() ?? undefined) : undefined
  }
}
