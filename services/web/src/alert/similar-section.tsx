import { useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SimilarAlertsView } from '@jianwei/services/server/views/similar-alerts-view.ts'
import { similarQuery } from '#/alert/alert-queries.ts'
import type { Answer } from '#/api/ask.ts'
import { Asked } from '#/parts/asked.tsx'
import { LevelMark } from '#/parts/level-mark.tsx'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { dayOf } from '#/parts/times.ts'

const FIRST_SHOWN = 5
const SHOWN_MAX = 100
const SHORT = 8

type Similar = Answer<typeof SimilarAlertsView>['items'][number]

/** Alerts like this one, and what became of them. */
export function SimilarSection({ alertId }: { readonly alertId: string }) {
  const { t } = useTranslation('alert')
  const [limit, setLimit] = useState(FIRST_SHOWN)
  const found = useQuery({ ...similarQuery(alertId, limit), placeholderData: keepPreviousData })
  return (
    <Section title={t('similar.title')}>
      <Asked of={found} />
      {found.data?.alike === 0 && <p>{t('similar.none')}</p>}
      {found.data !== undefined && found.data.alike > 0 && (
        <>
          <p>{said(found.data.summary)}</p>
          <ul className="alert-similar">
            {found.data.items.map((similar) => (
              <SimilarRow key={similar.alert_id} similar={similar} />
            ))}
          </ul>
          {found.data.more > 0 && (
            <p>
              <small>
                {t('similar.shown', { shown: found.data.items.length, more: found.data.more })}
              </small>{' '}
              {limit < SHOWN_MAX ? (
                <Button size="small" onClick={() => setLimit(Math.min(limit * 4, SHOWN_MAX))}>
                  {t('similar.show_more')}
                </Button>
              ) : (
                <small>{t('similar.at_most', { max: SHOWN_MAX })}</small>
              )}
            </p>
          )}
        </>
      )}
    </Section>
  )
}

function SimilarRow({ similar }: { readonly similar: Similar }) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const { alert_id, level, state, closed_as, took_hours, because, measures, links } = similar
  return (
    <li>
      <LevelMark level={level} />{' '}
      <Link to="/alerts/$alertId" params={{ alertId: alert_id }}>
        {alert_id.slice(0, SHORT)}
      </Link>{' '}
      <SubjectLink subjectId={similar.subject_id} /> {dayOf(similar.raised_at)}{' '}
      <strong>
        {closed_as === null ? word(`state.${state}`) : word(`closing_reason.${closed_as}`)}
      </strong>
      {took_hours !== null && ` · ${t('similar.took', { hours: took_hours })}`}
      <br />
      <span className="soft">{because.map((one) => said(one.because)).join(' ')}</span>
      {measures.length > 0 && (
        <>
          <br />
          {t('similar.measures')}: {measures.join(' / ')}
        </>
      )}
      {links.length > 0 && (
        <>
          <br />
          {t('links.title')}:{' '}
          {links
            .map(({ kind, number, streamed }) =>
              t(streamed ? 'similar.link' : 'similar.link_waits', {
                what: word(`measure.${kind}`),
                number,
              }),
            )
            .join(' / ')}
        </>
      )}
    </li>
  )
}
