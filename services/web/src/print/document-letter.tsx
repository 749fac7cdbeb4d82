import { useTranslation } from 'react-i18next'
import { minuteOf } from '#/parts/times.ts'
import type { Document } from '#/print/document-queries.ts'
import { isUscc } from '#/print/is-uscc.ts'

/** The letter to the unit: what it has in hand, what is asked of it, and until when. */
export function DocumentLetter({ document }: { readonly document: Document }) {
  const { t } = useTranslation(['print', 'words'])
  const { object, unit, limit, occasion } = document
  const kind = document.document === 'reminder' ? 'reminder' : 'supervision'
  const id = object.subject_id
  const code =
    object.name === null ? t('no_name') : t(isUscc(id) ? 'letter.uscc' : 'letter.id', { id })
  const to = unit.name ?? unit.id
  const due = limit.due_at
  const isOver = limit.hours_left !== null && limit.hours_left < 0
  return (
    <section className="paper-letter">
      <p className="paper-to">
        {to === null ? t('letter.to_nobody') : t('letter.to', { unit: to })}
      </p>
      <p>
        {t('letter.about', {
          object: object.name ?? id,
          code,
          level: t(`words:level.${document.level}`),
          raised: minuteOf(document.raised_at),
          state: t(`words:state.${document.state}`),
        })}
      </p>
      <p>{t(`letter.${kind}`)}</p>
      {occasion.text !== '' && <p>{t('letter.reason', { text: occasion.text })}</p>}
      <p>
        {due === null
          ? t('letter.soon')
          : t(isOver ? 'letter.over' : 'letter.until', { due: minuteOf(due) })}
      </p>
      <p>{t('letter.attached')}</p>
    </section>
  )
}
