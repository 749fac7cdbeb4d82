import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useTitle } from '#/parts/use-title.ts'
import { ReceiptCard, type GivenReceiptRead } from '#/public/receipt-card.tsx'
import { MatterForm } from '#/public/matter-form.tsx'
import type { MatterKind } from '#/public/matter-fields.ts'

/** 投诉登记. */
export function ComplaintPage() {
  return <MatterPage kind="complaint" />
}

/** 举报登记. */
export function ReportPage() {
  return <MatterPage kind="report" />
}

function MatterPage({ kind }: { readonly kind: MatterKind }) {
  const { t } = useTranslation('public')
  const [given, setGiven] = useState<GivenReceiptRead>()
  const other = kind === 'complaint' ? 'report' : 'complaint'
  useTitle(t(`${kind}.title`))
  if (given !== undefined)
    return <ReceiptCard kind={kind} given={given} another={() => setGiven(undefined)} />
  return (
    <>
      <h1>{t(`${kind}.title`)}</h1>
      <p>
        {t(`${kind}.about`)} <Link to={`/public/${other}`}>{t(`${kind}.other`)}</Link>
      </p>
      <p className="public-warning">{t('urgent')}</p>
      <MatterForm key={kind} kind={kind} onGiven={setGiven} />
    </>
  )
}
