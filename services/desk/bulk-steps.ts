import { randomUUID } from 'node:crypto'
import { AlertUnknown } from '@jianwei/events/alert/errors.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { AlertState } from '@jianwei/events/alert/effects.ts'
import type { Principal } from '#/access/principal.ts'
import { takeAlertStep, type Deciding, type DeskParts } from '#/desk/alert-steps.ts'
import { answerBefore, noteAnswer } from '#/desk/answered-requests.ts'
import { AlertChanged } from '#/desk/changed-alert.ts'
import { rehearseAlertStep } from '#/desk/rehearsal.ts'
import { IdempotencyKeyReused, sha256Of, type RequestIdentity } from '#/desk/request-identity.ts'

/*
 * One step with many alerts, in two requests: what it would come to, and then the step itself, with
 * the token that the first one gave. The token stands for who asked, the step, the alerts and the
 * revision at which each was seen; that is noted in the log, so neither a restart nor another
 * process matters. The answers are noted too: the same token gives the same answers. Where the
 * process dies in between, the same token again goes on: an alert that has taken the step is known
 * by the request of its events.
 */

export const BULK_ALERTS_MAX = 500
const TOKEN_MS = 15 * 60_000
/** Steps that are taken at the same time, and so share what the log's disk takes its time for. */
const TAKEN_AT_ONCE = 8

/** A step, as it is the same for every alert. */
export interface BulkStep {
  readonly name: string
  /** As it was sent. */
  readonly body: object
  readonly commands: (
    deciding: Deciding,
    who: { readonly alert_id: string; readonly actor: string },
  ) => Promise<void> | void
}

export type BulkOutcome = 'done' | 'unchanged' | 'changed' | 'refused'

export interface BulkAnswer {
  readonly alert_id: string
  /** At which it was seen; null where there is no such alert. */
  readonly seen_revision: number | null
  readonly outcome: BulkOutcome
  /** Where it is now, or would be. */
  readonly state: AlertState | null
  readonly revision: number | null
  /** Why not. */
  readonly code: string | null
  readonly detail: string | null
}

export interface BulkPreview {
  readonly token: string
  readonly expires_at: Instant
  readonly items: readonly BulkAnswer[]
}

/** What a token stands for. */
interface Noted {
  readonly step: string
  readonly body: object
  readonly expires_at: Instant
  readonly items: readonly { readonly alert_id: string; readonly revision: number | null }[]
}

/** There is no such token, or it is somebody else's. */
export class BulkTokenUnknown extends DomainError {
  override readonly name = 'BulkTokenUnknown'
  readonly code = 'BULK_TOKEN_UNKNOWN'

  constructor() {
    super('no preview of yours gave this token; ask for a preview first')
  }
}

/** The token is too old, and was not used in time. */
export class BulkTokenExpired extends DomainError {
  override readonly name = 'BulkTokenExpired'
  readonly code = 'BULK_TOKEN_EXPIRED'

  constructor(at: Instant) {
    super(`the preview was good until ${at}; ask for another one`)
  }
}

/** An alert, at the revision at which it was seen; as it is now where nobody says. */
export interface NamedAlert {
  readonly alert_id: string
  readonly revision?: number | undefined
}

/** What the step would come to with each of the alerts. Nothing is changed. */
export async function previewBulk(
  parts: DeskParts,
  principal: Principal,
  step: BulkStep,
  alerts: readonly NamedAlert[],
): Promise<BulkPreview> {
  const token = randomUUID()
  const at = parts.now()
  const expires_at = instantFromMs(msOfInstant(at) + TOKEN_MS)
  const request = requestOf(token, principal)
  const items = await eachOf(alerts, async ({ alert_id, revision = null }) => {
    let seen_revision = revision
    const answer = await answerOf({ alert_id, revision }, () =>
      rehearseAlertStep(parts, {
        alert_id,
        principal,
        if_match: revision,
        request,
        commands: (deciding) => {
          seen_revision = deciding.revision
          return step.commands(deciding, { alert_id, actor: principal.actor })
        },
      }),
    )
    return { ...answer, seen_revision }
  })
  const noted: Noted = {
    step: step.name,
    body: step.body,
    expires_at,
    items: items.map(({ alert_id, seen_revision }) => ({ alert_id, revision: seen_revision })),
  }
  await note(parts, principal, { token, what: 'preview' }, noted)
  return { token, expires_at, items }
}

