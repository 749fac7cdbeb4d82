import { memo, useState, type RefObject } from 'react'
import { Button, Input, Select, type InputRef } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DeskDialog } from '#/desk/desk-dialogs.tsx'
import { ORDERS, type AlertOrder } from '#/desk/desk-search.ts'

export interface DeskToolsProps {
  readonly order: AlertOrder
  readonly setOrder: (order: AlertOrder) => void
  readonly text: string
  readonly find: (text: string) => void
  readonly searchField: RefObject<InputRef | null>
  /** Whether the facets stand beside the list. */
  readonly hasFacets: boolean
  readonly narrowedBy: number
  readonly show: (dialog: DeskDialog) => void
  /** Whether somebody works on alerts. */
  readonly mayHandle: boolean
  readonly takeNext: () => void
  readonly isTaking: boolean
}

/** What stands above the list. What is typed is sent in a body, and stays on this page. */
export const DeskTools = memo(function DeskTools(props: DeskToolsProps) {
  const { order, setOrder, text, find, searchField, hasFacets, narrowedBy, show } = props
  const { mayHandle, takeNext, isTaking } = props
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
      {!hasFacets && (
        <Button onClick={() => show('facets')}>
          {t('tools.facets')}
          {narrowedBy > 0 && ` (${narrowedBy})`}
        </Button>
      )}
      {mayHandle && (
        <Button type="primary" loading={isTaking} onClick={takeNext} aria-keyshortcuts="t">
          {t('next.button')}
        </Button>
      )}
      {mayHandle && <Button onClick={() => show('lead')}>{t('lead.button')}</Button>}
      <Button onClick={() => show('export')}>{ofExport('button')}</Button>
      <Button className="desk-keys" onClick={() => show('keys')} aria-keyshortcuts="?">
        {t('tools.keys')} <kbd>?</kbd>
      </Button>
    </div>
  )
})
