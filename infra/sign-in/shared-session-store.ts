import type { Instant } from '@jianwei/events/instant.ts'
import type {
  PendingRow,
  SessionRow,
  SessionsOf,
  SessionStore,
} from '@jianwei/events/ports/session-store.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { ChangeFold } from '#/log/change-fold.ts'
import type { ChangeStream } from '#/log/change-stream.ts'
import { FoldedFile } from '#/log/folded-file.ts'
import { SESSION_SCHEMA, SessionTables } from '#/sign-in/session-tables.ts'

/** How long a request waits for the server before it is answered by what is known here. */
const ASK_MS = 1_000
/** And so long nobody waits for it again. */
const AWAY_MS = 2_000

interface Changes {
  add: { readonly session: SessionRow }
  touch: { readonly session_id: string; readonly at: Instant }
  remove: { readonly session_ids: readonly string[] }
  remove_ended: { readonly now: Instant; readonly unused_since: Instant }
  add_pending: { readonly pending: PendingRow }
  take_pending: { readonly ticket_hash: string }
  note_failure: { readonly account: string; readonly at: Instant; readonly not_before: Instant }
  forget_failures: { readonly account: string }
}

interface Outcomes {
  add: null
  touch: null
  remove: null
  remove_ended: number
  add_pending: null
  take_pending: PendingRow | null
  note_failure: number
  forget_failures: null
}

type Kind = keyof Changes
type ChangeOf<K extends Kind> = { readonly kind: K } & Changes[K]
type Change = { [K in Kind]: ChangeOf<K> }[Kind]

const KINDS: ReadonlySet<string> = new Set<Kind>([
  'add',
  'touch',
  'remove',
  'remove_ended',
  'add_pending',
  'take_pending',
  'note_failure',
  'forget_failures',
])

export interface SharedSessionStoreOptions {
  /** The server may forget changes that are older than the longest session. */
  readonly stream: ChangeStream
  /** The copy of this process: it may be deleted. */
  readonly file: string
  readonly onUnreadable: (changes: number) => void
}

/**
 * Sessions that all processes of a log on a server keep together: who signed in at one is signed in
 * at each, and who signed out at one is so at each. While the server is away, those who are known
 * here stay signed in, and nobody comes in or leaves.
 */
export class SharedSessionStore implements SessionStore {
  readonly #fold: ChangeFold<Change, Outcomes[Kind]>
  readonly #file: FoldedFile
  readonly #tables: SessionTables
  readonly #touching = new Set<string>()
  #awayUntil = Number.NEGATIVE_INFINITY

