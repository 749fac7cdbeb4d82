import type { Instant } from '@jianwei/events/instant.ts'
import type {
  PendingRow,
  SessionRow,
  SessionsOf,
  SessionStore,
} from '@jianwei/events/ports/session-store.ts'
import { SqliteDatabase } from '#/log/sqlite-database.ts'
import { SESSION_SCHEMA, SessionTables } from '#/sign-in/session-tables.ts'

/** Sessions in a file of their own, so that whoever copies the log copies none of them. */
export class SqliteSessionStore implements SessionStore {
  readonly #database: SqliteDatabase
  readonly #tables: SessionTables

  /** Makes the file where it is absent. Throws LogFileRefused for a file that is none of ours. */
  constructor(path: string) {
    this.#database = SqliteDatabase.open(path, SESSION_SCHEMA)
    this.#tables = new SessionTables(this.#database)
  }

  async add(session: SessionRow): Promise<void> {
    await this.#database.write(() => this.#tables.add(session))
  }

  async withSecret(secretHash: string): Promise<SessionRow | undefined> {
    return this.#database.read(() => this.#tables.withSecret(secretHash))
  }

  async withId(sessionId: string): Promise<SessionRow | undefined> {
    return this.#database.read(() => this.#tables.withId(sessionId))
  }

  async list(account: string | undefined): Promise<readonly SessionRow[]> {
    return this.#database.read(() => this.#tables.list(account))
  }

  async all(of: SessionsOf): Promise<readonly SessionRow[]> {
    return this.#database.read(() => this.#tables.all(of))
  }

  async touch(sessionId: string, at: Instant): Promise<void> {
    await this.#database.write(() => this.#tables.touch(sessionId, at))
  }

  async remove(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length === 0) return
    await this.#database.write(() => this.#tables.remove(sessionIds))
  }

  removeEnded({ now, unused_since }: Parameters<SessionStore['removeEnded']>[0]): Promise<number> {
    return this.#database.write(() => this.#tables.removeEnded(now, unused_since))
  }

  async addPending(pending: PendingRow): Promise<void> {
    await this.#database.write(() => this.#tables.addPending(pending))
  }

  takePending(ticketHash: string): Promise<PendingRow | undefined> {
    return this.#database.write(() => this.#tables.takePending(ticketHash))
  }

  noteFailure(account: string, at: Instant, notBefore: Instant): Promise<number> {
    return this.#database.write(() => this.#tables.noteFailure(account, at, notBefore))
  }

  async forgetFailures(account: string): Promise<void> {
    await this.#database.write(() => this.#tables.forgetFailures(account))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database[Symbol.dispose]()
  }
}
