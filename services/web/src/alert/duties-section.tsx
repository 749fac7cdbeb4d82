import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { dutiesQuery, type DutyRead } from '#/alert/alert-queries.ts'
import { remainingSaid } from '#/alert/remaining.ts'
import { actorSaid } from '#/parts/actor.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Loading } from '#/parts/loading.tsx'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'
import { useUnitNames } from '#/parts/unit-names.ts'

/** Who owes what by when. */
export function DutiesSection({ alertId }: { readonly alertId: string }) {
  const { t } = useTranslation('alert')
  const found = useQuery(dutiesQuery(alertId))
  return (
    <Section title={t('duties.title')}>
      {found.error !== null && (
        <FailureNotice failure={found.error} retry={() => void found.refetch()} />
      )}
      {found.data === undefined && found.error === null && <Loading />}
      {found.data?.items.length === 0 && <p>{t('duties.none')}</p>}
      <ul className="duties">
        {found.data?.items.toReversed().map((duty) => (
          <DutyRow key={duty.duty_id} duty={duty} />
        ))}
      </ul>
    </Section>
  )
}

function DutyRow({ duty }: { readonly duty: DutyRead }) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const unitName = useUnitNames()
  const { state, marks, part, due_at, unit, owner, extensions, pauses, is_late } = duty
  const isOver = duty.is_breached && duty.ended_at === null
  const who = [unit === null ? '' : unitName(unit), owner === null ? '' : actorSaid(owner, word)]
  return (
    <li className={duty.ended_at === null ? 'duty' : 'duty duty-ended'}>
      <strong>{said(duty.title)}</strong> {t(`duties.state.${state}`)}
      {is_late && ` · ${t('duties.late')}`}{' '}
      {marks.map((mark) => (
        <span key={mark} className={`duty-mark duty-${mark}`}>
          {t(`duties.mark.${mark}`)}
        </span>
      ))}
      <br />
      <span className={isOver ? 'alert-over' : ''}>{remainingSaid(duty, t)}</span>
      {due_at !== null && ` · ${t('duties.due')} ${minuteOf(due_at)}`}
      {part !== null && ` · ${t('duties.part', { unit: unitName(part) })}`}
      {who.some((one) => one !== '') && ` · ${who.filter((one) => one !== '').join(' ')}`}
      {extensions > 0 && ` · ${t('duties.extensions', { count: extensions })}`}
      {pauses > 0 && ` · ${t('duties.pauses', { count: pauses })}`}
    </li>
  )
}
