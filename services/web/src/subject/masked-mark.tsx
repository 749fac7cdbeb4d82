import { useTranslation } from 'react-i18next'
import { mayUnmask, useWho } from '#/api/who.ts'

export interface MaskedMarkProps {
  /** Opens the record that holds the value, where it can be asked for in clear. */
  readonly open?: () => void
}

/** Says that a value is masked, and who may see it in clear. */
export function MaskedMark({ open }: MaskedMarkProps) {
  const { t } = useTranslation('subject')
  const isOffered = mayUnmask(useWho())
  return (
    <span className="subject-masked" title={t('masked.who')}>
      {t('masked.is')}
      {!isOffered && t('masked.by_others')}
      {isOffered && open !== undefined && (
        <button type="button" className="link" onClick={open}>
          {t('masked.ask')}
        </button>
      )}
    </span>
  )
}
