import type { SendingScope } from '@jianwei/events/access/sending-scope.ts'
import { inboundTopics, partsOfTopic } from '@jianwei/events/topics.ts'
import type { Intake } from '#/intake/intake.ts'
import { intakeFor } from '#/intake/sender-scope.ts'

/** Topics whose names begin with the prefix are the account's. */
export interface BoundPrefix {
  readonly prefix: string
  readonly account: string
  readonly sends: SendingScope
}

/** All that departments send on: the topics that they share, and those of each. */
export function topicsOf(bound: readonly BoundPrefix[]): readonly string[] {
  return ['', ...bound.map(({ prefix }) => prefix)].flatMap(topicsUnder)
}

/** The topics of the department with the prefix. */
export function topicsUnder(prefix: string): readonly string[] {
  return inboundTopics.map(({ name }) => `${prefix}${name}`)
}

/**
 * The intake for messages of a topic. Records carry no sender: who may write to the topic is the
 * broker's to say, and what may stand there is what its department may send. Of topics that are
 * nobody's any more nothing is taken.
 */
export function intakeOfTopic(
  intake: Intake,
  topic: string,
  bound: readonly BoundPrefix[],
): Intake {
  const { prefix } = partsOfTopic(topic)
  if (prefix === '') return intake
  const owner = bound.find((one) => one.prefix === prefix)
  const way = `the topic ${topic}`
  if (owner !== undefined)
    return intakeFor(intake, { account: owner.account, way, sends: owner.sends })
  const reason = {
    code: 'SENDER_NOT_ALLOWED',
    path: '',
    message: `${way} is bound to no department; an administrator binds its prefix ${prefix}`,
  }
  return {
    take: (inputs) =>
      intake.take(
        inputs.map((input) =>
          input.reading.ok
            ? { ...input, reading: { ok: false, source: null, reasons: [reason] } }
            : input,
        ),
      ),
  }
}
