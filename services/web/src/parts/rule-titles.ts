import { queryOptions, useQuery } from '@tanstack/react-query'
import type { RulePage } from '@jianwei/services/server/routes/rules.ts'
import { readAll, type Answer } from '#/api/ask.ts'
import { languageNow, type Said } from '#/language/language.ts'

type RuleRead = Answer<typeof RulePage>['items'][number]

const FRESH_MS = 300_000

/** Every version of every rule: the server has some hundreds. */
export const rulesQuery = queryOptions({
  queryKey: ['rules', 'all'],
  queryFn: ({ signal }) => readAll<typeof RulePage>('/v1/rules', { signal }),
})

/** What people call a rule; its id while that is not known, and where it cannot be read. */
export function useRuleTitles(): (rule_id: string) => string {
  const { data } = useQuery({ ...rulesQuery, staleTime: FRESH_MS, select: titlesOf })
  return (rule_id) => data?.get(rule_id)?.[languageNow()] ?? rule_id
}

/** By their ids, of each rule that of the version which is listed last. */
function titlesOf(rules: readonly RuleRead[]): ReadonlyMap<string, Said> {
  return new Map(rules.map(({ rule_id, title }) => [rule_id, title]))
}
