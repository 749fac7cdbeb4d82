import { useState, type RefObject } from 'react'
import { Button, Input, Select, type InputRef } from 'antd'
import { useTranslation } from 'react-i18next'
import type { NextAlert } from '#/desk/use-next-alert.ts'
import { ORDERS, type AlertOrder } from '#/desk/desk-search.ts'

export interface DeskToolsProps {
  readonly order: AlertOrder
  readonly setOrder: (order: AlertOrder) => void
  readonly text: string
  readonly find: (text: string) => void
  readonly searchField: RefObject<InputRef | null>
  /** Absent where the facets stand beside the list. */
  readonly showFacets: (() => void) | undefined
  readonly narrowedBy: number
  readonly showKeys: () => void
  readonly showExport: () => void
  /** Absent for who does not work on alerts. */
  readonly showLead: (() => void) | undefined
  readonly next: NextAlert | undefined
}

/** What stands above the list. What is typed is sent in a body, and stays on this page. */
export function DeskTools(props: DeskToolsProps) {
  const { order, setOrder, text, find, searchField, showFacets, narrowedBy, showKeys } = props
  const { showExport, showLead, next } = props
  const { t } = useTranslation('desk')
  const { t: ofExport } = useTranslation('export')
  const [typed, setTyped] = useState(text)
  return (
    <div className="desk-tools">
      <Input.Search
        ref={searchField}
        className="desk-search"
        aria-label={t('tools.search')}
        placeholder={t('tools.search_hint')}
        allowClear
        value={typed}
        maxLength={200}
        onChange={({ target }) => {
          setTyped(target.value)
          if (target.value === '') find('')
        }}
        onSearch={(value) => find(value.trim())}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <Select
        aria-label={t('tools.order')}
        value={order}
        onChange={setOrder}
        options={ORDERS.map((value) => ({ value, label: t(`order.${value}`) }))}
      />
      {showFacets !== undefined && (
        <Button onClick={showFacets}>
          {t('tools.facets')}
          {narrowedBy > 0 && ` (${narrowedBy})`}
        </Button>
      )}
      {next !== undefined && (
        <Button type="primary" loading={next.isTaking} onClick={next.take} aria-keyshortcuts="t">
          {t('next.button')}
        </Button>
      )}
      {showLead !== undefined && <Button onClick={showLead}>{t('lead.button')}</Button>}
      <Button onClick={showExport}>{ofExport('button')}</Button>
      <Button className="desk-keys" onClick={showKeys} aria-keyshortcuts="?">
        {t('tools.keys')} <kbd>?</kbd>
      </Button>
    </div>
  )
}
