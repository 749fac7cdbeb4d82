import { useTranslation } from 'react-i18next'
import type { DocumentKind } from '@jianwei/events/document/events.ts'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { Section } from '#/parts/section.tsx'

/** 预警单, 督办函 and 催办通知书, each as a sheet to print, where there is an occasion for it. */
export function Documents({ alert }: { readonly alert: AlertRead }) {
  const { t } = useTranslation('alert')
  const kinds: readonly DocumentKind[] = [
    'notice',
    ...(alert.supervised_by === null ? [] : (['supervision-letter'] as const)),
    ...(alert.urged_by === null ? [] : (['reminder'] as const)),
  ]
  return (
    <Section title={t('documents.title')}>
      <ul className="alert-documents">
        {kinds.map((kind) => (
          <li key={kind}>
            <a href={`/print/alerts/${alert.alert_id}/${kind}`} target="_blank" rel="noreferrer">
              {t(`documents.${kind}`)}
            </a>
          </li>
        ))}
      </ul>
      <small>{t('documents.hint')}</small>
    </Section>
  )
}
