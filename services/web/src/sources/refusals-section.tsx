import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { reasonName } from '#/parts/reason-name.ts'
import { heldOf } from '#/sources/held-of.ts'
import { heldQuery, maySeeQuarantine, type SourceRead } from '#/sources/source-queries.ts'
import { RefusedSaid } from '#/sources/source-figures.tsx'

/** What of a source was refused, why of late, and what waits. */
export function RefusalsSection({ source }: { readonly source: SourceRead }) {
  const { t } = useTranslation('sources')
  const maySee = maySeeQuarantine(useWho())
  return (
    <Section title={t('refused')}>
      <dl className="facts">
        <dt>{t('refused')}</dt>
        <dd>
          <RefusedSaid source={source} />
        </dd>
        {source.last_refused_at !== null && (
          <>
            <dt>{t('last_refused')}</dt>
            <dd>
              <TimeSaid at={source.last_refused_at} />
            </dd>
          </>
        )}
      </dl>
      {source.recent_refusals.length > 0 && (
        <p className="soft">
          {t('recent_reasons')}: {t('recent_reasons_hint')}
        </p>
      )}
      {maySee ? <Held source={source.source} /> : <p className="soft">{t('may_not_quarantine')}</p>}
    </Section>
  )
}

function Held({ source }: { readonly source: string }) {
  const { t } = useTranslation('sources')
  const held = useQuery(heldQuery)
  if (held.data === undefined) return null
  const { rows, mayWait } = heldOf(held.data, source)
  if (rows.length === 0)
    return mayWait ? (
      <p>
        {t('waiting_not_listed')}{' '}
        <Link to="/sources/quarantine" search={{ source, state: 'held' }}>
          {t('waiting_look')}
        </Link>
      </p>
    ) : (
      <p>{t('waiting_none')}</p>
    )
  return (
    <table className="plain-table narrow-table">
      <caption>{t('waiting_now')}</caption>
      <tbody>
        {rows.map(({ code, inputs }) => (
          <tr key={code ?? ''}>
            <th scope="row">{code === null ? t('all') : reasonName(code, t)}</th>
            <td>
              <Link
                to="/sources/quarantine"
                search={{ source, state: 'held', ...(code === null ? {} : { code }) }}
              >
                {t('waiting_link', { count: inputs })}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
      {mayWait && (
        <tfoot>
          <tr>
            <td colSpan={2}>{t('waiting_more')}</td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}
