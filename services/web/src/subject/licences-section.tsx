import { useTranslation } from 'react-i18next'
import { Section } from '#/parts/section.tsx'
import { dayOf } from '#/parts/times.ts'
import { codedText } from '#/parts/attribute-said.ts'
import type { StandingRead } from '#/subject/subject-queries.ts'

export interface LicencesSectionProps {
  readonly standing: StandingRead
  readonly open: (eventId: string) => void
}

/** Which licences it held on the day, and on which lists it stood. */
export function LicencesSection({ standing, open }: LicencesSectionProps) {
  const { t } = useTranslation('subject')
  const { licences, lists, day } = standing
  return (
    <>
      <Section title={t('licences.title')} aside={<small>{t('licences.on_day', { day })}</small>}>
        {licences.length === 0 && <p>{t('licences.none')}</p>}
        <ul className="subject-list">
          {licences.map((licence) => (
            <li key={licence.licence_number}>
              <Mark standing={licence.standing} good={licence.standing === 'in_force'}>
                {t(`licence.${licence.standing}`)}
              </Mark>{' '}
              <strong>{licence.licence_name ?? t('licences.unnamed')}</strong>{' '}
              <button type="button" className="link" onClick={() => open(licence.event_id)}>
                {licence.licence_number}
              </button>
              <br />
              <span className="soft">
                {[
                  licence.licence_type === null ? null : codedText(licence.licence_type),
                  licence.authority,
                  termOf(licence, t('licences.without_end'), t('licences.unstated')),
                  licence.suspended_until === null
                    ? null
                    : t('licences.suspended_until', { day: licence.suspended_until }),
                ]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('lists.title')} aside={<small>{t('licences.on_day', { day })}</small>}>
        {lists.length === 0 && <p>{t('lists.none')}</p>}
        <ul className="subject-list">
          {lists.map((list) => (
            <li key={list.list}>
              <Mark standing={list.standing} good={list.standing !== 'listed'}>
                {t(`list_standing.${list.standing}`)}
              </Mark>{' '}
              <strong>{t(`list.${list.list}`)}</strong>{' '}
              <button type="button" className="link" onClick={() => open(list.event_id)}>
                {t('identity.since', { day: dayOf(list.occurred_at) })}
              </button>
              <br />
              <span className="soft">
                {[
                  list.ground,
                  list.document_number,
                  list.authority,
                  list.expires_on === null ? null : t('lists.expires', { day: list.expires_on }),
                ]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}

interface MarkProps {
  readonly standing: string
  readonly good: boolean
  readonly children: string
}

/** The word says it; the colour and the sign before it only help. */
function Mark({ standing, good, children }: MarkProps) {
  return (
    <span className={good ? 'stand stand-good' : `stand stand-bad stand-${standing}`}>
      <span aria-hidden="true">{good ? '✓ ' : '! '}</span>
      {children}
    </span>
  )
}

function termOf(
  licence: StandingRead['licences'][number],
  withoutEnd: string,
  unstated: string,
): string | null {
  const { valid_from, valid_to, without_end } = licence
  const end = without_end ? withoutEnd : valid_to
  if (valid_from === null && end === null) return null
  return `${valid_from ?? unstated} – ${end ?? unstated}`
}
