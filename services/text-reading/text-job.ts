import type { ParsedRule } from '@jianwei/projections/rules/parse-rule.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'
import { failedTests } from '#/text-reading/rule-text.ts'
import { readYaml, type YamlContent } from '#/text-reading/yaml-text.ts'

/** What can be done with a text aside. */
export type TextJob = {
  /**
   * `content`: what the YAML holds. `sound`: the same, of a rule that loads and passes its own
   * tests.
   */
  readonly wanted: 'content' | 'sound'
  readonly text: string
}

export type TextAnswer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false
      readonly why: 'unreadable' | 'tests'
      readonly problems: readonly RuleProblem[]
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
  const parsed: ParsedRule = parseRule(content.value)
  if (!parsed.ok) return { ...parsed, why: 'unreadable' }
  const problems = failedTests(parsed.rule)
  return problems.length === 0 ? content : { ok: false, why: 'tests', problems }
}
