import { queryOptions } from '@tanstack/react-query'
import type { AlertDetail } from '@jianwei/services/server/views/alert-view.ts'
import type { CounterEvidenceView } from '@jianwei/services/server/views/counter-evidence-view.ts'
import type { DutiesOfAlert } from '@jianwei/services/server/views/duty-view.ts'
import type { ExplanationView } from '@jianwei/services/server/views/explanation-view.ts'
import type { SimilarAlertsView } from '@jianwei/services/server/views/similar-alerts-view.ts'
import { read, type Answer } from '#/api/ask.ts'

export type AlertRead = Answer<typeof AlertDetail>
export type AlertStepRead = AlertRead['steps'][number]
export type FactRead = AlertRead['warnings'][number]['facts'][number]
export type Explained = Answer<typeof ExplanationView>
export type DutyRead = Answer<typeof DutiesOfAlert>['items'][number]

const MINUTES_MS = 60_000
const SIMILAR_SHOWN = 5

/*
 * Everything that follows from the life of an alert stands under ['alert', id], which the stream
 * makes stale.
 */

export function alertQuery(alertId: string) {
  return queryOptions({
    queryKey: ['alert', alertId],
    queryFn: ({ signal }) => read<typeof AlertDetail>(addressOf(alertId), { signal }),
  })
}

export function dutiesQuery(alertId: string) {
  return queryOptions({
    queryKey: ['alert', alertId, 'duties'],
    queryFn: ({ signal }) => read<typeof DutiesOfAlert>(addressOf(alertId, 'duties'), { signal }),
  })
}

/** Why a warning was raised does not change: it is computed from what was known then. */
export function explanationQuery(warningId: string) {
  return queryOptions({
    queryKey: ['explanation', warningId],
    queryFn: ({ signal }) =>
      read<typeof ExplanationView>(`/v1/warnings/${warningId}/explanation`, { signal }),
    staleTime: 5 * MINUTES_MS,
  })
}

export function similarQuery(alertId: string, limit = SIMILAR_SHOWN) {
  return queryOptions({
    queryKey: ['similar', alertId, limit],
    queryFn: ({ signal }) =>
      read<typeof SimilarAlertsView>(addressOf(alertId, 'similar'), { query: { limit }, signal }),
    staleTime: MINUTES_MS,
  })
}

export function counterEvidenceQuery(alertId: string) {
  return queryOptions({
    queryKey: ['counter-evidence', alertId],
    queryFn: ({ signal }) =>
      read<typeof CounterEvidenceView>(addressOf(alertId, 'counter-evidence'), { signal }),
    staleTime: MINUTES_MS,
  })
}

export function addressOf(alertId: string, more?: string): string {
  return more === undefined ? `/v1/alerts/${alertId}` : `/v1/alerts/${alertId}/${more}`
}
