import { queryOptions } from '@tanstack/react-query'
import type { NotJudgedPage } from '@jianwei/services/server/routes/not-judged.ts'
import type { RuleClosings } from '@jianwei/services/server/routes/rule-closings.ts'
import type { RuleComparison } from '@jianwei/services/server/routes/rule-comparison.ts'
import type { RuleStatementView } from '@jianwei/services/server/routes/rule-statement.ts'
import type { RulePage } from '@jianwei/services/server/routes/rules.ts'
import { read, readAll, type Answer } from '#/api/ask.ts'

export type RuleRead = Answer<typeof RulePage>['items'][number]
export type ClosingsRead = Answer<typeof RuleClosings>['versions'][number]
export type Comparison = Answer<typeof RuleComparison>
export type Question = Answer<typeof RuleStatementView>['question']

/** Every version of one rule, the newest first; none where nobody knows it. */
export function versionsQuery(ruleId: string) {
  return queryOptions({
    queryKey: ['rules', 'of', ruleId],
    queryFn: async ({ signal }) =>
      (
        await readAll<typeof RulePage>('/v1/rules', { query: { rule_id: ruleId }, signal })
      ).toSorted((one, other) => other.rule_version - one.rule_version),
  })
}

const LOOK_AGAIN_MS = 1_000

/** The same, looked at again until it shows the step at the position, where one is awaited. */
export function versionsAfterQuery(ruleId: string, position: number | undefined) {
  const query = versionsQuery(ruleId)
  return queryOptions({
    ...query,
    refetchInterval: ({ state: { data } }) =>
      position === undefined || data?.some((rule) => isShown(rule, position)) === true
        ? false
        : LOOK_AGAIN_MS,
  })
}

/** Whether a step at the position is part of the rule's life as it was read. */
export function isShown({ life }: Pick<RuleRead, 'life'>, position: number): boolean {
  return life.some((step) => step.position >= position)
}

export function closingsQuery(ruleId: string) {
  return queryOptions({
    queryKey: ['rules', 'closings', ruleId],
    queryFn: ({ signal }) => read<typeof RuleClosings>(`${addressOf(ruleId)}/closings`, { signal }),
  })
}

export function notJudgedQuery(ruleId: string, version: number, limit: number) {
  return queryOptions({
    queryKey: ['rules', 'not-judged', ruleId, version, limit],
    queryFn: ({ signal }) =>
      read<typeof NotJudgedPage>(`${versionAddress(ruleId, version)}/not-judged`, {
        query: { limit },
        signal,
      }),
  })
}

export function statementQuery(ruleId: string, version: number, question: Question) {
  return queryOptions({
    queryKey: ['rules', 'statement', ruleId, version, question],
    queryFn: ({ signal }) =>
      read<typeof RuleStatementView>(`${versionAddress(ruleId, version)}/statement`, {
        query: { question, explain: true },
        signal,
      }),
  })
}

export function comparisonQuery(ruleId: string, first: number, second: number) {
  return queryOptions({
    queryKey: ['rules', 'compare', ruleId, first, second],
    queryFn: ({ signal }) =>
      read<typeof RuleComparison>(`${addressOf(ruleId)}/compare`, {
        query: { versions: `${first},${second}` },
        signal,
      }),
  })
}

export function addressOf(ruleId: string): string {
  return `/v1/rules/${encodeURIComponent(ruleId)}`
}

export function versionAddress(ruleId: string, version: number): string {
  return `${addressOf(ruleId)}/versions/${version}`
}
