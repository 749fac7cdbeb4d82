import { queryOptions, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { RuleView } from '@jianwei/services/server/views/rule-view.ts'
import { read, type Answer } from '#/api/ask.ts'
import { languageNow, type Said } from '#/language/language.ts'

interface RulePage {
  readonly items: readonly Answer<typeof RuleView>[]
  readonly next: string | null
}

const RULES_A_PAGE = 500
const FRESH_MS = 300_000

/** The titles of all rules by their ids: some hundreds, read once for all pages. */
export const ruleTitlesQuery = queryOptions({
  queryKey: ['rules', 'titles'],
  staleTime: FRESH_MS,
  queryFn: async ({ signal }) => {
    const titles = new Map<string, Said>()
    let cursor: string | undefined
    do {
      const query = { limit: RULES_A_PAGE, ...(cursor === undefined ? {} : { cursor }) }
      const page: RulePage = await read<z.ZodType<RulePage>>('/v1/rules', { query, signal })
      for (const { rule_id, title } of page.items) titles.set(rule_id, title)
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    return titles
  },
})

/** What people call a rule; its id while that is not known, and where it cannot be read. */
export function useRuleTitles(): (rule_id: string) => string {
  const { data } = useQuery(ruleTitlesQuery)
  return (rule_id) => data?.get(rule_id)?.[languageNow()] ?? rule_id
}
