import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { SubjectView, SubjectDetail } from '@jianwei/services/server/views/subject-view.ts'
import type { FactVersionView } from '@jianwei/services/server/views/subject-view.ts'
import type { SubjectChangesView } from '@jianwei/services/server/views/changes-view.ts'
import type { SubjectRelationsView } from '@jianwei/services/server/views/relations-view.ts'
import type { SubjectRiskView } from '@jianwei/services/server/views/risk-view.ts'
import type { StandingView } from '@jianwei/services/server/views/standing-view.ts'
import type { aboutTimes } from '@jianwei/services/server/asking.ts'
import { read, send, type Answer } from '#/api/ask.ts'
import { nextOf, type PageOf } from '#/api/pages.ts'
import type { Moment } from '#/subject/moment.ts'
import type { Order, Viewpoint } from '#/subject/subject-search.ts'

type AboutTimes = z.ZodObject<typeof aboutTimes>

export type SubjectRead = Answer<typeof SubjectDetail>
export type SubjectFound = Answer<typeof SubjectView>
export type FactSaid = SubjectRead['facts'][number]
export type VersionRead = Answer<typeof FactVersionView>
export type StandingRead = Answer<typeof StandingView>
export type RiskRead = Answer<typeof SubjectRiskView>
export type RelationsRead = Answer<typeof SubjectRelationsView>
export type ChangesRead = Answer<typeof SubjectChangesView>
export type Notice = NonNullable<Answer<AboutTimes>['notice']>

const PAGE_ROWS = 50
const HISTORY_ROWS = 100

/** What somebody typed stands in the body alone. */
export function findQuery(sought: string) {
  return infiniteQueryOptions({
    queryKey: ['subjects', 'find', sought],
    queryFn: ({ pageParam, signal }) =>
      send<PageOf<typeof SubjectView>>('/v1/subjects/find', {
        body: {
          limit: PAGE_ROWS,
          ...(sought === '' ? {} : { query: sought }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}

export function subjectQuery(subjectId: string) {
  return queryOptions({
    queryKey: ['subject', subjectId],
    queryFn: ({ signal }) => read<typeof SubjectDetail>(addressOf(subjectId), { signal }),
  })
}

export function standingQuery(subjectId: string, at: Viewpoint) {
  return queryOptions({
    queryKey: ['subject', subjectId, 'standing', at],
    queryFn: ({ signal }) =>
      read<typeof StandingView & AboutTimes>(addressOf(subjectId, 'standing'), {
        query: { ...at },
        signal,
      }),
  })
}

export function riskQuery(subjectId: string, at: Viewpoint) {
  return queryOptions({
    queryKey: ['subject', subjectId, 'risk', at],
    queryFn: ({ signal }) =>
      read<typeof SubjectRiskView>(addressOf(subjectId, 'risk'), { query: { ...at }, signal }),
  })
}

export function relationsQuery(subjectId: string) {
  return queryOptions({
    queryKey: ['subject', subjectId, 'relations'],
    queryFn: ({ signal }) =>
      read<typeof SubjectRelationsView>(addressOf(subjectId, 'relations'), { signal }),
  })
}

export interface HistoryAsked {
  readonly at: Viewpoint
  readonly event_type?: readonly string[] | undefined
  readonly source?: readonly string[] | undefined
  /** Also the platform's own records: warnings and alerts. */
  readonly with_records?: boolean
}

/** Versions of facts, newest occurrence first: those in force where a point of knowing is asked. */
export function historyQuery(subjectId: string, asked: HistoryAsked) {
  const { at, event_type, source, with_records } = asked
  return infiniteQueryOptions({
    queryKey: ['subject', subjectId, 'history', asked],
    queryFn: ({ pageParam, signal }) =>
      read<PageOf<typeof FactVersionView>>(addressOf(subjectId, 'history'), {
        query: {
          ...at,
          event_type,
          source,
          with_records: with_records === true ? true : undefined,
          limit: HISTORY_ROWS,
          cursor: pageParam,
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}

/** Two moments, each absent part of which is now. */
export interface Compared {
  readonly from_as_of?: Moment | undefined
  readonly from_as_known_at?: Moment | undefined
  readonly to_as_of?: Moment | undefined
  readonly to_as_known_at?: Moment | undefined
  readonly by: Order
}

export function changesQuery(subjectId: string, compared: Compared) {
  return queryOptions({
    queryKey: ['subject', subjectId, 'changes', compared],
    queryFn: ({ signal }) =>
      read<typeof SubjectChangesView>(addressOf(subjectId, 'changes'), {
        query: { ...compared },
        signal,
      }),
  })
}

function addressOf(subjectId: string, more?: string): string {
  const address = `/v1/subjects/${encodeURIComponent(subjectId)}`
  return more === undefined ? address : `${address}/${more}`
}
