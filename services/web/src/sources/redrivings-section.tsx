import { useTranslation } from 'react-i18next'
import { actorSaid } from '#/parts/actor.ts'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'
import { Lines } from '#/sources/original-section.tsx'
import { ReasonsTable } from '#/sources/reasons-table.tsx'
import type { RefusedWhole } from '#/sources/source-queries.ts'

type RedrivingRead = RefusedWhole['redrivings'][number]

/** Each time that somebody sent it again: who, when, why, with what, and what came of it. */
export function RedrivingsSection({ entry }: { readonly entry: RefusedWhole }) {
  const { t } = useTranslation('sources')
  const { redrivings, redrives } = entry
  return (
    <Section title={t('input.redrivings')}>
      {redrivings.length === 0 && <p>{t('input.redrivings_none')}</p>}
      {redrives > redrivings.length && (
        <p>{t('input.redrivings_more', { shown: redrivings.length, count: redrives })}</p>
      )}
      <ol className="redrivings">
        {redrivings.map((one) => (
          <li key={one.number}>
            <Attempt attempt={one} />
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Attempt({ attempt }: { readonly attempt: RedrivingRead }) {
  const { t } = useTranslation('sources')
  const { t: word } = useTranslation('words')
  const { number, at, actor, reason, repaired, result } = attempt
  return (
    <>
      <strong>{t('input.redriving', { number })}</strong> · {minuteOf(at)} ·{' '}
      {actor === null ? t('input.nobody') : actorSaid(actor, word)} ·{' '}
      {repaired === null
        ? t('input.redriving_original')
        : t('input.redriving_repaired', { count: repaired.bytes_count })}
      <br />
      {resultSaid()}
      {reason !== null && (
        <>
          <br />
          {t('repair.reason')}: {reason}
        </>
      )}
      {result !== null && result.reasons.length > 0 && <ReasonsTable reasons={result.reasons} />}
      {repaired !== null && repaired.preview !== null && (
        <details>
          <summary>{t('input.redriving_show')}</summary>
          <Lines text={repaired.preview} />
        </details>
      )}
      {repaired !== null && repaired.preview === null && (
        <p className="soft">{t('input.redriving_hidden')}</p>
      )}
    </>
  )

  function resultSaid(): string {
    if (result === null) return t('input.redriving_open')
    if (result.reasons.length > 0) return t('input.redriving_refused')
    if (result.events.length === 0) return t('input.redriving_skipped')
    return t('input.redriving_taken', { count: result.events.length })
  }
}
