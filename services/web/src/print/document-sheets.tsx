import { useTranslation } from 'react-i18next'
import { DocumentEvidence } from '#/print/document-evidence.tsx'
import { DocumentFields } from '#/print/document-fields.tsx'
import { DocumentLaw } from '#/print/document-law.tsx'
import { DocumentLetter } from '#/print/document-letter.tsx'
import { DocumentOpinions } from '#/print/document-opinions.tsx'
import { DocumentSignatures } from '#/print/document-signatures.tsx'
import type { Document } from '#/print/document-queries.ts'
import { QrBox } from '#/print/qr-box.tsx'

/** The notice is a form; the letter and the reminder begin with the letter and have it behind. */
export function DocumentSheets({ document }: { readonly document: Document }) {
  const { t } = useTranslation('print')
  const isForm = document.document === 'notice'
  return (
    <>
      <header className="paper-head">
        <h1>{t(`document.${document.document}`)}</h1>
        <p className="paper-number">{document.number}</p>
      </header>
      {!isForm && (
        <>
          <DocumentLetter document={document} />
          <DocumentSignatures document={document} />
          <QrBox document={document} />
          <h2 className="paper-new-sheet">{t('attached')}</h2>
        </>
      )}
      <DocumentFields document={document} />
      <DocumentLaw document={document} />
      <DocumentOpinions document={document} />
      {isForm && (
        <>
          <DocumentSignatures document={document} />
          <QrBox document={document} />
        </>
      )}
      <DocumentEvidence document={document} />
    </>
  )
}
