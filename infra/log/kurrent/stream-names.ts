import type { StreamId, StreamKind } from '@jianwei/events/envelope.ts'

/** Every kind, or the compiler complains. */
const KINDS: Readonly<Record<StreamKind, true>> = {
  subject: true,
  link: true,
  alert: true,
  silence: true,
  warning: true,
  shadow: true,
  rule: true,
  source: true,
  mapping: true,
  import: true,
  organisation: true,
  routing: true,
  calendar: true,
  authority: true,
  conflict: true,
  quarantine: true,
  clock: true,
  log: true,
  duty: true,
  notice: true,
  delivery: true,
  limits: true,
  regions: true,
  account: true,
  session: true,
  request: true,
  view: true,
  export: true,
  document: true,
  audit: true,
}

/**
 * Departments share their server, so every stream of this log begins with its namespace:
 * `jianwei.subject-91330100MA00000010`. The server takes what is before the first hyphen as the
 * category.
 */
export interface StreamNames {
  /**
   * Starts of the names of all streams that hold events of the log: nothing of the server's own,
   * and no checkpoints.
   */
  readonly prefixes: readonly string[]
  nameOf(stream: StreamId): string
  /** Undefined for a stream that does not belong to the log. */
  streamOf(name: string): StreamId | undefined
  checkpointOf(name: string): string
  /** Where changes of a state lie that several processes keep together: no part of the log. */
  changesOf(name: string): string
}

const NAMESPACE = /^[a-z0-9][a-z0-9.]*$/

/** Throws RangeError for a namespace that is not made of small letters, digits and dots. */
export function streamNames(namespace: string): StreamNames {
  if (!NAMESPACE.test(namespace)) throw new RangeError(`not a namespace for streams: ${namespace}`)
  const prefixes = Object.keys(KINDS).map((kind) => `${namespace}.${kind}-`)
  const start = namespace.length + 1
  return {
    prefixes,
    nameOf: (stream) => `${namespace}.${stream}`,
    streamOf(name) {
      // What follows the namespace is the stream's own name.
      return prefixes.some((prefix) => name.startsWith(prefix))
        ? (name.slice(start) as StreamId)
        : undefined
    },
    checkpointOf: (name) => `${namespace}.checkpoint-${name}`,
    changesOf: (name) => `${namespace}.changes-${name}`,
  }
}
