import { crc32 } from 'node:zlib'
import type { StreamId, StreamKind } from '@jianwei/events/envelope.ts'

/** Every kind, or the compiler complains. */
const KINDS: Readonly<Record<StreamKind, true>> = {
  subject: true,
  link: true,
  alert: true,
  silence: true,
  warning: true,
  shadow: true,
  ledgeraudit: true,
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

interface Journal {
  readonly name: string
  /** Into so many journals the streams are divided, by a hash of their names. Never changed. */
  readonly shares: number
}

/**
 * Facts come from several processes at once, which then collide less often; few, so that the facts
 * of a batch share few appends.
 */
const FACTS: Journal = { name: 'fact', shares: 4 }
/** Written by the one sentinel that is active. */
const LEDGER: Journal = { name: 'ledger', shares: 1 }

/** The kinds that have very many streams of few events each. */
const JOURNALS: Readonly<Partial<Record<string, Journal>>> = {
  subject: FACTS,
  quarantine: FACTS,
  warning: LEDGER,
  shadow: LEDGER,
} satisfies Partial<Record<StreamKind, Journal>>

/**
 * Departments share their server, so every stream of this log begins with its namespace:
 * `jianwei.alert-7b0c…`. The server takes what is before the first hyphen as the category.
 *
 * A stream of the log has a stream of the server to itself, or it lies with many others in a
 * journal, `jianwei.journal-fact-2`, and each event's metadata say in which stream it is.
 */
export interface StreamNames {
  /**
   * Starts of the names of all streams that hold events of the log: nothing of the server's own,
   * and no checkpoints.
   */
  readonly prefixes: readonly string[]
  /** How the names of all of this program's streams on the server begin. */
  readonly start: string
  /** Whether events of the log lie in the stream. */
  isOfLog(name: string): boolean
  /** Of the stream that it has to itself, or would have. */
  nameOf(stream: StreamId): string
  /** The journal to which its events go; undefined for one that has a stream to itself. */
  journalOf(stream: StreamId): string | undefined
  isJournal(name: string): boolean
  /** Whether the name is one of a stream of the log: without its namespace. */
  isStream(name: string): name is StreamId
  /** Undefined for a journal, and for a stream that does not belong to the log. */
  streamOf(name: string): StreamId | undefined
  checkpointOf(name: string): string
  /** Where changes of a state lie that several processes keep together: no part of the log. */
  changesOf(name: string): string
}

export interface StreamNamesOptions {
  /**
   * One journal for everything that goes to one, so that its order is that of the appends: for a
   * copy, while nobody else writes. Readers find both alike.
   */
  readonly one_journal?: boolean
}

const NAMESPACE = /^[a-z0-9][a-z0-9.]*$/

/** Throws RangeError for a namespace that is not made of small letters, digits and dots. */
export function streamNames(
  namespace: string,
  { one_journal = false }: StreamNamesOptions = {},
): StreamNames {
  if (!NAMESPACE.test(namespace)) throw new RangeError(`not a namespace for streams: ${namespace}`)
  const journalPrefix = `${namespace}.journal-`
  const streamPrefixes = Object.keys(KINDS).map((kind) => `${namespace}.${kind}-`)
  const start = namespace.length + 1
  const isStream = (name: string): name is StreamId => {
    const hyphen = name.indexOf('-')
    return hyphen > 0 && Object.hasOwn(KINDS, name.slice(0, hyphen))
  }
  const prefixes = [...streamPrefixes, journalPrefix]
  return {
    prefixes,
    start: `${namespace}.`,
    isOfLog: (name) => prefixes.some((prefix) => name.startsWith(prefix)),
    nameOf: (stream) => `${namespace}.${stream}`,
    journalOf(stream) {
      const journal = JOURNALS[stream.slice(0, stream.indexOf('-'))]
      if (journal === undefined) return undefined
      if (one_journal) return `${journalPrefix}copy-0`
      return `${journalPrefix}${journal.name}-${crc32(stream) % journal.shares}`
    },
    isJournal: (name) => name.startsWith(journalPrefix),
    isStream,
    streamOf(name) {
      if (!name.startsWith(`${namespace}.`)) return undefined
      const stream = name.slice(start)
      return isStream(stream) ? stream : undefined
    },
    checkpointOf: (name) => `${namespace}.checkpoint-${name}`,
    changesOf: (name) => `${namespace}.changes-${name}`,
  }
}
