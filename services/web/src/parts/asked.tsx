import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Loading } from '#/parts/loading.tsx'

/** What a query knows of an answer, as far as showing it needs. */
export interface AskedOf<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly refetch: () => unknown
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
export function Asked<Data>({ of: { data, error, refetch }, children }: AskedProps<Data>) {
  const { t } = useTranslation()
  const hasFailed = error !== null
  return (
    <>
      {hasFailed && <FailureNotice failure={error} retry={() => void refetch()} />}
      {hasFailed && data !== undefined && <p role="status">{t('problem.kept')}</p>}
      {!hasFailed && data === undefined && <Loading />}
      {data !== undefined && children?.(data)}
    </>
  )
}
