import type { Position } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SilenceCommand } from '@jianwei/events/silence/decider.ts'
import { SilenceChanged } from '@jianwei/events/silence/errors.ts'
import type { SilenceScope } from '@jianwei/events/silence/events.ts'
import type { PresentSilence } from '@jianwei/events/silence/silence.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openSilence } from '#/silences/silence-aggregate.ts'

/* What people do with silences. */

/** Where a silence is after a step. */
export interface SilenceStepTaken {
  readonly silence: PresentSilence
  readonly revision: number
  /** Of the last event of the step; null where it had been so before and nothing was written. */
  readonly position: Position | null
}

export interface SilenceOrder {
  readonly scope: SilenceScope
  readonly owner: string
  readonly from: Instant
  readonly until: Instant
  readonly actor: string
  readonly reason: string
}

/**
 * Orders a silence. The same order again, by the same person, is the same silence. Throws what the
 * decider refuses.
 */
export function orderSilence(
  log: EventLog,
  order: SilenceOrder,
  at: Instant,
): Promise<SilenceStepTaken> {
  const silence_id = derivedId('silence', canonicalJson(order))
  return takeSilenceStep(log, {
    command: { type: 'OrderSilence', data: { silence_id, ...order }, at },
    at,
    if_match: null,
  })
}

/**
 * Takes a step with a silence. `if_match`: the revision that was seen. Throws SilenceChanged where
 * somebody else was faster, and what the decider refuses.
 */
export async function takeSilenceStep(
  log: EventLog,
  step: {
    readonly command: SilenceCommand
    readonly at: Instant
    readonly if_match: number | null
  },
): Promise<SilenceStepTaken> {
  const { command, at, if_match } = step
  const { result, appended } = await handleCommands(log, async () => {
    const open = await openSilence(log, command.data.silence_id)
    const actual = open.events - 1
    if (if_match !== null && open.state.state !== 'absent' && actual !== if_match)
      throw new SilenceChanged({ expected: if_match, actual })
    open.decide(command, { at })
    const { state: silence } = open
    if (silence.state === 'absent') throw new TypeError('a step leaves a silence')
    return { appends: open.appends, result: { silence, revision: open.events - 1 } }
  })
  return { ...result, position: appended.at(-1)?.position ?? null }
}
