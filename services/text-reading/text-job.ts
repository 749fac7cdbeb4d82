import type { ParsedRule } from '@jianwei/projections/rules/parse-rule.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'
import { failedTests, testOutcomes, type TestOutcome } from '#/text-reading/rule-text.ts'
import { yamlPlaces } from '#/text-reading/yaml-places.ts'
import { readYaml, type TextPlace, type YamlContent } from '#/text-reading/yaml-text.ts'

/** What can be done with a text aside. */
export type TextJob = {
  /**
   * `content`: what the YAML holds. `sound`: the same, of a rule that loads and passes its own
   * tests. `checked`: the same, of a rule that loads, with the outcome of each of its tests; what
   * is wrong says at which line.
   */
  readonly wanted: 'content' | 'sound' | 'checked'
  readonly text: string
}

export type TextAnswer =
  | {
      readonly ok: true
      readonly value: unknown
      /** Of a text that was to be checked. */
      readonly checked?: CheckedText
    }
  | {
      readonly ok: false
      readonly why: 'unreadable' | 'tests'
      readonly problems: readonly PlacedProblem[]
    }

/** `place`: in a text that was to be checked, where there is one. */
export type PlacedProblem = RuleProblem & { readonly place?: TextPlace }
export type PlacedTest = TestOutcome & { readonly place?: TextPlace }

export interface CheckedText {
  readonly tests: readonly PlacedTest[]
  /** Of each rule that the text depends on; whether it exists, only the log knows. */
  readonly dependencies: readonly (TextPlace | undefined)[]
}

/** Between the threads. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: TextAnswer }

/** Does the job where it is called. Never throws for what the text holds. */
export function doTextJob({ wanted, text }: TextJob): TextAnswer {
  const content: YamlContent = readYaml(text)
  if (!content.ok) return { ...content, why: 'unreadable' }
  if (wanted === 'content') return content
  if (wanted === 'checked') return checked(text, content.value)
  const parsed: ParsedRule = parseRule(content.value)
  if (!parsed.ok) return { ...parsed, why: 'unreadable' }
  const problems = failedTests(parsed.rule)
  return problems.length === 0 ? content : { ok: false, why: 'tests', problems }
}

function checked(text: string, value: unknown): TextAnswer {
  const parsed = parseRule(value)
  const placeOf = yamlPlaces(text)
  if (!parsed.ok) {
    const problems = parsed.problems.map((problem) => placed(problem, placeOf))
    return { ok: false, why: 'unreadable', problems }
  }
  const tests = testOutcomes(parsed.rule).map((test) => placed(test, placeOf))
  const dependencies = parsed.rule.depends_on.map((_, index) => placeOf(`depends_on[${index}]`))
  return { ok: true, value, checked: { tests, dependencies } }
}

function placed<Found extends { readonly path: string }>(
  found: Found,
  placeOf: (path: string) => TextPlace | undefined,
): Found & { readonly place?: TextPlace } {
  const place = placeOf(found.path)
  return place === undefined ? found : { ...found, place }
}
