import { useRef, useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { randomUuid } from '#/api/random-id.ts'
import type { Role } from '#/api/who.ts'
import type { AlertOrder, DeskFilter } from '#/desk/desk-search.ts'
import { chooseOwnUnit, useOwnUnit } from '#/desk/own-unit.ts'
import { sendView, type ViewDraft, type ViewStep } from '#/desk/view-steps.ts'
import type { SavedView } from '#/desk/views.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { UnitInput } from '#/parts/unit-input.tsx'
import '#/parts/dialog-form.css'

export type ViewFormOf = ViewStep | 'unit'

const ROLES = ['supervisor', 'regulator', 'analyst'] as const satisfies readonly Role[]
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const

export interface ViewFormProps {
  readonly form: ViewFormOf
  readonly saved: SavedView | undefined
  readonly filter: DeskFilter
  readonly order: AlertOrder
  readonly close: () => void
  readonly show: (view_id: string | null) => void
}

/** The fields of one thing that is done with a view. */
export function ViewForm({ form, saved, filter, order, close, show }: ViewFormProps) {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  const client = useQueryClient()
  const own = useOwnUnit()
  const [draft, setDraft] = useState<ViewDraft>({
    name: form === 'save' ? (saved?.name ?? '') : '',
    shared_with: saved?.shared_with ?? 'nobody',
    unit: form === 'unit' ? (own ?? null) : (saved?.unit ?? own ?? null),
    reason: '',
    role: 'regulator',
    every: 'working_day',
    hour: 8,
    weekday: 1,
  })
  const change = (part: Partial<ViewDraft>): void => setDraft((before) => ({ ...before, ...part }))
  const new_id = useRef(randomUuid())
  const sending = useMutation({
    mutationFn: async () => {
      if (form === 'unit') {
        chooseOwnUnit(draft.unit ?? undefined)
        return undefined
      }
      return sendView(form, { saved, filter, order, draft, new_id: new_id.current })
    },
    onSuccess: async (view) => {
      await client.invalidateQueries({ queryKey: ['views'] })
      close()
      if (form === 'retire') show(null)
      else if (form === 'save_as' && view !== undefined) show(view.view_id)
    },
  })
  const isSaving = form === 'save' || form === 'save_as'
  const wantsReason = form === 'retire' || form === 'default'
  const isWhole =
    (!isSaving ||
      (draft.name.trim() !== '' && (draft.shared_with !== 'unit' || draft.unit !== null))) &&
    (!wantsReason || draft.reason.trim() !== '')
  return (
    <Modal
      open
      title={t(`view.${form}`)}
      onCancel={close}
      footer={
        <Button
          type="primary"
          disabled={!isWhole}
          loading={sending.isPending}
          onClick={() => sending.mutate()}
        >
          {t(`view.${form}`)}
        </Button>
      }
    >
      {sending.error !== null && <FailureNotice failure={sending.error} />}
      <div className="dialog-form">
        {isSaving && (
          <>
            <label>
              <span>{t('view.name')}</span>
              <Input
                value={draft.name}
                maxLength={100}
                onChange={({ target }) => change({ name: target.value })}
              />
            </label>
            <label>
              <span>{t('view.shared_with')}</span>
              <Select
                value={draft.shared_with}
                onChange={(shared_with) => change({ shared_with })}
                options={(['nobody', 'unit', 'everyone'] as const).map((value) => ({
                  value,
                  label: t(`view.sharing.${value}`),
                }))}
              />
            </label>
            <p className="dialog-hint">{t('view.without_text')}</p>
          </>
        )}
        {((isSaving && draft.shared_with === 'unit') || form === 'unit') && (
          <label>
            <span>{t('view.which_unit')}</span>
            <UnitInput
              value={draft.unit ?? ''}
              change={(unit) => change({ unit: unit === '' ? null : unit })}
            />
          </label>
        )}
        {form === 'unit' && <p className="dialog-hint">{t('view.unit_hint')}</p>}
        {form === 'default' && (
          <label>
            <span>{t('view.role')}</span>
            <Select
              value={draft.role}
              onChange={(role) => change({ role })}
              options={ROLES.map((value) => ({ value, label: words(`role.${value}`) }))}
            />
          </label>
        )}
        {wantsReason && (
          <label>
            <span>{t('bulk.field.reason')}</span>
            <Input.TextArea
              value={draft.reason}
              maxLength={2_000}
              onChange={({ target }) => change({ reason: target.value })}
            />
          </label>
        )}
        {form === 'subscribe' && (
          <>
            <label>
              <span>{t('view.every')}</span>
              <Select
                value={draft.every}
                onChange={(every) => change({ every })}
                options={(['day', 'working_day', 'week'] as const).map((value) => ({
                  value,
                  label: t(`view.days.${value}`),
                }))}
              />
            </label>
            {draft.every === 'week' && (
              <label>
                <span>{t('view.weekday')}</span>
                <Select
                  value={draft.weekday}
                  onChange={(weekday) => change({ weekday })}
                  options={WEEKDAYS.map((value) => ({ value, label: t(`view.weekdays.${value}`) }))}
                />
              </label>
            )}
            <label>
              <span>{t('view.hour')}</span>
              <InputNumber
                min={0}
                max={23}
                value={draft.hour}
                onChange={(hour) => change({ hour: hour ?? 8 })}
              />
            </label>
            <p className="dialog-hint">{t('view.digest_hint')}</p>
          </>
        )}
        {saved?.digest != null && form === 'unsubscribe' && (
          <p>{t(`view.reaches.${saved.digest.reaches}`)}</p>
        )}
      </div>
    </Modal>
  )
}
