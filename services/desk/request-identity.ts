import { createHash } from 'node:crypto'
import { DomainError } from '@jianwei/events/errors.ts'
import { derivedId } from '@jianwei/events/identity.ts'

/** What tells a request from another: the same one sent again is the same one. */
export interface RequestIdentity {
  /** Of who sent it and the key that they chose. */
  readonly id: string
  /** SHA-256 of method, address and body. */
  readonly hash: string
}

/** Somebody chose the same key for something else. */
export class IdempotencyKeyReused extends DomainError {
  override readonly name = 'IdempotencyKeyReused'
  readonly code = 'IDEMPOTENCY_KEY_REUSED'

  constructor() {
    super('another request was sent under this key; choose a new one')
  }
}

/** `said`: method, address and body. */
export function requestIdentity(actor: string, key: string, said: string): RequestIdentity {
  return { id: derivedId('request', actor, key), hash: sha256Of(said) }
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

const PREFIX = 'request'

/** What the events of a request carry, so that it is found again in the streams that it changed. */
export function correlationOf({ id, hash }: RequestIdentity): string {
  return `${PREFIX}:${id}:${hash}`
}

/**
 * Whether an event came of this request. Throws IdempotencyKeyReused where it came of another one
 * under the same key.
 */
export function isOf(request: RequestIdentity, correlationId: string): boolean {
  if (!correlationId.startsWith(`${PREFIX}:${request.id}:`)) return false
  if (correlationId !== correlationOf(request)) throw new IdempotencyKeyReused()
  return true
}
