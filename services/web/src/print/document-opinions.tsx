import { useTranslation } from 'react-i18next'
import { actorSaid } from '#/parts/actor.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { minuteOf } from '#/parts/times.ts'
import type { Document } from '#/print/document-queries.ts'

const BOXES = {
  notice: ['proposed', 'instruction', 'result'],
  'supervision-letter': ['result'],
  reminder: ['result'],
} as const

/** Who did and said what so far, and boxes in which opinions are written by hand. */
export function DocumentOpinions({ document }: { readonly document: Document }) {
  const { t } = useTranslation('print')
  const { t: word } = useTranslation('words')
  const eventName = useEventNames()
  return (
    <section>
      <h2>{t('opinions.title')}</h2>
      {document.opinions.length === 0 ? (
        <p>{t('opinions.none')}</p>
      ) : (
        <table className="paper-list">
          <thead>
            <tr>
              <th scope="col">{t('column.time')}</th>
              <th scope="col">{t('column.step')}</th>
              <th scope="col">{t('column.actor')}</th>
              <th scope="col">{t('column.opinion')}</th>
            </tr>
          </thead>
          <tbody>
            {document.opinions.map(({ event_id, at, step, actor, text }) => (
              <tr key={event_id}>
                <td className="paper-time">{minuteOf(at)}</td>
                <td>{eventName(step)}</td>
                <td className="paper-said">{actorSaid(actor, word)}</td>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {BOXES[document.document].map((box) => (
        <div key={box} className="paper-box">
          <p>{t(`box.${box}`)}</p>
          <p className="paper-box-signed">{t('box.signed')}</p>
        </div>
      ))}
    </section>
  )
}