  constructor({ stream, file, onUnreadable }: SharedSessionStoreOptions) {
    this.#file = FoldedFile.open(file, SESSION_SCHEMA)
    this.#tables = new SessionTables(this.#file.database)
    this.#fold = new ChangeFold<Change, Outcomes[Kind]>({
      stream,
      file: this.#file,
      isChange,
      carryOut: (change) => carriedOut(this.#tables, change),
      onLost: ({ changes, why }) => {
        if (why === 'unreadable') onUnreadable(changes)
      },
    })
  }

  async add(session: SessionRow): Promise<void> {
    await this.#change({ kind: 'add', session })
  }

  async withSecret(secretHash: string): Promise<SessionRow | undefined> {
    return this.#one(() => this.#tables.withSecret(secretHash))
  }

  async withId(sessionId: string): Promise<SessionRow | undefined> {
    return this.#one(() => this.#tables.withId(sessionId))
  }

  async list(account: string | undefined): Promise<readonly SessionRow[]> {
    await this.#fold.caughtUp()
    return this.#file.database.read(() => this.#tables.list(account))
  }

  async all(of: SessionsOf): Promise<readonly SessionRow[]> {
    await this.#fold.caughtUp()
    return this.#file.database.read(() => this.#tables.all(of))
  }

  /** Nobody waits for it: what is not noted now is noted at the next use. */
  async touch(sessionId: string, at: Instant): Promise<void> {
    if (this.#touching.has(sessionId)) return
    this.#touching.add(sessionId)
    const touched = this.#change({ kind: 'touch', session_id: sessionId, at }).finally(() =>
      this.#touching.delete(sessionId),
    )
    await Promise.race([touched, afterMs(ASK_MS)]).catch(onlyAway)
    touched.catch(() => {})
  }

  async remove(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length > 0) await this.#change({ kind: 'remove', session_ids: sessionIds })
  }

  removeEnded(ended: Parameters<SessionStore['removeEnded']>[0]): Promise<number> {
    return this.#change({ kind: 'remove_ended', ...ended })
  }

  async addPending(pending: PendingRow): Promise<void> {
    await this.#change({ kind: 'add_pending', pending })
  }

  async takePending(ticketHash: string): Promise<PendingRow | undefined> {
    return (await this.#change({ kind: 'take_pending', ticket_hash: ticketHash })) ?? undefined
  }

  noteFailure(account: string, at: Instant, notBefore: Instant): Promise<number> {
    return this.#change({ kind: 'note_failure', account, at, not_before: notBefore })
  }

  async forgetFailures(account: string): Promise<void> {
    await this.#change({ kind: 'forget_failures', account })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#fold[Symbol.asyncDispose]()
  }

  async #change<K extends Kind>(change: ChangeOf<K>): Promise<Outcomes[K]> {
    // `carriedOut` gives for each kind what the table of outcomes says.
    return (await this.#fold.change(change as Change)) as Outcomes[K]
  }

  /** As of now; while the server is away, as it was known here. Throws LogUnavailable. */
  async #one(find: () => SessionRow | undefined): Promise<SessionRow | undefined> {
    const look = (): SessionRow | undefined => this.#file.database.read(find)
    const known = look()
    if (known !== undefined && performance.now() < this.#awayUntil) return known
    const reading = this.#fold.caughtUp()
    try {
      if (known === undefined) await reading
      else await Promise.race([reading, tooSlow()])
      return look()
    } catch (error) {
      reading.catch(() => {})
      if (known === undefined) throw error
      onlyAway(error)
      this.#awayUntil = performance.now() + AWAY_MS
      return known
    }
  }
}

/** Nobody is told: the answer is by what is known here. */
class SlowServer extends DomainError {
  override readonly name = 'SlowServer'
  readonly code = 'LOG_UNAVAILABLE'
  override readonly retryable = true

  constructor() {
    super(`the server did not say within ${ASK_MS} ms who is signed in`)
  }
}

function onlyAway(error: unknown): void {
  if (!(error instanceof DomainError) || !error.retryable) throw error
}

async function tooSlow(): Promise<never> {
  await afterMs(ASK_MS)
  throw new SlowServer()
}

async function afterMs(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, ms).unref()
  await promise
}

/** Only this program writes the stream, so what has a kind has its shape. */
function isChange(change: unknown): change is Change {
  return (
    typeof change === 'object' &&
    change !== null &&
    'kind' in change &&
    typeof change.kind === 'string' &&
    KINDS.has(change.kind)
  )
}

function carriedOut(tables: SessionTables, change: Change): Outcomes[Kind] {
  switch (change.kind) {
    case 'add':
      return nothing(tables.add(change.session))
    case 'touch':
      return nothing(tables.touch(change.session_id, change.at))
    case 'remove':
      return nothing(tables.remove(change.session_ids))
    case 'remove_ended':
      return tables.removeEnded(change.now, change.unused_since)
    case 'add_pending':
      return nothing(tables.addPending(change.pending))
    case 'take_pending':
      return tables.takePending(change.ticket_hash) ?? null
    case 'note_failure':
      return tables.noteFailure(change.account, change.at, change.not_before)
    case 'forget_failures':
      return nothing(tables.forgetFailures(change.account))
  }
}

function nothing(_done: void): null {
  return null
}
