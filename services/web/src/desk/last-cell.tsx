import type { ListedAlert } from '#/desk/alert-list.ts'
import type { RowWords } from '#/desk/row-words.ts'
import { actorSaid } from '#/parts/actor.ts'
import { agoOf, minuteOf } from '#/parts/times.ts'

export interface LastCellProps {
  readonly alert: ListedAlert
  readonly now: number
  readonly words: RowWords
}

/** Who has it, and what was done or written last. */
export function LastCell({ alert, now, words }: LastCellProps) {
  const { t } = words
  const { last_step } = alert
  const note = last_step === null ? '' : (last_step.text ?? last_step.reason)
  return (
    <span role="gridcell" className="cell-last">
      <span className="row-line">{holderSaid(alert, { now, words })}</span>
      {last_step !== null && last_step.type !== 'AlertRaised' && (
        <span className="row-line row-soft" title={`${minuteOf(last_step.occurred_at)} ${note}`}>
          {t(note === '' ? 'last.step' : 'last.note', {
            what: words.event(last_step.type),
            who: actorSaid(last_step.actor, words.words),
            ago: agoOf(last_step.occurred_at, now),
            note,
          })}
        </span>
      )}
    </span>
  )
}

/** Who signed for it, who has claimed it for a while, or the unit in whose queue it is. */
function holderSaid(alert: ListedAlert, { now, words }: Omit<LastCellProps, 'alert'>): string {
  const { t } = words
  const { owner, claimed_by, claimed_until, unit, closing_proposed_by } = alert
  if (closing_proposed_by !== null) return t('last.closing', { who: closing_proposed_by })
  if (owner !== null) return owner
  const isClaimed = claimed_by !== null && Date.parse(claimed_until ?? '') > now
  if (isClaimed) return t('last.claimed', { who: claimed_by })
  return unit === null ? t('last.nobody') : t('last.unit', { unit: words.unit(unit) })
}
