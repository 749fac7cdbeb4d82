import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { attributeName } from '#/parts/attribute-said.ts'
import { MaskedMark } from '#/subject/masked-mark.tsx'
import { relationsQuery, type RelationsRead } from '#/subject/subject-queries.ts'

export interface RelationsSectionProps {
  readonly subjectId: string
  readonly open: (eventId: string) => void
}

/** Who else has the same address or a representative of the same name now. */
export function RelationsSection({ subjectId, open }: RelationsSectionProps) {
  const { t } = useTranslation(['subject', 'fields'])
  const found = useQuery(relationsQuery(subjectId))
  const data = found.data
  return (
    <Section title={t('relations.title')} aside={<small>{t('relations.hint')}</small>}>
      <Asked of={found} />
      {data !== undefined && (
        <>
          {data.relations.length === 0 && <p>{t('relations.nothing_compared')}</p>}
          {data.relations.map((relation) => (
            <Relation
              key={`${relation.same}${relation.of[0]?.fact_id ?? ''}`}
              relation={relation}
              open={open}
            />
          ))}
          {data.not_compared.length > 0 && (
            <>
              <h3>{t('relations.not_compared')}</h3>
              <ul>
                {data.not_compared.map(({ attribute, because }) => (
                  <li key={attribute}>
                    {t('colon', {
                      what: attributeName(attribute, t),
                      said: t(`relations.because.${because}`),
                    })}
                  </li>
                ))}
              </ul>
            </>
          )}
          {data.persons_left_out && <p className="soft">{t('relations.persons_left_out')}</p>}
        </>
      )}
    </Section>
  )
}

interface RelationProps {
  readonly relation: RelationsRead['relations'][number]
  readonly open: (eventId: string) => void
}

function Relation({ relation, open }: RelationProps) {
  const { t } = useTranslation(['subject', 'fields'])
  const { same, of, subjects, items, more } = relation
  return (
    <>
      <h3>{t(`relations.same.${same}`)}</h3>
      <p>
        {of.map(({ attribute, value, event_id, masked }) => (
          <span key={attribute}>
            {attributeName(attribute, t)}{' '}
            <button type="button" className="link" onClick={() => open(event_id)}>
              {value}
            </button>
            {(masked ?? []).includes('value') && <MaskedMark open={() => open(event_id)} />}{' '}
          </span>
        ))}
      </p>
      <p>{subjects === 0 ? t('relations.nobody') : t('relations.count', { count: subjects })}</p>
      <ul className="subject-list">
        {items.map((item) => (
          <li key={`${item.subject_id}${item.attribute}`}>
            <Link to="/subjects/$subjectId" params={{ subjectId: item.subject_id }}>
              {item.name ?? item.subject_id}
            </Link>
            {(item.masked ?? []).includes('name') && <MaskedMark />}{' '}
            <button type="button" className="link soft" onClick={() => open(item.event_id)}>
              {t('relations.as', { attribute: attributeName(item.attribute, t) })}
            </button>
          </li>
        ))}
      </ul>
      {more && <p>{t('relations.more', { shown: items.length, count: subjects })}</p>}
    </>
  )
}
