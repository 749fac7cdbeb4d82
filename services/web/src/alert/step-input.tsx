import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { similarQuery, type AlertRead } from '#/alert/alert-queries.ts'
import { filesOf } from '#/alert/alert-files.ts'
import { AddFile } from '#/alert/add-file.tsx'
import { MeasuresInput } from '#/alert/measures-input.tsx'
import type { Draft, StepField } from '#/alert/step-fields.ts'
import { TimeInput } from '#/parts/time-input.tsx'
import { UnitInput } from '#/parts/unit-input.tsx'
import { CLOSING_REASONS, FINDINGS, LEVELS } from '#/parts/vocabulary.ts'

const MEASURES = ['inspection', 'penalty', 'case'] as const
const MINUTES = [30, 60, 120, 240] as const

export interface StepInputProps {
  readonly id: string
  readonly field: StepField
  readonly alert: AlertRead
  readonly value: Draft[string]
  readonly change: (value: string | readonly string[]) => void
}

/** One field of a form, as its kind is entered. */
export function StepInput({ id, field, alert, value, change }: StepInputProps) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const text = typeof value === 'string' ? value : ''
  const list = typeof value === 'string' || value === undefined ? [] : value
  switch (field.kind) {
    case 'passage':
      return (
        <Input.TextArea
          id={id}
          rows={2}
          maxLength={20_000}
          value={text}
          onChange={({ target }) => change(target.value)}
        />
      )
    case 'time':
      return <TimeInput id={id} value={text} change={change} />
    case 'unit':
      return <UnitInput id={id} value={text} change={change} />
    case 'person':
      return <PersonInput id={id} alert={alert} value={text} change={change} />
    case 'alert':
      return <AlertInput id={id} alert={alert} value={text} change={change} />
    case 'files':
      return <FilesInput id={id} alert={alert} value={list} change={change} />
    case 'measures':
      return <MeasuresInput id={id} value={list} change={change} />
    case 'finding':
      return (
        <Radio.Group
          id={id}
          value={text}
          onChange={({ target }) => change(String(target.value))}
          options={FINDINGS.map((one) => ({ value: one, label: word(`finding.${one}`) }))}
        />
      )
    case 'closing':
      return (
        <Radio.Group
          id={id}
          value={text}
          onChange={({ target }) => change(String(target.value))}
          options={CLOSING_REASONS.map((one) => ({
            value: one,
            label: word(`closing_reason.${one}`),
            disabled: one === 'true_and_handled' && !mayBeHandled(alert),
            ...(one === 'true_and_handled' && !mayBeHandled(alert)
              ? { title: t('form.after_feedback') }
              : {}),
          }))}
        />
      )
    case 'level':
      return (
        <Select
          id={id}
          allowClear
          placeholder={t('form.next_level')}
          value={text === '' ? null : text}
          onChange={(chosen) => change(chosen ?? '')}
          options={LEVELS.slice(0, LEVELS.indexOf(alert.level)).map((one) => ({
            value: one,
            label: word(`level.${one}`),
          }))}
        />
      )
    case 'minutes':
      return (
        <Select
          id={id}
          value={text === '' ? String(MINUTES[0]) : text}
          onChange={change}
          options={MINUTES.map((one) => ({
            value: String(one),
            label: t('form.minutes', { minutes: one }),
          }))}
        />
      )
    case 'yes':
      return (
        <Checkbox
          id={id}
          checked={text === 'yes'}
          onChange={({ target }) => change(target.checked ? 'yes' : '')}
        >
          {t('form.yes')}
        </Checkbox>
      )
    case 'measure_kind':
      return (
        <Select
          id={id}
          value={text === '' ? null : text}
          onChange={change}
          options={MEASURES.map((one) => ({ value: one, label: word(`measure.${one}`) }))}
        />
      )
    case 'further':
      return (
        <Select
          id={id}
          value={text === '' ? null : text}
          onChange={change}
          options={alert.further_subjects.map((one) => ({ value: one, label: one }))}
        />
      )
    case 'subject':
    case 'words':
      return (
        <Input
          id={id}
          maxLength={100}
          value={text}
          onChange={({ target }) => change(target.value)}
        />
      )
  }
}

interface OneInput {
  readonly id: string
  readonly value: string
  readonly change: (value: string) => void
}

/** An account; those who had to do with the alert are offered. */
function PersonInput({ id, alert, value, change }: OneInput & { readonly alert: AlertRead }) {
  const known = new Set(
    [...alert.steps.map(({ actor }) => actor), ...alert.watchers, ...alert.viewers].filter(
      (actor) => !actor.startsWith('jianwei:'),
    ),
  )
  return (
    <>
      <Input
        id={id}
        list={`${id}-known`}
        autoComplete="off"
        value={value}
        onChange={({ target }) => change(target.value)}
      />
      <datalist id={`${id}-known`}>
        {[...known].map((actor) => (
          <option key={actor} value={actor} />
        ))}
      </datalist>
    </>
  )
}

/** Another alert by its number; those that are like this one are offered. */
function AlertInput({ id, alert, value, change }: OneInput & { readonly alert: AlertRead }) {
  const { t: word } = useTranslation('words')
  const similar = useQuery(similarQuery(alert.alert_id)).data?.items ?? []
  return (
    <>
      <Input
        id={id}
        list={`${id}-similar`}
        autoComplete="off"
        value={value}
        onChange={({ target }) => change(target.value)}
      />
      <datalist id={`${id}-similar`}>
        {similar.map(({ alert_id, subject_id, state }) => (
          <option key={alert_id} value={alert_id}>
            {subject_id} {word(`state.${state}`)}
          </option>
        ))}
      </datalist>
    </>
  )
}

interface FilesInputProps {
  readonly id: string
  readonly alert: AlertRead
  readonly value: readonly string[]
  readonly change: (value: readonly string[]) => void
}

/** Files that are attached already, and one more. */
function FilesInput({ id, alert, value, change }: FilesInputProps) {
  const { t } = useTranslation('alert')
  const files = filesOf(alert.steps)
  return (
    <div id={id} role="group" aria-label={t('field.evidence')}>
      {files.length === 0 && <small>{t('files.none')}</small>}
      <Checkbox.Group
        value={[...value]}
        onChange={(chosen) => change(chosen.map(String))}
        options={files.map(({ sha256, name }) => ({ value: sha256, label: name }))}
      />
      <AddFile alertId={alert.alert_id} added={(sha256) => change([...value, sha256])} />
    </div>
  )
}

/** As the desk decides: what was true has been worked on to the end, or holds no more. */
function mayBeHandled({ state, rule_id, standing_warnings }: AlertRead): boolean {
  return state === 'fed_back' || (rule_id !== null && standing_warnings === 0)
}
