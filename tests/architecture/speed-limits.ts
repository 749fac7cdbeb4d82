import { withoutComments } from '#/support/source-tree.ts'

/**
 * What in a test would fail on a slow machine, in the words of the code; empty when nothing would.
 */
export function speedLimitsIn(text: string): readonly string[] {
  const code = withoutComments(text)
  return LIMITS.flatMap(({ pattern, allowed }) =>
    [...code.matchAll(pattern)]
      .filter(([, value = '']) => !allowed.test(value))
      .map(([found]) => found.trim()),
  )
}

const HANG = /\b(?:TEST_)?HANG_MS\b/
const NOTHING = /^\b$/
const NUMBER = String.raw`[\d_]+(?: [*+] [\w.]+)*`

const LIMITS: readonly { readonly pattern: RegExp; readonly allowed: RegExp }[] = [
  // Measured time.
  { pattern: /\bperformance\.now\(/g, allowed: NOTHING },
  {
    pattern: /Date\.now\(\) [<>-]=? ?[a-z]\w*\b(?! \*)|[a-z]\w* [<>]=? Date\.now\(\)/g,
    allowed: NOTHING,
  },
  // { timeout: 10_000 }, testTimeout: …
  { pattern: /\b(?:test|hook|teardown)?[tT]imeout: ([^,}\n]+)/g, allowed: HANG },
  { pattern: /AbortSignal\.timeout\(([^)]*)\)/g, allowed: HANG },
  // test('…', () => { … }, 60_000), on one line or on several.
  {
    pattern: new RegExp(String.raw`^ *\},\s+(${NUMBER}|[A-Z_]+_MS(?: [*+] [\w.]+)*),?\s*\)$`, 'gm'),
    allowed: HANG,
  },
  {
    pattern: new RegExp(String.raw`\bwaitFor\([\s\S]{0,300}?, (${NUMBER})\)$`, 'gm'),
    allowed: HANG,
  },
]
