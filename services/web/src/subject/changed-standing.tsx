import { useTranslation } from 'react-i18next'
import { attributeName, attributeValue } from '#/parts/attribute-said.ts'
import { MaskedMark } from '#/subject/masked-mark.tsx'
import type { ChangesRead, FactSaid } from '#/subject/subject-queries.ts'

export interface ChangedStandingProps {
  readonly changes: ChangesRead
  readonly open: (eventId: string) => void
}

/** What is said otherwise, and which licences and lists stand otherwise: before and after. */
export function ChangedStanding({ changes, open }: ChangedStandingProps) {
  const { t } = useTranslation(['subject', 'fields'])
  // A licence's own fields are told where it stands otherwise.
  const facts = changes.facts.filter(
    ({ item, attribute }) => item === null || attribute !== 'licence',
  )
  const { licences, lists } = changes
  if (facts.length + licences.length + lists.length === 0) return null
  return (
    <>
      <h3>{t('changes.standing')}</h3>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('changes.what')}</th>
            <th scope="col">{t('changes.before')}</th>
            <th scope="col">{t('changes.after')}</th>
          </tr>
        </thead>
        <tbody>
          {facts.map(({ attribute, item, from, to }) => (
            <tr key={`${attribute}${item ?? ''}`}>
              <th scope="row">
                {attributeName(attribute, t)} {item}
              </th>
              <td>
                <Side fact={from} open={open} />
              </td>
              <td>
                <Side fact={to} open={open} />
              </td>
            </tr>
          ))}
          {licences.map(({ licence_number, from, to }) => (
            <tr key={licence_number}>
              <th scope="row">{t('changes.licence', { number: licence_number })}</th>
              <td>{from === null ? t('changes.not_held') : t(`licence.${from}`)}</td>
              <td>{to === null ? t('changes.not_held') : t(`licence.${to}`)}</td>
            </tr>
          ))}
          {lists.map(({ list, from, to }) => (
            <tr key={list}>
              <th scope="row">{t(`list.${list}`)}</th>
              <td>{from === null ? t('changes.not_listed') : t(`list_standing.${from}`)}</td>
              <td>{to === null ? t('changes.not_listed') : t(`list_standing.${to}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

interface SideProps {
  readonly fact: FactSaid | null
  readonly open: (eventId: string) => void
}

function Side({ fact, open }: SideProps) {
  const { t } = useTranslation(['subject', 'fields'])
  if (fact === null) return <>{t('changes.not_said')}</>
  const { attribute, value, event_id, masked = [] } = fact
  return (
    <>
      <button type="button" className="link" onClick={() => open(event_id)}>
        {value === null ? t('identity.says_none') : attributeValue(attribute, value, t)}
      </button>
      {masked.includes('value') && <MaskedMark open={() => open(event_id)} />}
    </>
  )
}
