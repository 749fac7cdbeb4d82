import type { AccountEvent } from '@jianwei/events/access/account.ts'
import { accountDecider, type AccountCommand } from '@jianwei/events/access/decider.ts'
import type { Account } from '@jianwei/events/access/account.ts'
import { recordEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { type Aggregate, handleCommands, OpenStream } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'

const ACCOUNTS_SOURCE = 'jianwei:accounts'
/** What all of access is about: people have no place in the name of a subject. */
export const ACCESS_SUBJECT = 'platform:access'

interface AccountContext {
  readonly now: Instant
}

const accountAggregate: Aggregate<Account | null, AccountCommand, AccountEvent, AccountContext> = {
  stream: 'account',
  decider: accountDecider,
  // The identity holds the revision and what is said there, so two administrators at once are two.
  record: ({ type, data }, place, { now }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: ACCOUNTS_SOURCE,
      id: stepIdentity(place, 'account-step', { type, data }),
      subject_id: ACCESS_SUBJECT,
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

/**
 * Takes steps with one account, all or none, and gives the account after them. Throws what the
 * decider refuses, and StreamConflict when others were faster each time.
 */
export async function takeAccountSteps(
  log: EventLog,
  steps: readonly [AccountEvent, ...AccountEvent[]],
  now: Instant,
): Promise<Account> {
  const { result } = await handleCommands(log, async () => {
    const stream = await OpenStream.load(log, accountAggregate, steps[0].data.account)
    for (const step of steps) stream.decide({ ...step, now }, { now })
    if (stream.state === null) throw new TypeError('a step that is not refused leaves an account')
    return { appends: stream.appends, result: stream.state }
  })
  return result
}
