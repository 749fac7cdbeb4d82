import { useTranslation } from 'react-i18next'
import { conditionFields, headFields, type FormField } from '#/rules/editor/form-fields.ts'
import { FormInput } from '#/rules/editor/form-input.tsx'
import type { FormValue, Path } from '#/parts/yaml-edit.ts'

export interface RuleFormProps {
  /** The rule as the text has it; undefined while the text is no YAML. */
  readonly value: unknown
  readonly change: (path: Path, value: FormValue) => void
}

/** The parts of a rule that a form can say. It writes the text, and reads it back. */
export function RuleForm({ value, change }: RuleFormProps) {
  const { t } = useTranslation('rules')
  if (typeof value !== 'object' || value === null)
    return <p role="status">{t('edit.form_needs_yaml')}</p>
  const condition = conditionFields(valueAt(value, ['kind']), valueAt(value, ['parameters']))
  const head = headFields(value)
  const isCommon = ({ path }: FormField): boolean => COMMON.includes(String(path[0]))
  return (
    <form
      className="rules-form"
      aria-label={t('edit.form')}
      onSubmit={(event) => event.preventDefault()}
    >
      <Group fields={head.filter(isCommon)} value={value} change={change} />
      <fieldset>
        <legend>{t('edit.condition')}</legend>
        {condition.length === 0 && <p>{t('edit.no_kind')}</p>}
        <Group fields={condition} value={value} change={change} />
      </fieldset>
      <details>
        <summary>{t('edit.further')}</summary>
        <Group fields={head.filter((field) => !isCommon(field))} value={value} change={change} />
      </details>
    </form>
  )
}

const COMMON: readonly string[] = ['id', 'version', 'title', 'text', 'kind', 'level', 'legal_basis']

function Group({
  fields,
  value,
  change,
}: RuleFormProps & { readonly fields: readonly FormField[] }) {
  return fields.map((field) => (
    <FormInput
      key={`${field.is} ${field.path.join('.')}`}
      field={field}
      value={valueAt(value, field.path)}
      change={(next) => change(field.path, next)}
    />
  ))
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (now, name) =>
      typeof now === 'object' && now !== null
        ? (now as Readonly<Record<string | number, unknown>>)[name]
        : undefined,
    value,
  )
}
