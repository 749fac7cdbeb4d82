import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { handlesAlerts, useWho } from '#/api/who.ts'
import { ReturnForm } from '#/conflicts/return-form.tsx'
import { useSent } from '#/conflicts/use-sent.ts'
import { attributeName, attributeValue } from '#/parts/attribute-said.ts'
import type { ConflictRead } from '#/parts/conflict-query.ts'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { dayOf } from '#/parts/times.ts'
import { TimeSaid } from '#/parts/time-said.tsx'

const SHAPES = { open: '○', sent_back: '↩', settled: '✓' } as const

/** A conflict with both facts, what became of it, and what can be done. */
export function ConflictRow({ conflict }: { readonly conflict: ConflictRead }) {
  const { t } = useTranslation(['conflicts', 'subject', 'fields'])
  const { t: said } = useTranslation(['subject', 'fields'])
  const mayReturn = handlesAlerts(useWho()) && conflict.state !== 'settled'
  const [isReturning, setReturning] = useState(false)
  const { particular, state, since, statements, returns } = conflict
  const { isAwaited, hear } = useSent(returns.length)
  return (
    <li className="conflict">
      <div className="conflict-head">
        <SubjectLink subjectId={conflict.subject_id} name={conflict.name} />
        <strong>{attributeName(particular, said)}</strong>
        <span className={`conflict-${state}`}>
          <span aria-hidden="true">{SHAPES[state]} </span>
          {t(`conflicts:state.${state}`)}
        </span>
        {since !== null && (
          <small className="soft">
            {t('conflicts:since')} <TimeSaid at={since} />
          </small>
        )}
      </div>
      <table aria-label={t('conflicts:statements')}>
        <thead>
          <tr>
            <th scope="col">{t('conflicts:source')}</th>
            <th scope="col">{t('conflicts:says')}</th>
            <th scope="col">{t('conflicts:on')}</th>
          </tr>
        </thead>
        <tbody>
          {statements.map((one) => (
            <tr key={one.source}>
              <th scope="row">
                <Link to="/sources/source" search={{ source: one.source }}>
                  {one.source}
                </Link>
              </th>
              <td>
                {attributeValue(particular, one.value, said)}
                {one.holds && <strong className="conflict-holds">{t('conflicts:holds')}</strong>}
                {(one.masked ?? []).length > 0 && <small>{t('conflicts:masked')}</small>}
              </td>
              <td>{dayOf(one.occurred_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {returns.length > 0 && (
        <ol className="conflict-returns">
          {returns.map((one) => (
            <li key={`${one.returned_at} ${one.to_source}`}>
              {t('conflicts:returned', { source: one.to_source, actor: one.actor })}{' '}
              <TimeSaid at={one.returned_at} /> {one.reason}
              <small className="soft">
                {one.statements
                  .map(
                    ({ source, value }) => `${source} ${attributeValue(particular, value, said)}`,
                  )
                  .join(' / ')}
              </small>
            </li>
          ))}
        </ol>
      )}
      {isAwaited && <p role="status">{t('conflicts:return.sent')}</p>}
      {mayReturn && !isReturning && !isAwaited && (
        <Button size="small" onClick={() => setReturning(true)}>
          {t(state === 'open' ? 'conflicts:return.begin' : 'conflicts:return.again')}
        </Button>
      )}
      {mayReturn && isReturning && (
        <ReturnForm conflict={conflict} close={() => setReturning(false)} hear={hear} />
      )}
    </li>
  )
}
