import { lazy, memo, Suspense, useState } from 'react'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { hasRole, useWho } from '#/api/who.ts'
import type { ViewFormOf } from '#/desk/view-form.tsx'
import type { AlertOrder, DeskFilter } from '#/desk/desk-search.ts'
import type { View } from '#/desk/views.ts'
import { Loading } from '#/parts/loading.tsx'

/** Fetched when somebody first opens it. */
const ViewForm = lazy(async () => ({ default: (await import('#/desk/view-form.tsx')).ViewForm }))

export interface ViewMenuProps {
  readonly view: View | undefined
  readonly isChanged: boolean
  readonly filter: DeskFilter
  readonly order: AlertOrder
  /** A view that was saved anew, or null where the one on the screen is no more. */
  readonly show: (view_id: string | null) => void
}

/** Saves the list as a view, shares it, subscribes to it, retires it. */
export const ViewMenu = memo(function ViewMenu({
  view,
  isChanged,
  filter,
  order,
  show,
}: ViewMenuProps) {
  const { t } = useTranslation('desk')
  const isSupervisor = hasRole(useWho(), 'supervisor')
  const [form, setForm] = useState<ViewFormOf>()
  const saved = view?.saved
  const forms = [
    ...(saved?.is_mine === true ? (['save', 'retire'] as const) : []),
    'save_as',
    ...(saved === undefined
      ? []
      : ([saved.digest === null ? 'subscribe' : 'unsubscribe'] as const)),
    ...(saved !== undefined && isSupervisor ? (['default'] as const) : []),
    'unit',
  ] as const satisfies readonly ViewFormOf[]
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: forms.map((key) => ({ key, label: t(`view.${key}`) })),
          // The keys of the menu are those forms.
          onClick: ({ key }) => setForm(key as ViewFormOf),
        }}
      >
        <Button size="small" type={isChanged && saved?.is_mine === true ? 'primary' : 'default'}>
          {t('view.menu')}
        </Button>
      </Dropdown>
      {form !== undefined && (
        <Suspense fallback={<Loading />}>
          <ViewForm
            form={form}
            saved={saved}
            filter={filter}
            order={order}
            close={() => setForm(undefined)}
            show={show}
          />
        </Suspense>
      )}
    </>
  )
})
