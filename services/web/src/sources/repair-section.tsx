import { useState } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Section } from '#/parts/section.tsx'
import { bytesOfBase64, textOf } from '#/sources/bytes.ts'
import { RedrivenNotice } from '#/sources/redriven-notice.tsx'
import { RepairForm } from '#/sources/repair-form.tsx'
import type { RefusedWhole } from '#/sources/source-queries.ts'
import type { useRedrive } from '#/sources/use-redrive.ts'

export interface RepairSectionProps {
  readonly entry: RefusedWhole
  readonly use: ReturnType<typeof useRedrive>
}

/** Sends a refused input again, as it was or repaired. Gone once it was taken. */
export function RepairSection({ entry, use }: RepairSectionProps) {
  const { t } = useTranslation('sources')
  const [isOpen, setOpen] = useState(false)
  const { redrive, isSending, redriven } = use
  if (entry.state !== 'held')
    return redriven === undefined ? null : <RedrivenNotice redriven={redriven} />
  return (
    <Section title={t('repair.title')} className="repair">
      <p className="soft">{t('repair.hint')}</p>
      {redriven !== undefined && <RedrivenNotice redriven={redriven} />}
      {!isOpen && (
        <p className="buttons">
          <Button loading={isSending} onClick={() => void redrive(undefined)}>
            {t('repair.redrive')}
          </Button>
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('repair.open')}
          </Button>
        </p>
      )}
      {isOpen && (
        <RepairForm
          original={originalOf(entry)}
          start={startOf(entry)}
          isSending={isSending}
          send={(order) => void redrive(order)}
          cancel={() => setOpen(false)}
        />
      )}
    </Section>
  )
}

/**
 * The newest repair where it may be seen, so that it goes on from there; else the original. A
 * repair was written as UTF-8.
 */
function startOf(entry: RefusedWhole): string {
  const newest = entry.redrivings.find(({ repaired }) => repaired !== null)?.repaired?.content
  return newest == null ? originalOf(entry) : textOf(bytesOfBase64(newest))
}

function originalOf({ original, content_type }: RefusedWhole): string {
  return original === null ? '' : textOf(bytesOfBase64(original), content_type)
}