/**
 * Takes the step that was previewed. `stepOf` reads it again as it was sent. Throws
 * BulkTokenUnknown and BulkTokenExpired.
 */
export async function commitBulk(
  parts: DeskParts,
  principal: Principal,
  token: string,
  stepOf: (name: string, body: object) => BulkStep,
): Promise<readonly BulkAnswer[]> {
  const answered = await notedUnder(parts, principal, { token, what: 'answer' })
  // What was noted under it is answers.
  if (answered !== undefined) return answered as readonly BulkAnswer[]
  // What was noted under it is what a preview noted.
  const noted = (await notedUnder(parts, principal, { token, what: 'preview' })) as
    | Noted
    | undefined
  if (noted === undefined) throw new BulkTokenUnknown()
  if (parts.now() > noted.expires_at) throw new BulkTokenExpired(noted.expires_at)
  const step = stepOf(noted.step, noted.body)
  const request = requestOf(token, principal)
  const answers = await eachOf(noted.items, ({ alert_id, revision }) =>
    answerOf({ alert_id, revision }, async () => {
      // It may be there by now, and then nobody has seen what the step would come to.
      if (revision === null) throw new AlertUnknown(alert_id)
      return takeAlertStep(parts, {
        alert_id,
        principal,
        if_match: revision,
        request,
        commands: (deciding) => step.commands(deciding, { alert_id, actor: principal.actor }),
      })
    }),
  )
  await note(parts, principal, { token, what: 'answer' }, answers)
  // Of two requests with one token at the same time, the answers that were noted are those of both.
  return ((await notedUnder(parts, principal, { token, what: 'answer' })) ??
    answers) as readonly BulkAnswer[]
}

interface Place {
  readonly token: string
  readonly what: 'preview' | 'answer'
}

/** The request whose events a token makes. */
function requestOf(token: string, { actor }: Principal): RequestIdentity {
  return { id: derivedId('bulk', token), hash: sha256Of(actor) }
}

function placeOf({ token, what }: Place, { actor }: Principal): RequestIdentity {
  return { id: derivedId('bulk', what, token), hash: sha256Of(actor) }
}

async function note(
  { log, now }: DeskParts,
  principal: Principal,
  place: Place,
  content: object,
): Promise<void> {
  await noteAnswer(log, placeOf(place, principal), {
    actor: principal.actor,
    request: `bulk ${place.what}`,
    status: 200,
    answer: JSON.stringify(content),
    at: now(),
  })
}

/** Undefined where nothing was noted, and where it was for somebody else. */
async function notedUnder(
  { log }: DeskParts,
  principal: Principal,
  place: Place,
): Promise<unknown> {
  try {
    const before = await answerBefore(log, placeOf(place, principal))
    return before === undefined ? undefined : JSON.parse(before.answer)
  } catch (error) {
    if (error instanceof IdempotencyKeyReused) return undefined
    throw error
  }
}

/** What a step comes to with one alert; a refusal is an answer, a failure is not. */
async function answerOf(
  { alert_id, revision }: { readonly alert_id: string; readonly revision: number | null },
  step: () => Promise<{
    readonly state: AlertState
    readonly revision: number
    readonly position: number | null
  }>,
): Promise<BulkAnswer> {
  const seen = { alert_id, seen_revision: revision, code: null, detail: null }
  try {
    const { state, revision: now, position } = await step()
    return { ...seen, outcome: position === null ? 'unchanged' : 'done', state, revision: now }
  } catch (error) {
    if (!(error instanceof DomainError) || error.retryable) throw error
    const { code, message: detail } = error
    const outcome = error instanceof AlertChanged ? 'changed' : 'refused'
    const now = error instanceof AlertChanged ? error.revision : null
    return { ...seen, outcome, state: null, revision: now, code, detail }
  }
}

async function eachOf<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (let from = 0; from < items.length; from += TAKEN_AT_ONCE)
    answers.push(...(await Promise.all(items.slice(from, from + TAKEN_AT_ONCE).map(work))))
  return answers
}
