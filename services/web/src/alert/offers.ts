import type { AlertRead } from '#/alert/alert-queries.ts'
import type { StepName } from '#/parts/send-step.ts'

/** Why a step is not possible now; `alert:not_now` has the words. */
export type WhyNot =
  | 'closed'
  | 'not_closed'
  | 'not_raised'
  | 'claimed'
  | 'not_claimed'
  | 'verified_already'
  | 'not_signed'
  | 'not_verified'
  | 'not_substantiated'
  | 'not_disposed'
  | 'not_proposed'
  | 'own_proposal'
  | 'nobodys'
  | 'gravest'
  | 'supervised'
  | 'merged'
  | 'has_merged'
  | 'not_merged'
  | 'no_further'

/** What of an alert decides what can be done with it. */
export type Stand = Readonly<
  Pick<
    AlertRead,
    | 'state'
    | 'level'
    | 'finding'
    | 'owner'
    | 'unit'
    | 'claimed_by'
    | 'claimed_until'
    | 'closing_proposed_by'
    | 'supervised_by'
    | 'merged_into'
  >
> & {
  readonly merged_alerts: readonly string[]
  readonly further_subjects: readonly string[]
}

/** Steps of the plain life, in its order. */
export const LIFE = ['sign', 'verify', 'dispose', 'feed-back', 'close'] as const
export const CLOSING = ['confirm-closing', 'decline-closing', 'reopen'] as const
export const HANDING = ['claim', 'release', 'assign', 'route', 'transfer', 'return'] as const
export const PRESSING = ['urge', 'supervise', 'escalate', 'silence'] as const
export const COMPANY = ['merge', 'detach', 'add-subject', 'remove-subject'] as const

/**
 * Why somebody cannot take a step now, as far as the screen tells; undefined where they can. The
 * server decides: this only spares people a refusal.
 */
export function whyNot(
  step: StepName,
  alert: Stand,
  actor: string,
  now: number,
): WhyNot | undefined {
  const { state, finding } = alert
  const isUnverified = state === 'raised' || state === 'signed_for'
  const claimant = claimantAt(alert, now)
  if (state === 'closed') return step === 'reopen' ? undefined : closedStep(step)
  switch (step) {
    case 'sign':
      if (state !== 'raised') return 'not_raised'
      return claimant === null || claimant === actor ? undefined : 'claimed'
    case 'claim':
      return state === 'raised' ? undefined : 'not_raised'
    case 'release':
      return claimant === null ? 'not_claimed' : undefined
    case 'assign':
    case 'transfer':
      return isUnverified ? undefined : 'verified_already'
    case 'return':
      return state === 'raised' && alert.owner === null && alert.unit === null
        ? 'nobodys'
        : undefined
    case 'verify':
      if (state === 'raised') return 'not_signed'
      return state === 'signed_for' ? undefined : 'verified_already'
    case 'dispose':
      if (state !== 'verified') return 'not_verified'
      return finding === 'substantiated' ? undefined : 'not_substantiated'
    case 'feed-back':
      if (state === 'disposed') return undefined
      if (state !== 'verified') return 'not_disposed'
      return finding === 'substantiated' ? 'not_disposed' : undefined
    case 'confirm-closing':
      if (alert.closing_proposed_by === null) return 'not_proposed'
      return alert.closing_proposed_by === actor ? 'own_proposal' : undefined
    case 'decline-closing':
      return alert.closing_proposed_by === null ? 'not_proposed' : undefined
    case 'reopen':
      return 'not_closed'
    case 'escalate':
      return alert.level === 'red' ? 'gravest' : undefined
    case 'supervise':
      return alert.supervised_by === actor ? 'supervised' : undefined
    case 'merge':
      if (alert.merged_into !== null) return 'merged'
      return alert.merged_alerts.length > 0 ? 'has_merged' : undefined
    case 'detach':
      return alert.merged_into === null ? 'not_merged' : undefined
    case 'remove-subject':
      return alert.further_subjects.length === 0 ? 'no_further' : undefined
    case 'add-subject':
    case 'answer-cooperation':
    case 'ask-cooperation':
    case 'close':
    case 'comment':
    case 'link':
    case 'route':
    case 'silence':
    case 'tag':
    case 'unlink':
    case 'untag':
    case 'unwatch':
    case 'urge':
    case 'view':
    case 'watch':
    case 'withdraw-cooperation':
      return undefined
  }
}

/** A closed alert can still be talked about. */
function closedStep(step: StepName): WhyNot | undefined {
  const marks: readonly StepName[] = ['comment', 'tag', 'untag', 'watch', 'unwatch', 'view']
  return marks.includes(step) ? undefined : 'closed'
}

/** A claim that has run out is none. */
function claimantAt({ claimed_by, claimed_until }: Stand, now: number): string | null {
  return claimed_until !== null && Date.parse(claimed_until) > now ? claimed_by : null
}
