import { useTranslation } from 'react-i18next'
import type { Document } from '#/print/document-queries.ts'

/** The law by which the rule warns. */
export function DocumentLaw({ document }: { readonly document: Document }) {
  const { t } = useTranslation('print')
  return (
    <section>
      <h2>{t('law.title')}</h2>
      {document.law.length === 0 && <p>{t('law.none')}</p>}
      <ol>
        {document.law.map(({ law, article, valid_from, valid_to }) => (
          <li key={`${law} ${article}`}>
            {t('law.article', { law, article })}
            {valid_from !== null && t('law.from', { day: valid_from })}
            {valid_to !== null && t('law.to', { day: valid_to })}
          </li>
        ))}
      </ol>
    </section>
  )
}
