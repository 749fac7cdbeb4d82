import { parse, YAMLParseError } from 'yaml'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'

/*
 * YAML that people send. Its reader needs about 30 µs a character where a text is made to be dear
 * (100,000 commas: 10.8 s), and for keys that are themselves lists or maps the cube of their depth
 * (1,000 characters of `? `: 33 s). So keys are texts, and what comes over HTTP is short and read
 * aside (`text-reader.ts`).
 */

/** Over HTTP. The largest rule that comes with the program has 23,000. */
export const YAML_CHARACTERS_MAX = 64_000
/** Levels of lists and maps in each other. */
export const YAML_DEPTH_MAX = 50
/** Values, each counted as often as an alias repeats it. */
export const YAML_VALUES_MAX = 50_000

export type YamlContent =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false
      readonly problems: readonly (RuleProblem & { readonly place?: TextPlace })[]
    }

/** Where something begins in a text; both count from 1. */
export interface TextPlace {
  readonly line: number
  /** In UTF-16 units, as editors of the web count. */
  readonly column: number
}

/**
 * What the text holds: lists, maps with text keys, texts, numbers, truth values and null. Never
 * throws.
 */
export function readYaml(text: string): YamlContent {
  let value: unknown
  try {
    value = parse(text, { logLevel: 'error', stringKeys: true })
  } catch (error) {
    // Besides syntax errors: an alias that names nothing, too many aliases, too deep a nesting.
    // None of them quotes more than the line.
    if (!(error instanceof YAMLParseError))
      return unreadable(`not readable as YAML: ${String(error)}`)
    const [begin] = error.linePos ?? []
    return unreadable(error.message, begin && { line: begin.line, column: begin.col })
  }
  const problem = unfitContent(value)
  return problem === undefined ? { ok: true, value } : unreadable(problem)
}

function unreadable(message: string, place?: TextPlace): YamlContent {
  return { ok: false, problems: [{ path: '', message, ...(place && { place }) }] }
}

/**
 * Why the value is not what a text may hold, undefined when it is. Walks with a list of its own
 * instead of calling itself, and stops at the first limit.
 */
export function unfitContent(root: unknown): string | undefined {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 1 }]
  let seen = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1
    if (seen > YAML_VALUES_MAX)
      return `there are more than ${YAML_VALUES_MAX} values, each counted where it is repeated`
    const { value, depth } = next
    if (typeof value !== 'object' || value === null) continue
    if (depth > YAML_DEPTH_MAX)
      return `lists and maps are nested deeper than ${YAML_DEPTH_MAX} levels`
    if (!isPlain(value)) return 'expected only lists, maps, texts, numbers, truth values and null'
    for (const inner of Object.values(value)) open.push({ value: inner, depth: depth + 1 })
  }
  return undefined
}

/** Documents that declare YAML 1.1 can make dates, sets and bytes. */
function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}
