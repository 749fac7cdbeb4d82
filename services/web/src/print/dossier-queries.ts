import { queryOptions } from '@tanstack/react-query'
import type { pageOf } from '@jianwei/services/server/pages.ts'
import type { SubjectRiskView } from '@jianwei/services/server/views/risk-view.ts'
import type { FactVersionView, SubjectDetail } from '@jianwei/services/server/views/subject-view.ts'
import { read, type Answer } from '#/api/ask.ts'

/** As many versions of facts go onto paper; a dossier that leaves some out says so. */
export const VERSIONS_MAX = 500

type HistoryPage = ReturnType<typeof pageOf<typeof FactVersionView>>
type Detail = Answer<typeof SubjectDetail>
type Risk = Answer<typeof SubjectRiskView>
export type Version = Answer<HistoryPage>['items'][number]

export interface Dossier {
  readonly detail: Detail
  readonly risk: Risk
  /** Newest first. */
  readonly versions: readonly Version[]
  readonly more_versions: boolean
  readonly read_at: string
}

/** All that goes onto paper about a subject, read at one time. */
export function dossierQuery(subjectId: string) {
  const address = `/v1/subjects/${encodeURIComponent(subjectId)}`
  return queryOptions({
    queryKey: ['print', 'dossier', subjectId],
    queryFn: async ({ signal }): Promise<Dossier> => {
      const [detail, risk, history] = await Promise.all([
        read<typeof SubjectDetail>(address, { signal }),
        read<typeof SubjectRiskView>(`${address}/risk`, { signal }),
        read<HistoryPage>(`${address}/history`, { query: { limit: VERSIONS_MAX }, signal }),
      ])
      const { items: versions, next } = history
      const read_at = new Date().toISOString()
      return { detail, risk, versions, more_versions: next !== null, read_at }
    },
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  })
}

/** Whether something in it is masked for who reads it. */
export function maskedIn({ detail, versions }: Dossier): boolean {
  return [detail, ...detail.facts, ...versions].some(({ masked }) => masked !== undefined)
}
