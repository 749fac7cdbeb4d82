import { useEffect, useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { RuleCheckView } from '@jianwei/services/server/views/rule-check-view.ts'
import { send, type Answer } from '#/api/ask.ts'

export type RuleCheck = Answer<typeof RuleCheckView>

const PAUSE_MS = 500

export interface RuleCheckUse {
  /** Of the newest text that was checked; undefined before the first. */
  readonly check: RuleCheck | undefined
  /** Whether it is that of the text as it stands. */
  readonly isCurrent: boolean
  readonly failure: unknown
  readonly again: () => void
}

/** Checks a text once nobody has typed for a moment; a check that typing overtook is cancelled. */
export function useRuleCheck(text: string): RuleCheckUse {
  const settled = useSettled(text)
  const found = useQuery({
    queryKey: ['rule-check', settled],
    queryFn: ({ signal }) =>
      send<typeof RuleCheckView>('/v1/rules/check', { body: { text: settled }, signal }),
    enabled: settled.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  return {
    check: found.data,
    isCurrent: settled === text && !found.isFetching && !found.isPlaceholderData,
    failure: found.error,
    again: () => void found.refetch(),
  }
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const waiting = window.setTimeout(() => setSettled(text), PAUSE_MS)
    return () => window.clearTimeout(waiting)
  }, [text])
  return settled
}
