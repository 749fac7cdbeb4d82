import { useId, useState, type FormEvent } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DutyView } from '@jianwei/services/server/views/duty-view.ts'
import type { DutyRead } from '#/alert/alert-queries.ts'
import { send } from '#/api/ask.ts'
import { useOrderKeys } from '#/api/order-key.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'

export type DutyStep = 'extend' | 'pause' | 'resume'

const GROUNDS = {
  extend: ['complex_case', 'collective_discussion', 'joint_handling', 'outside_cause', 'other'],
  pause: ['hearing', 'testing', 'public_notice', 'suspension', 'missing_material'],
} as const
const UNITS = ['working_days', 'calendar_days', 'hours'] as const

type Options = { readonly value: string; readonly label: string }[]

interface Typed {
  readonly ground: string
  readonly approver: string
  readonly count: string
  readonly unit: string
  readonly reason: string
}

const EMPTY: Typed = { ground: '', approver: '', count: '', unit: 'working_days', reason: '' }

export interface DutyStepFormProps {
  readonly alertId: string
  readonly duty: DutyRead
  readonly step: DutyStep
  readonly close: () => void
}

/** Extends a clock, lets it stand still, or lets it run on. The server holds it against the law. */
export function DutyStepForm({ alertId, duty, step, close }: DutyStepFormProps) {
  const { t } = useTranslation('alert')
  const id = useId()
  const client = useQueryClient()
  const [typed, setTyped] = useState(EMPTY)
  const change = (part: Partial<Typed>): void => setTyped((before) => ({ ...before, ...part }))
  const grounds: Readonly<Record<'extend' | 'pause', Options>> = {
    extend: GROUNDS.extend.map((value) => ({
      value,
      label: t(`duties.extension_ground.${value}`),
    })),
    pause: GROUNDS.pause.map((value) => ({ value, label: t(`duties.pause_ground.${value}`) })),
  }
  const keys = useOrderKeys()
  const taking = useMutation({
    mutationFn: async () => {
      const body = bodyOf(step, typed)
      return send<typeof DutyView>(`/v1/duties/${duty.duty_id}/${step}`, {
        body,
        revision: duty.revision,
        key: keys.of([duty.revision, body]),
      })
    },
    onSuccess: close,
    // Also after a refusal: somebody else may have changed the clock.
    onSettled: () => client.invalidateQueries({ queryKey: ['alert', alertId, 'duties'] }),
  })

  return (
    <form
      className="step-form"
      aria-label={t(`duties.${step}`)}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        taking.mutate()
      }}
    >
      {step !== 'resume' && (
        <div className="step-field">
          <label htmlFor={`${id}-ground`}>{t('duties.ground')}</label>
          <Select
            id={`${id}-ground`}
            value={typed.ground === '' ? null : typed.ground}
            onChange={(ground) => change({ ground: ground ?? '' })}
            options={step === 'extend' ? grounds.extend : grounds.pause}
          />
        </div>
      )}
      {step === 'extend' && (
        <>
          <div className="step-field">
            <label htmlFor={`${id}-count`}>{t('duties.amount')}</label>
            <div className="measures-add">
              <Input
                id={`${id}-count`}
                inputMode="numeric"
                value={typed.count}
                onChange={({ target }) => change({ count: target.value })}
              />
              <Select
                aria-label={t('duties.amount')}
                value={typed.unit}
                onChange={(unit) => change({ unit })}
                options={UNITS.map((one) => ({ value: one, label: t(`duties.in.${one}`) }))}
              />
            </div>
          </div>
          <div className="step-field">
            <label htmlFor={`${id}-approver`}>{t('duties.approver')}</label>
            <Input
              id={`${id}-approver`}
              placeholder={t('duties.approver_hint')}
              value={typed.approver}
              onChange={({ target }) => change({ approver: target.value })}
            />
          </div>
        </>
      )}
      <div className="step-field">
        <label htmlFor={`${id}-reason`}>{t('field.reason')}</label>
        <Input.TextArea
          id={`${id}-reason`}
          rows={2}
          value={typed.reason}
          onChange={({ target }) => change({ reason: target.value })}
        />
      </div>
      {taking.error !== null && <FailureNotice failure={taking.error} />}
      <p className="step-buttons">
        <Button
          htmlType="submit"
          type="primary"
          loading={taking.isPending}
          disabled={!isWhole(step, typed)}
        >
          {t(`duties.${step}`)}
        </Button>
        <Button onClick={close}>{t('form.cancel')}</Button>
      </p>
    </form>
  )
}

function isWhole(step: DutyStep, { ground, approver, count, reason }: Typed): boolean {
  if (reason.trim() === '') return false
  if (step === 'resume') return true
  if (ground === '') return false
  return step === 'pause' || (approver.trim() !== '' && /^[1-9]\d*$/.test(count.trim()))
}

function bodyOf(step: DutyStep, { ground, approver, count, unit, reason }: Typed) {
  const why = { reason: reason.trim() }
  if (step === 'resume') return why
  if (step === 'pause') return { ground, ...why }
  return { ground, approver: approver.trim(), by: { count: Number(count), in: unit }, ...why }
}
