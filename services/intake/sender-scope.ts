import type { FactCorrected } from '@jianwei/events/amendment/events.ts'
import {
  outOfScope,
  type OutOfScope,
  type SendingScope,
  type SentEvent,
} from '@jianwei/events/access/sending-scope.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import type { Intake } from '#/intake/intake.ts'
import type { IntakeInput } from '#/intake/reading.ts'

/** Who sends, and what it may send. */
export interface Sender {
  /** The account whose key or topic it is. */
  readonly account: string
  /** What carried the input, in words: `this key`, `the topic market-bureau.regulation.credit`. */
  readonly way: string
  readonly sends: SendingScope
}

const ALLOWED_SHOWN_MAX = 10

/**
 * The intake for one sender: what it may not send is refused, each input by itself, and kept, so
 * that it can be taken in once an administrator has widened the scope. What is kept of a source
 * that is not the sender's stands under the channel, where it uses up nobody else's quota.
 */
export function intakeFor(intake: Intake, sender: Sender): Intake {
  return { take: (inputs) => intake.take(inputs.map((input) => withinScope(input, sender))) }
}

function withinScope(input: IntakeInput, sender: Sender): IntakeInput {
  const { reading } = input
  if (!reading.ok) return input
  const found = new Map(
    reading.events.flatMap((event) =>
      outOfScope(sender.sends, sentOf(event)).map((one) => [one.path, one] as const),
    ),
  )
  if (found.size === 0) return input
  const reasons = [...found.values()].map((one) => reasonOf(one, sender))
  const source = found.has('source') ? null : (reading.events[0]?.source ?? null)
  return { ...input, reading: { ok: false, source, reasons } }
}

/** What a correction says instead is what it sends. */
function sentOf(event: NewEvent): SentEvent {
  const { source, type, region, data } = event
  if (type !== 'FactCorrected') return { source, type, region }
  // The event has passed its schema.
  const { replacement } = data as FactCorrected
  return { source, type: replacement.type, region: replacement.region }
}

function reasonOf({ path, allowed }: OutOfScope, { account, way }: Sender): RefusalReason {
  const shown = allowed.slice(0, ALLOWED_SHOWN_MAX).join(', ')
  const more = allowed.length - ALLOWED_SHOWN_MAX
  const message =
    `${way} may send, as ${path}: ${shown}${more > 0 ? ` and ${more} more` : ''}. Correct the ` +
    `event, or ask an administrator to widen what ${account} may send and to send this again`
  return { code: 'SENDER_NOT_ALLOWED', path, message }
}
