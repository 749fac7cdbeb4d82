import type { Decider } from '#/decider.ts'

/**
 * What an evaluation found of a warning. Whom it is about and which rule found it follow from its
 * id.
 */
export interface WarningFinding {
  readonly warning_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly evidence: readonly string[]
}

/**
 * A warning is raised and withdrawn, as often as facts and amendments make its rule hold and not
 * hold:
 *
 *   absent → standing ⇄ withdrawn
 */
export type Warning =
  | { readonly state: 'absent' }
  | { readonly state: 'standing' | 'withdrawn'; readonly finding: WarningFinding }

/** An evaluation came by: it found the warning, or found that it does not hold. */
export type WarningCommand =
  | { readonly type: 'RecordFinding'; readonly finding: WarningFinding }
  | {
      readonly type: 'RecordAbsence'
      /** Types that nobody feeds to the duty, where that is why it is not judged. */
      readonly no_feed_of?: readonly string[] | undefined
    }

export type WarningEvent =
  | { readonly type: 'WarningRaised'; readonly data: WarningFinding }
  | {
      readonly type: 'WarningWithdrawn'
      readonly data: WarningFinding & { readonly no_feed_of?: readonly string[] }
    }

export const warningDecider: Decider<Warning, WarningCommand, WarningEvent> = {
  initial: { state: 'absent' },
  decide: decideWarning,
  evolve: (_, { type, data }) => ({
    state: type === 'WarningRaised' ? 'standing' : 'withdrawn',
    finding: data,
  }),
}

/**
 * Found and standing already: nothing, so evaluating twice changes nothing. One whose anchor is a
 * fact that a correction moved is withdrawn and raised where it lies now, because an entry is never
 * changed.
 */
function decideWarning(command: WarningCommand, warning: Warning): readonly WarningEvent[] {
  const withdrawn: readonly WarningEvent[] =
    warning.state === 'standing' ? [{ type: 'WarningWithdrawn', data: warning.finding }] : []
  if (command.type === 'RecordAbsence') {
    const { no_feed_of } = command
    if (warning.state !== 'standing' || no_feed_of === undefined) return withdrawn
    return [{ type: 'WarningWithdrawn', data: { ...warning.finding, no_feed_of } }]
  }
  const raised: WarningEvent = { type: 'WarningRaised', data: command.finding }
  if (warning.state !== 'standing') return [raised]
  return warning.finding.anchor_at === command.finding.anchor_at ? [] : [...withdrawn, raised]
}
