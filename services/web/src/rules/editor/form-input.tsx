import { useId, useState } from 'react'
import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useEventNames } from '#/parts/event-names.ts'
import type { Level } from '#/parts/level-mark.tsx'
import { said } from '#/parts/said.ts'
import type { FormField } from '#/rules/editor/form-fields.ts'
import type { RuleRead } from '#/rules/rule-queries.ts'
import type { FormValue } from '#/parts/yaml-edit.ts'
import { plainText } from '#/parts/plain-text.ts'

export interface FormInputProps {
  readonly field: FormField
  readonly value: unknown
  readonly change: (value: FormValue) => void
}

/** One field of a rule, with what the schema calls it. */
export function FormInput({ field, value, change }: FormInputProps) {
  const { t } = useTranslation('rules')
  const id = useId()
  const help = field.label.at(-1)?.help
  const name = field.label.map(({ title }) => said(title)).join(' · ')
  if (field.is === 'in_text')
    return (
      <p className="rules-field soft">
        {t(value === undefined ? 'edit.in_text_absent' : 'edit.in_text', { name })}
      </p>
    )
  return (
    <div className="rules-field">
      <label htmlFor={id}>{name}</label>
      <Control id={id} field={field} value={value} change={change} help={help && `${id}-help`} />
      {help !== undefined && (
        <small id={`${id}-help`} className="soft">
          {said(help)}
        </small>
      )}
    </div>
  )
}

interface ControlProps extends FormInputProps {
  readonly id: string
  readonly help: string | undefined
}

function Control({ id, field, value, change, help }: ControlProps) {
  const { t } = useTranslation('rules')
  const eventName = useEventNames()
  const nameOf = useChoiceNames()
  if (field.is === 'events')
    return (
      <Select
        id={id}
        mode="multiple"
        aria-describedby={help}
        value={Array.isArray(value) ? value.map(String) : []}
        options={field.options.map((type) => ({
          value: type,
          label: `${eventName(type)} ${type}`,
        }))}
        optionFilterProp="label"
        onChange={(types: string[]) => change(types)}
      />
    )
  if (field.is === 'choice' || field.is === 'field')
    return (
      <Select
        id={id}
        showSearch
        allowClear={!('isRequired' in field && field.isRequired)}
        aria-describedby={help}
        value={plainText(value)}
        options={field.options.map((option) => ({ value: option, label: nameOf(field, option) }))}
        placeholder={t('edit.not_set')}
        onChange={(option: string | undefined) => change(option)}
      />
    )
  return <Typed id={id} field={field} value={value} change={change} help={help} />
}

/** Choices that have a name elsewhere have it here; others are shown as the text has them. */
function useChoiceNames(): (field: FormField, option: string) => string {
  const { t } = useTranslation('rules')
  const words = useTranslation('words').t
  return ({ path }, option) => {
    const name = path.length === 1 ? path[0] : undefined
    // The schema has the same lists as the messages.
    if (name === 'level') return words(`level.${option as Level}`)
    if (name === 'kind') return t(`kind.${option as NonNullable<RuleRead['kind']>}`)
    if (name === 'class') return t(`class.${option as NonNullable<RuleRead['class']>}`)
    return option
  }
}

/** Written into the text as it is typed; a number once it is one. */
function Typed({ id, field, value, change, help }: ControlProps) {
  const { t } = useTranslation('rules')
  const now = plainText(value) ?? ''
  const [typed, setTyped] = useState<string>()
  const isNumber = field.is === 'number'
  const isWrong = isNumber && typed !== undefined && typed !== '' && !isNumeric(typed)
  const take = (text: string): void => {
    setTyped(text)
    if (!isNumber) change(text)
    else if (isNumeric(text)) change(Number(text))
  }
  const common = {
    id,
    value: typed ?? now,
    'aria-describedby': help,
    'aria-invalid': isWrong,
    // From here on it shows what the text says.
    onBlur: () => setTyped(undefined),
  }
  if (field.is === 'long')
    return (
      <Input.TextArea
        {...common}
        autoSize={{ minRows: 2, maxRows: 8 }}
        onChange={({ target }) => take(target.value)}
      />
    )
  return (
    <>
      <Input
        {...common}
        inputMode={isNumber ? 'decimal' : 'text'}
        status={isWrong ? 'error' : ''}
        onChange={({ target }) => take(target.value)}
      />
      {isWrong && (
        <small role="alert" className="rules-warn">
          {t('edit.no_number')}
        </small>
      )}
    </>
  )
}

function isNumeric(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text))
}
