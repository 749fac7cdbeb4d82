import { useCallback, useEffect, useId, useRef, type KeyboardEvent, type MouseEvent } from 'react'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useTranslation } from 'react-i18next'
import { AlertRow } from '#/desk/alert-row.tsx'
import { RowWordsContext, useRowWords } from '#/desk/row-words.ts'
import type { AlertRows } from '#/desk/use-alert-rows.ts'
import '#/desk/alert-grid.css'

export interface AlertGridProps {
  readonly list: AlertRows
  /** How many fit in all, also those that are not read yet; undefined where nobody counted. */
  readonly total: number | undefined
  readonly focus: number
  readonly setFocus: (index: number) => void
  readonly selected: ReadonlySet<string>
  readonly toggle: (alert_id: string) => void
  readonly select: (ids: readonly string[]) => void
  readonly opened: string | undefined
  readonly open: (index: number) => void
  /** Beside an open alert, and on a phone. */
  readonly isNarrow: boolean
  readonly isPhone: boolean
  /** Of this minute, for ages. */
  readonly now: number
}

const ROW_PX = 60
const PHONE_ROW_PX = 104
/** Rows that are drawn beyond what is seen. */
const OVERSCAN = 10
/** The next page is asked for when as many rows are left. */
const READ_AHEAD = 60
const PAGE_STEP = 10

/** The queue: a grid of two-line rows, of which only those that are seen are drawn. */
export function AlertGrid(props: AlertGridProps) {
  const { list, total, focus, setFocus, selected, toggle, opened, open, isNarrow, isPhone } = props
  const words = useRowWords()
  const { t } = words
  const { rows, readMore, isWhole, round } = list
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const height = isPhone ? PHONE_ROW_PX : ROW_PX
  // The same function while the rows are the same: with another one all places are computed anew.
  const keyAt = useCallback((index: number) => rows[index]?.alert_id ?? index, [rows])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    getItemKey: keyAt,
    // Drawn in a task of its own, not in that of the scrolling.
    useFlushSync: false,
    // The row that has the focus exists, wherever somebody has scrolled to.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range)
      if (focus >= range.count || focus < 0 || seen.includes(focus)) return seen
      return [...seen, focus].toSorted((a, b) => a - b)
    },
  })
  const items = virtual.getVirtualItems()
  const last = virtual.range?.endIndex ?? 0
  useEffect(() => {
    if (!isWhole && rows.length - last < READ_AHEAD) readMore()
  }, [isWhole, rows.length, last, readMore])
  useEffect(() => virtual.measure(), [virtual, height])
  useEffect(() => {
    virtual.scrollToIndex(focus)
  }, [virtual, focus])
  useEffect(() => {
    virtual.scrollToOffset(0)
  }, [virtual, round])

  const indexAt = (event: MouseEvent): number | undefined => {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null
    return row === null ? undefined : Number(row.getAttribute('data-index'))
  }
  const click = (event: MouseEvent): void => {
    const index = indexAt(event)
    const row = index === undefined ? undefined : rows[index]
    if (index === undefined || row === undefined) return
    // A new tab is the browser's.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    setFocus(index)
    if (event.target instanceof Element && event.target.closest('.row-select') !== null) {
      toggle(row.alert_id)
      return
    }
    event.preventDefault()
    open(index)
  }
  const keyDown = (event: KeyboardEvent): void => {
    const to = targetOf(event.key, focus, rows.length)
    if (to !== undefined) setFocus(to)
    else if (event.key === 'Enter') open(focus)
    else if (event.key === ' ' && rows[focus] !== undefined) toggle(rows[focus].alert_id)
    else return
    event.preventDefault()
  }
  const rowId = (index: number): string => `${id}-${index}`
  const classes = ['alert-grid', isNarrow ? 'is-narrow' : '', isPhone ? 'is-phone' : '']
  return (
    <RowWordsContext value={words}>
      <div
        className={classes.join(' ')}
        role="grid"
        tabIndex={0}
        aria-label={t('grid.label')}
        aria-rowcount={(isWhole ? rows.length : (total ?? -2)) + 1}
        aria-multiselectable="true"
        aria-activedescendant={rows[focus] === undefined ? undefined : rowId(focus)}
        aria-busy={list.isReading}
        ref={scroller}
        onClick={click}
        onKeyDown={keyDown}
      >
        <div role="rowgroup" className="grid-head">
          <div role="row" aria-rowindex={1} className="grid-row">
            {(['select', 'level', 'what', 'clock', 'last', 'age'] as const).map((column) => (
              <span role="columnheader" key={column} className={`cell-${column}`}>
                {column === 'select' ? <SelectAll {...props} /> : t(`grid.${column}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <AlertRow
                key={key}
                id={rowId(index)}
                alert={row}
                index={index}
                start={start}
                isFocused={index === focus}
                isSelected={selected.has(row.alert_id)}
                isOpen={row.alert_id === opened}
                now={props.now}
              />
            )
          })}
        </div>
      </div>
    </RowWordsContext>
  )
}

/** Picks every row that was read, or none. */
function SelectAll({ list, selected, select }: AlertGridProps) {
  const { t } = useTranslation('desk')
  const isAll = selected.size > 0 && selected.size >= list.rows.length
  return (
    <button
      type="button"
      className="row-box"
      aria-pressed={isAll}
      aria-label={t('grid.select_all', { count: list.rows.length })}
      title={t('grid.select_all', { count: list.rows.length })}
      onClick={() => select(isAll ? [] : list.rows.map(({ alert_id }) => alert_id))}
    >
      {isAll ? '✓' : ''}
    </button>
  )
}

/** Where a key of the grid leads; undefined for other keys. */
function targetOf(key: string, focus: number, count: number): number | undefined {
  const within = (index: number): number => Math.max(0, Math.min(count - 1, index))
  switch (key) {
    case 'ArrowDown':
      return within(focus + 1)
    case 'ArrowUp':
      return within(focus - 1)
    case 'PageDown':
      return within(focus + PAGE_STEP)
    case 'PageUp':
      return within(focus - PAGE_STEP)
    case 'Home':
      return 0
    case 'End':
      return within(count - 1)
    default:
      return undefined
  }
}
