import { useTranslation } from 'react-i18next'
import { minuteOf } from '#/parts/times.ts'
import type { Document } from '#/print/document-queries.ts'

/** The way from the paper back to the alert, and which state of it the paper shows. */
export function QrBox({ document }: { readonly document: Document }) {
  const { t } = useTranslation('print')
  const { qr, alert_id, revision, numbered_at, printed_at } = document
  return (
    <section className="paper-qr" aria-label={t('qr.title')}>
      {qr.svg !== null && (
        <img
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(qr.svg)}`}
          alt={t('qr.alt')}
        />
      )}
      <div>
        {qr.svg !== null && <p>{t('qr.scan')}</p>}
        <p>{t('qr.alert', { id: alert_id, revision })}</p>
        <p>{t('qr.times', { numbered: minuteOf(numbered_at), printed: minuteOf(printed_at) })}</p>
      </div>
    </section>
  )
}
