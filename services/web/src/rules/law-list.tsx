import { useTranslation } from 'react-i18next'
import { validityOf, type Basis } from '#/rules/rule-words.ts'

/** The articles a rule rests on, each with whether it is in force. */
export function LawList({
  bases,
  withSource = false,
}: {
  readonly bases: readonly Basis[]
  readonly withSource?: boolean
}) {
  const { t } = useTranslation('rules')
  return (
    <ul className="rules-laws">
      {bases.map((basis) => {
        const validity = validityOf(basis)
        return (
          <li key={`${basis.law} ${basis.article}`}>
            {basis.law} {basis.article}{' '}
            <small className={validity === 'valid' ? 'soft' : 'rules-warn'}>
              {validity === 'valid' ? periodSaid(basis) : `⚠ ${t(`law.${validity}`)}`}
            </small>
            {withSource && (
              <>
                <br />
                <small className="soft">{t('law.source', { source: basis.source })}</small>
              </>
            )}
          </li>
        )
      })}
    </ul>
  )

  function periodSaid({ valid_from: from, valid_to: to }: Basis): string {
    if (from === null && to === null) return t('law.valid')
    if (to === null) return t('law.from', { from })
    return from === null ? t('law.to', { to }) : t('law.between', { from, to })
  }
}
