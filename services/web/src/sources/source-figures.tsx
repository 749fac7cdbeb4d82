import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { durationSaid } from '#/sources/duration-said.ts'
import { reasonName } from '#/parts/reason-name.ts'
import { maySearchHistory, maySeeQuarantine, type SourceRead } from '#/sources/source-queries.ts'

/** How much a source sent, which leads to its facts. */
export function VolumeSaid({ source }: { readonly source: SourceRead }) {
  const { t } = useTranslation('sources')
  const figure = t('events_count', { count: source.events })
  const maySearch = maySearchHistory(useWho())
  return (
    <>
      {maySearch && source.events > 0 ? (
        <Link to="/history" search={{ source: [source.source] }} title={t('facts_link')}>
          {figure}
        </Link>
      ) : (
        figure
      )}
      {source.amendments > 0 && (
        <small className="soft">{t('amendments', { count: source.amendments })}</small>
      )}
    </>
  )
}

/** From when something happened to when it was known, on average and at most. */
export function DelaySaid({
  mean,
  max,
}: {
  readonly mean: number | null
  readonly max: number | null
}) {
  const { t } = useTranslation('sources')
  if (mean === null || max === null) return <>{t('no_delay')}</>
  return (
    <>
      {t('delay_mean', { mean: durationSaid(mean) })}
      <small className="soft">{t('delay_max', { max: durationSaid(max) })}</small>
    </>
  )
}

/** How many inputs were refused and why of late; each number leads to them. */
export function RefusedSaid({ source }: { readonly source: SourceRead }) {
  const { t } = useTranslation('sources')
  const maySee = maySeeQuarantine(useWho())
  if (source.refused === 0 && source.refused_counted === 0) return <>{t('refused_none')}</>
  const figure = t('events_count', { count: source.refused })
  const { source: name } = source
  return (
    <>
      {maySee && name !== '' ? (
        <Link to="/sources/quarantine" search={{ source: name }}>
          {figure}
        </Link>
      ) : maySee ? (
        <Link to="/sources/quarantine">{figure}</Link>
      ) : (
        figure
      )}
      {source.recent_refusals.map(({ code, inputs }) => (
        <small key={code} className="soft">
          {reasonName(code, t)} {inputs}
        </small>
      ))}
      {source.refused_counted > 0 && (
        <small>{t('refused_counted', { count: source.refused_counted })}</small>
      )}
    </>
  )
}
