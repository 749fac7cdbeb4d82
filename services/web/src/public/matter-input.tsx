import { useTranslation } from 'react-i18next'
import { REGIONS, type FieldPlan } from '#/public/matter-fields.ts'

export interface MatterInputProps {
  readonly plan: FieldPlan
  readonly value: string
  readonly isWrong: boolean
  readonly onType: (text: string) => void
}

/** A field with its label, what helps to fill it in, and what is wrong with it. */
export function MatterInput({ plan, value, isWrong, onType }: MatterInputProps) {
  const { t } = useTranslation('public')
  const { name, needed } = plan
  return (
    <div className="public-field">
      <label htmlFor={name}>
        {t(`field.${name}`)}
        <span className="public-needed">{t(needed === true ? 'needed' : 'optional')}</span>
      </label>
      <p id={`${name}-hint`} className="public-hint">
        {t(`hint.${name}`)}
      </p>
      <Control plan={plan} value={value} isWrong={isWrong} onType={onType} />
      {isWrong && (
        <p id={`${name}-wrong`} className="public-wrong">
          {t(name === 'uscc' ? 'wrong.uscc' : value.trim() === '' ? 'wrong.empty' : 'wrong.other')}
        </p>
      )}
    </div>
  )
}

function Control({ plan, value, isWrong, onType }: MatterInputProps) {
  const { t } = useTranslation('public')
  const { name, characters, needed, lines, fills } = plan
  const common = {
    id: name,
    value,
    'aria-required': needed === true,
    'aria-invalid': isWrong,
    'aria-describedby': isWrong ? `${name}-hint ${name}-wrong` : `${name}-hint`,
    onChange: ({ target }: { readonly target: { readonly value: string } }) => onType(target.value),
  }
  if (name === 'region')
    return (
      <select {...common}>
        <option value="">{t('region_unknown')}</option>
        {REGIONS.map((code) => (
          <option key={code} value={code}>
            {t(`region.${code}`)}
          </option>
        ))}
      </select>
    )
  if (lines !== undefined) return <textarea {...common} rows={lines} maxLength={characters} />
  return (
    <input
      {...common}
      type={fills === 'tel' ? 'tel' : 'text'}
      maxLength={characters}
      autoComplete={fills ?? 'off'}
    />
  )
}
