import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Loading } from '#/parts/loading.tsx'

/** What a query knows of an answer, as far as showing it needs. */
export interface AskedOf<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly refetch: () => unknown
  /** Of a list that is read page by page: only its next page failed. */
  readonly isFetchNextPageError?: boolean
  readonly fetchNextPage?: () => unknown
}

export interface AskedProps<Data> {
  readonly of: AskedOf<Data>
  /** What the answer looks like; absent where that stands elsewhere on the page. */
  readonly children?: (data: Data) => ReactNode
}

/**
 * An answer, or that it is waited for, or why there is none. One that was read before stays where
 * reading it again failed, with the failure above it.
 */
export function Asked<Data>({ of, children }: AskedProps<Data>) {
  const { t } = useTranslation()
  const { data, error } = of
  const retry = of.isFetchNextPageError === true ? of.fetchNextPage : of.refetch
  const hasFailed = error !== null
  return (
    <>
      {hasFailed && <FailureNotice failure={error} retry={() => void retry?.()} />}
      {hasFailed && data !== undefined && <p role="status">{t('problem.kept')}</p>}
      {!hasFailed && data === undefined && <Loading />}
      {data !== undefined && children?.(data)}
    </>
  )
}
