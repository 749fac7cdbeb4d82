import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { subjectConflictsQuery, type ConflictRead } from '#/parts/conflict-query.ts'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { dayOf } from '#/parts/times.ts'
import { attributeName, attributeValue, identityOf, othersOf } from '#/parts/attribute-said.ts'
import { MaskedMark } from '#/subject/masked-mark.tsx'
import { NAMING, namesOf } from '#/subject/names.ts'
import { historyQuery, type FactSaid, type StandingRead } from '#/subject/subject-queries.ts'
import type { Viewpoint } from '#/subject/subject-search.ts'

export interface IdentitySectionProps {
  readonly standing: StandingRead
  readonly at: Viewpoint
  readonly open: (eventId: string) => void
}

/** Who the subject was, and what it was called before. */
export function IdentitySection({ standing, at, open }: IdentitySectionProps) {
  const { t } = useTranslation('subject')
  const facts = [...identityOf(standing.facts), ...othersOf(standing.facts)]
  const conflicts = useQuery(subjectConflictsQuery(standing.subject_id)).data?.items ?? []
  return (
    <Section title={t('identity.title')} aside={<small>{t('identity.hint')}</small>}>
      {facts.length === 0 && <p>{t('identity.none')}</p>}
      <dl className="facts">
        {facts.map((fact) => (
          <Particular
            key={fact.attribute}
            fact={fact}
            conflicts={conflicts.filter(
              ({ particular, state }) => particular === fact.attribute && state !== 'settled',
            )}
            open={open}
          />
        ))}
      </dl>
      <Names subjectId={standing.subject_id} at={at} open={open} />
    </Section>
  )
}

interface ParticularProps {
  readonly fact: FactSaid
  /** With what other sources say of it now. */
  readonly conflicts: readonly ConflictRead[]
  readonly open: (eventId: string) => void
}

function Particular({ fact, conflicts, open }: ParticularProps) {
  const { t } = useTranslation(['subject', 'fields'])
  const { attribute, value, event_id, occurred_at, source, decided_by } = fact
  const isMasked = (fact.masked ?? []).includes('value')
  return (
    <>
      <dt>{attributeName(attribute, t)}</dt>
      <dd>
        {value === null ? t('identity.says_none') : attributeValue(attribute, value, t)}
        {isMasked && <MaskedMark open={() => open(event_id)} />}{' '}
        <button
          type="button"
          className="link subject-since"
          title={t('identity.open')}
          onClick={() => open(event_id)}
        >
          {t('identity.since', { day: dayOf(occurred_at) })}
        </button>
        {decided_by !== null && (
          <small>
            {t(decided_by === 'authority' ? 'identity.by_authority' : 'identity.by', { source })}
          </small>
        )}
        {conflicts[0] !== undefined && (
          <Link
            className="subject-conflict"
            to="/sources/conflicts"
            search={{ subject_id: conflicts[0].subject_id }}
          >
            ⚠ {t('identity.conflict', { count: conflicts.length })}
          </Link>
        )}
      </dd>
    </>
  )
}

interface NamesProps {
  readonly subjectId: string
  readonly at: Viewpoint
  readonly open: (eventId: string) => void
}

/** What it was called, and from when on; nothing where it never had another name. */
function Names({ subjectId, at, open }: NamesProps) {
  const { t } = useTranslation('subject')
  const found = useInfiniteQuery(historyQuery(subjectId, { at, event_type: NAMING }))
  const names = namesOf(found.data?.pages.flatMap(({ items }) => items) ?? [])
  if (names.length < 2) return found.error === null ? null : <Asked of={found} />
  return (
    <>
      <Asked of={found} />
      <h3>{t('names.title')}</h3>
      <ol className="subject-names">
        {names.map(({ name, since, event_id, isMasked }) => (
          <li key={event_id}>
            {name}
            {isMasked && <MaskedMark open={() => open(event_id)} />}{' '}
            <button type="button" className="link subject-since" onClick={() => open(event_id)}>
              {t('identity.since', { day: dayOf(since) })}
            </button>
          </li>
        ))}
      </ol>
      {found.hasNextPage && <p>{t('names.more')}</p>}
    </>
  )
}
