import { useTranslation } from 'react-i18next'
import type { Document } from '#/print/document-queries.ts'

/** Places for names, days and seals. */
export function DocumentSignatures({ document }: { readonly document: Document }) {
  const { t } = useTranslation('print')
  return (
    <section className="paper-signatures" aria-label={t('signatures')}>
      {document.signatures.map(({ role, seal }) => (
        <div key={role} className="paper-signature">
          <p>
            {/* The server names them in Chinese; one that is new to this page stays so. */}
            {t(`role.${role}` as 'role.承办人', { defaultValue: role })}
            {t('colon')}
          </p>
          <p className="paper-day">
            {seal && `${t('seal')} `}
            {t('day')}
          </p>
        </div>
      ))}
    </section>
  )
}
