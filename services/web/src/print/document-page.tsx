import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { hasCode } from '#/api/failures.ts'
import { Asked } from '#/parts/asked.tsx'
import { UnknownPage } from '#/parts/unknown-page.tsx'
import { useTitle } from '#/parts/use-title.ts'
import { DocumentSheets } from '#/print/document-sheets.tsx'
import { documentKindOf, documentQuery, type DocumentKind } from '#/print/document-queries.ts'
import { Paper } from '#/print/paper.tsx'

/** A document about an alert, as it goes onto paper. */
export function DocumentPage() {
  const { alertId, document } = useParams({ from: '/print/alerts/$alertId/$document' })
  const kind = documentKindOf(document)
  return kind === undefined ? <UnknownPage /> : <KnownDocument alertId={alertId} kind={kind} />
}

interface KnownDocumentProps {
  readonly alertId: string
  readonly kind: DocumentKind
}

function KnownDocument({ alertId, kind }: KnownDocumentProps) {
  const { t } = useTranslation('print')
  const found = useQuery(documentQuery(alertId, kind))
  const back = `/alerts/${encodeURIComponent(alertId)}`
  const number = found.data?.number ?? ''
  useTitle(`${t(`document.${kind}`)} ${number}`.trim())
  if (hasCode(found.error, 'DOCUMENT_WITHOUT_OCCASION'))
    return (
      <main className="paper-none">
        <h1>{t(`document.${kind}`)}</h1>
        <p>{t(kind === 'reminder' ? 'without.reminder' : 'without.supervision')}</p>
        <a href={back}>{t('back')}</a>
      </main>
    )
  if (found.data === undefined) return <Asked of={found} />
  const { data } = found
  const notes = [
    t('note.number', { number: data.number }),
    t('note.record'),
    ...(data.unit.id === null && kind !== 'notice' ? [t('note.no_unit')] : []),
    ...(data.masked.length > 0 ? [t('note.masked', { number: data.masked.length })] : []),
    ...(data.qr.svg === null ? [t('note.no_qr')] : []),
    t('note.file'),
  ]
  return (
    <>
      <Asked of={found} />
      <Paper by={data.printed_by} at={data.printed_at} back={back} notes={notes}>
        <DocumentSheets document={data} />
      </Paper>
    </>
  )
}
