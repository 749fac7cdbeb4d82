import { useTranslation } from 'react-i18next'
import { hasRole, useWho } from '#/api/who.ts'

export interface MaskedMarkProps {
  /** Opens the record that holds the value, where it can be asked for in clear. */
  readonly open?: () => void
}

/** Says that a value is masked, and who may see it in clear. */
export function MaskedMark({ open }: MaskedMarkProps) {
  const { t } = useTranslation('subject')
  const mayUnmask = hasRole(useWho(), 'supervisor', 'regulator')
  return (
    <span className="subject-masked" title={t('masked.who')}>
      {t('masked.is')}
      {!mayUnmask && t('masked.by_others')}
      {mayUnmask && open !== undefined && (
        <button type="button" className="link" onClick={open}>
          {t('masked.ask')}
        </button>
      )}
    </span>
  )
}
