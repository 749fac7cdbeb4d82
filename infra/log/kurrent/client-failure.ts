import { DomainError, LogUnavailable } from '@jianwei/events/errors.ts'
import {
  INVALID_ARGUMENT,
  PERMISSION_DENIED,
  UNAUTHENTICATED,
  UNIMPLEMENTED,
} from '#/log/kurrent/grpc-codes.ts'
import { isDenial } from '#/log/kurrent/server-problem.ts'

/**
 * The server will never do this: access is denied, the append is too large, the stream was deleted,
 * the server is too old.
 */
export class LogRefused extends DomainError {
  override readonly name = 'LogRefused'
  readonly code = 'LOG_REFUSED'

  constructor(problem: string, options: { cause?: unknown } = {}) {
    super(`the log's server refuses: ${problem}`, options)
  }
}

/**
 * The server came back without events that it had given: it was restored from a backup. Whoever
 * goes on must look what is missing.
 */
export class LogRewound extends DomainError {
  override readonly name = 'LogRewound'
  readonly code = 'LOG_REWOUND'

  constructor(position: number) {
    super(
      `the log no longer holds the event at position ${position}, which it had given before: ` +
        'its server was set back; ' +
        'the next start says what is missing',
    )
  }
}

/** `passing`: the same call may succeed later, and nobody knows whether this one did. */
export type ClientFailure = 'wrong-revision' | 'no-stream' | 'passing' | 'refusal' | 'bug'

// The `type` of the packages' errors; both use the same words.
const REFUSALS: ReadonlySet<string> = new Set([
  'access-denied',
  'invalid-argument',
  'stream-deleted',
  'stream-tombstoned',
  'maximum-append-size-exceeded',
  'append-record-size-exceeded',
  'unsupported',
])

const REFUSAL_CODES: ReadonlySet<number> = new Set([
  INVALID_ARGUMENT,
  PERMISSION_DENIED,
  UNIMPLEMENTED,
  UNAUTHENTICATED,
])

/**
 * What a failure of a client package means. Not every failure is one of the package's own errors:
 * with the server down it throws what gRPC throws, which has a `code` and no `type`, and a cluster
 * without a leader is a bare Error. So whatever is neither a refusal nor a mistake of ours counts
 * as passing, and the limits of `retrying` end it.
 */
export function failureOf(error: unknown): ClientFailure {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError)
    return 'bug'
  if (error instanceof DomainError) return error.retryable ? 'passing' : 'bug'
  const type = 'type' in error ? error.type : undefined
  if (type === 'wrong-expected-version') return 'wrong-revision'
  if (type === 'stream-not-found' || type === 'no-stream') return 'no-stream'
  if (typeof type === 'string' && REFUSALS.has(type)) return 'refusal'
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'number' && REFUSAL_CODES.has(code) ? 'refusal' : 'passing'
}

/**
 * In bytes, what the server takes in one append, where it refused one for its size; undefined for
 * any other failure.
 */
export function sizeLimitOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('type' in error)) return undefined
  if (error.type !== 'maximum-append-size-exceeded') return undefined
  const limit = 'maxAppendSize' in error ? error.maxAppendSize : undefined
  return typeof limit === 'number' && limit > 0 ? limit : undefined
}

/** A failure as callers of the port know it. A mistake of ours comes back as it is. */
export function logError(error: unknown): unknown {
  if (error instanceof DomainError) return error
  // Somebody can give the right while the program runs: then the same call succeeds.
  if (isDenial(error))
    return new LogUnavailable(
      'its server denies access to the user of LOG_URL; npx jianwei doctor says which right is ' +
        'missing',
      { cause: error },
    )
  switch (failureOf(error)) {
    case 'passing':
      return new LogUnavailable(problemOf(error), { cause: error })
    case 'wrong-revision':
    case 'no-stream':
    case 'refusal':
      return new LogRefused(problemOf(error), { cause: error })
    case 'bug':
      return error
  }
}

/** Some of the packages' errors have no message, but all of them have a type. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return 'type' in error ? String(error.type) : error.name
}
