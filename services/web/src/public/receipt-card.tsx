import { useEffect, useRef, useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { GivenReceipt } from '@jianwei/services/intake/http/public-routes.ts'
import type { Answer } from '#/api/ask.ts'
import { minuteOf } from '#/parts/times.ts'
import { copyText } from '#/public/copy-text.ts'
import type { MatterKind } from '#/public/matter-fields.ts'

export type GivenReceiptRead = Answer<typeof GivenReceipt>

export interface ReceiptCardProps {
  readonly kind: MatterKind
  readonly given: GivenReceiptRead
  readonly another: () => void
}

/** The receipt, which is shown this once: large, to be written down, copied or printed. */
export function ReceiptCard({ kind, given, another }: ReceiptCardProps) {
  const { t } = useTranslation('public')
  const [copied, setCopied] = useState<boolean>()
  const heading = useRef<HTMLHeadingElement>(null)
  // The form and the button on which the focus was are gone.
  useEffect(() => heading.current?.focus(), [])
  const [at] = useState(() => new Date().toISOString())
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t(`${kind}.taken`)}
      </h1>
      <p className="public-warning" role="status">
        {t('given.keep')}
      </p>
      <section className="public-receipt" aria-label={t('given.receipt')}>
        <h2>{t('given.receipt')}</h2>
        <p className="public-receipt-number">
          {given.receipt.split(/(?<=-)/).map((group) => (
            <span key={group}>{group}</span>
          ))}
        </p>
        <dl>
          <dt>{t('given.number')}</dt>
          <dd>{given.number}</dd>
          <dt>{t('given.at')}</dt>
          <dd>{t('in_china', { time: minuteOf(at) })}</dd>
        </dl>
      </section>
      <div className="public-buttons">
        <button type="button" onClick={() => setCopied(copyText(given.receipt))}>
          {t('given.copy')}
        </button>
        <button type="button" onClick={() => window.print()}>
          {t('given.print')}
        </button>
      </div>
      {copied !== undefined && (
        <p role="status">{t(copied ? 'given.copied' : 'given.not_copied')}</p>
      )}
      <p className="public-off-paper">{t('given.next')}</p>
      <p className="public-off-paper">
        <Link to="/public/receipt">{t('receipt.title')}</Link>
        {' · '}
        <button type="button" className="public-link" onClick={another}>
          {t('given.another')}
        </button>
      </p>
    </>
  )
}
