import { useTranslation } from 'react-i18next'
import type { MatterView } from '@jianwei/services/server/routes/public-receipts.ts'
import type { Answer } from '#/api/ask.ts'
import { minuteOf } from '#/parts/times.ts'

type Matter = Answer<typeof MatterView>

/** Received, taken up or refused, concluded: each with its time, and what is still to come. */
export function MatterProgress({ matter }: { readonly matter: Matter }) {
  const { t } = useTranslation('public')
  const { state, kind } = matter
  // A matter can be concluded without anybody having said that it was taken up.
  const decided = state === 'refused' ? 'refused' : 'accepted'
  return (
    <section className="public-progress" aria-label={t('progress.title')} role="status">
      <h2>{t(`state.${state}`)}</h2>
      <p>{t(`state_about.${state}`)}</p>
      <ol>
        <Stage title={t('state.received')} at={matter.received_at} />
        {(matter.decided_at !== null || state === 'received') && (
          <Stage title={t(`state.${decided}`)} at={matter.decided_at} />
        )}
        {state !== 'refused' && <Stage title={t('state.concluded')} at={matter.concluded_at} />}
      </ol>
      <dl>
        <dt>{t('progress.kind')}</dt>
        <dd>{t(`kind.${kind}`)}</dd>
        <dt>{t('given.number')}</dt>
        <dd>{matter.number}</dd>
        {matter.outcome !== null && (
          <>
            <dt>{t('progress.outcome')}</dt>
            <dd>{t(`outcome.${matter.outcome}`)}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

function Stage({ title, at }: { readonly title: string; readonly at: string | null }) {
  const { t } = useTranslation('public')
  return (
    <li className={at === null ? 'public-to-come' : undefined}>
      <strong>
        <span aria-hidden="true">{at === null ? '○ ' : '● '}</span>
        {title}
      </strong>
      {at === null ? (
        <span>{t('progress.to_come')}</span>
      ) : (
        <time dateTime={at}>{t('in_china', { time: minuteOf(at) })}</time>
      )}
    </li>
  )
}
