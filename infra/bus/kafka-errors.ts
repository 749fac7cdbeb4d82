import { BusRefused, BusUnavailable } from '@jianwei/events/ports/message-bus.ts'

/** Answers of the broker that stay the same however often one asks. */
const REFUSALS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'INCONSISTENT_GROUP_PROTOCOL',
  'POLICY_VIOLATION',
])
const ELECTING = new Set([
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
])
const REFUSING = new Set([
  'KafkaJSNotImplemented',
  'KafkaJSSASLAuthenticationError',
  'KafkaJSServerDoesNotSupportApiKey',
])

/** The client's own errors; all of them carry its name. */
export function isClientError(error: unknown): error is Error {
  return error instanceof Error && error.name.startsWith('KafkaJS')
}

/**
 * The client's errors become ours, told apart by the protocol's code or the class; what others
 * threw stays itself.
 */
export function busError(error: unknown): unknown {
  if (!isClientError(error)) return error
  const root = rootCause(error)
  const type = typeOf(root)
  const problem = type === '' ? `${root.name}: ${root.message}` : type
  if (REFUSALS.has(type) || REFUSING.has(root.name))
    return new BusRefused(problem, { cause: error })
  return new BusUnavailable(problem, { cause: error })
}

/** What is known of one of the client's failures. */
export interface ClientProblem {
  /** The protocol's name for it; empty where it did not come from a broker. */
  readonly type: string
  /** The client's name for it. */
  readonly name: string
  /** Everything that is said along its causes. */
  readonly text: string
}

/** Of several failures at once, such as those of topics that are made together, the first. */
export function problemOf(error: unknown): ClientProblem {
  if (!(error instanceof Error)) return { type: '', name: '', text: String(error) }
  const first =
    'errors' in error && Array.isArray(error.errors) ? (error.errors[0] as unknown) : undefined
  if (first !== undefined) return problemOf(first)
  const root = rootCause(error)
  return { type: typeOf(root), name: root.name, text: `${error.message} ${root.message}` }
}

/**
 * True for an answer that will be another one in a moment, such as the one of a leader that has
 * just been replaced.
 */
export function passes(error: unknown): boolean {
  return isClientError(error) && 'retriable' in error && error.retriable === true
}

/** The cluster has not settled yet which broker looks after the group, as at its start. */
export function isElecting(error: Error): boolean {
  return ELECTING.has(typeOf(rootCause(error)))
}

/** The name of the protocol's error code; empty for what did not come from a broker. */
function typeOf(error: Error): string {
  return 'type' in error && typeof error.type === 'string' ? error.type : ''
}

/** A failure that was tried again and again is wrapped in the exhaustion of tries. */
function rootCause(error: Error): Error {
  return error.cause instanceof Error ? rootCause(error.cause) : error
}
