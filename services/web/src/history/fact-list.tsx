import { useEffect, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useTranslation } from 'react-i18next'
import { FactRow } from '#/history/fact-row.tsx'
import type { FoundFact, PlainFact } from '#/history/history-queries.ts'

const ROW_PX = 84
const OVERSCAN = 8
/** The next page is asked for when as many rows are left. */
const READ_AHEAD = 40

export interface FactListProps {
  readonly rows: readonly (FoundFact | PlainFact)[]
  /** How many fit in all; undefined where nobody counted. */
  readonly total: number | undefined
  readonly isWhole: boolean
  readonly isReading: boolean
  /** The next page was refused or did not come: it is asked for again only by whoever reads. */
  readonly hasFailed: boolean
  readonly readMore: () => void
  readonly openRecord: (eventId: string) => void
  readonly openWarning: (warningId: string) => void
}

/** Facts, of which only those that are seen are drawn. */
export function FactList(props: FactListProps) {
  const { rows, total, isWhole, isReading, hasFailed, readMore, openRecord, openWarning } = props
  const { t } = useTranslation('history')
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]?.fact_id ?? index,
  })
  const items = virtual.getVirtualItems()
  const last = virtual.range?.endIndex ?? 0
  useEffect(() => {
    if (!isWhole && !isReading && !hasFailed && rows.length - last < READ_AHEAD) readMore()
  }, [isWhole, isReading, hasFailed, rows.length, last, readMore])
  return (
    <div
      ref={scroller}
      className="fact-list"
      role="group"
      tabIndex={0}
      aria-label={t('list')}
      aria-busy={isReading}
    >
      <div role="list" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              role="listitem"
              aria-posinset={item.index + 1}
              aria-setsize={total ?? (isWhole ? rows.length : -1)}
              className="fact-row"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <FactRow fact={row} openRecord={openRecord} openWarning={openWarning} />
            </div>
          )
        })}
      </div>
    </div>
  )
}
