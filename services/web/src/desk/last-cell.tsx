import { useTranslation } from 'react-i18next'
import type { ListedAlert } from '#/desk/alert-list.ts'
import { useNamesInRow } from '#/desk/row-names.ts'
import { actorSaid } from '#/parts/actor.ts'
import { agoOf, minuteOf } from '#/parts/times.ts'

/** Who has it, and what was done or written last. */
export function LastCell({ alert, now }: { readonly alert: ListedAlert; readonly now: number }) {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  const names = useNamesInRow()
  const { last_step } = alert
  const note = last_step === null ? '' : (last_step.text ?? last_step.reason)
  return (
    <span role="gridcell" className="cell-last">
      <span className="row-line">
        <Holder alert={alert} now={now} />
      </span>
      {last_step !== null && last_step.type !== 'AlertRaised' && (
        <span className="row-line row-soft" title={`${minuteOf(last_step.occurred_at)} ${note}`}>
          {t(note === '' ? 'last.step' : 'last.note', {
            what: names.event(last_step.type),
            who: actorSaid(last_step.actor, words),
            ago: agoOf(last_step.occurred_at, now),
            note,
          })}
        </span>
      )}
    </span>
  )
}

/** Who signed for it, who has claimed it for a while, or the unit in whose queue it is. */
function Holder({ alert, now }: { readonly alert: ListedAlert; readonly now: number }) {
  const { t } = useTranslation('desk')
  const names = useNamesInRow()
  const { owner, claimed_by, claimed_until, unit, closing_proposed_by } = alert
  if (closing_proposed_by !== null) return t('last.closing', { who: closing_proposed_by })
  if (owner !== null) return owner
  const isClaimed = claimed_by !== null && Date.parse(claimed_until ?? '') > now
  if (isClaimed) return t('last.claimed', { who: claimed_by })
  return unit === null ? t('last.nobody') : t('last.unit', { unit: names.unit(unit) })
}
