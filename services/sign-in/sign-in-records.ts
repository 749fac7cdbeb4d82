import type { SignedIn, SignedOut, SignInFailed } from '@jianwei/events/access/session-events.ts'
import { recordEvent, streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { ACCESS_SUBJECT } from '#/sign-in/account-steps.ts'

const SOURCE = 'jianwei:sign-in'

export type SignInRecord =
  | { readonly type: 'SignedIn'; readonly data: SignedIn }
  | { readonly type: 'SignedOut'; readonly data: SignedOut }
  | { readonly type: 'SignInFailed'; readonly data: SignInFailed; readonly request_id: string }

/** Durable when it resolves: what an auditor asks for is not lost with the process. */
export async function recordSignIn(
  log: EventLog,
  record: SignInRecord,
  now: Instant,
): Promise<void> {
  const { type, data } = record
  const id = record.type === 'SignInFailed' ? record.request_id : record.data.session_id
  const event = recordEvent({
    type,
    schema_version: 1,
    source: SOURCE,
    id: `${type}#${id}`,
    subject_id: ACCESS_SUBJECT,
    region: null,
    occurred_at: now,
    causation_id: null,
    data,
  })
  const stream = streamOf('session', record.type === 'SignInFailed' ? 'refused' : id)
  await log.append([{ stream, expected: 'any', events: [event] }])
}
