import type { Instant } from '@jianwei/events/instant.ts'
import type { SessionRow, SessionsOf, SessionStore } from '@jianwei/events/ports/session-store.ts'
import {
  rowOf,
  rowsOf,
  SqliteDatabase,
  type FileSchema,
  type SqlStatement,
} from '#/log/sqlite-database.ts'

const COLUMNS =
  'session_id, secret_hash, account, way, began_at, used_at, ends_at, provider_session, id_token'
const LISTED_MAX = 1_000

/** Marked "JISE". A step that was released is never changed. */
const SCHEMA: FileSchema = {
  application_id: 0x4a495345,
  steps: [
    `
    CREATE TABLE sessions (
      session_id       TEXT PRIMARY KEY,
      secret_hash      TEXT NOT NULL UNIQUE,
      account          TEXT NOT NULL,
      way              TEXT NOT NULL,
      began_at         TEXT NOT NULL,
      used_at          TEXT NOT NULL,
      ends_at          TEXT NOT NULL,
      provider_session TEXT,
      id_token         TEXT
    ) STRICT;
    CREATE INDEX sessions_of_account ON sessions (account);
    `,
  ],
}

/** Sessions in a file of their own, so that whoever copies the log copies none of them. */
export class SqliteSessionStore implements SessionStore {
  readonly #database: SqliteDatabase
  readonly #insert: SqlStatement
  readonly #selectBySecret: SqlStatement
  readonly #selectById: SqlStatement
  readonly #selectAll: SqlStatement
  readonly #selectOfAccount: SqlStatement
  readonly #selectAllOfAccount: SqlStatement
  readonly #selectAllOfProvider: SqlStatement
  readonly #update: SqlStatement
  readonly #delete: SqlStatement
  readonly #deleteEnded: SqlStatement

  /** Makes the file where it is absent. Throws LogFileRefused for a file that is none of ours. */
  constructor(path: string) {
    const database = SqliteDatabase.open(path, SCHEMA)
    const select = (rest: string): SqlStatement =>
      database.prepare(`SELECT ${COLUMNS} FROM sessions ${rest}`)
    this.#database = database
    this.#insert = database.prepare(
      `INSERT INTO sessions (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#selectBySecret = select('WHERE secret_hash = ?')
    this.#selectById = select('WHERE session_id = ?')
    this.#selectAll = select(`ORDER BY began_at DESC LIMIT ${LISTED_MAX}`)
    this.#selectOfAccount = select(`WHERE account = ? ORDER BY began_at DESC LIMIT ${LISTED_MAX}`)
    this.#selectAllOfAccount = select('WHERE account = ?')
    this.#selectAllOfProvider = select('WHERE provider_session = ?')
    this.#update = database.prepare('UPDATE sessions SET used_at = ? WHERE session_id = ?')
    this.#delete = database.prepare('DELETE FROM sessions WHERE session_id = ?')
    this.#deleteEnded = database.prepare('DELETE FROM sessions WHERE ends_at <= ? OR used_at <= ?')
  }

  async add(session: SessionRow): Promise<void> {
    const { session_id, secret_hash, account, way, began_at, used_at, ends_at } = session
    const { provider_session, id_token } = session
    await this.#database.write(() =>
      this.#insert.run(
        session_id,
        secret_hash,
        account,
        way,
        began_at,
        used_at,
        ends_at,
        provider_session,
        id_token,
      ),
    )
  }

  withSecret(secretHash: string): SessionRow | undefined {
    return this.#database.read(() => sessionOf(this.#selectBySecret.get(secretHash)))
  }

  withId(sessionId: string): SessionRow | undefined {
    return this.#database.read(() => sessionOf(this.#selectById.get(sessionId)))
  }

  list(account: string | undefined): readonly SessionRow[] {
    return this.#database.read(() =>
      sessionsOf(
        account === undefined ? this.#selectAll.all() : this.#selectOfAccount.all(account),
      ),
    )
  }

  all(of: SessionsOf): readonly SessionRow[] {
    return this.#database.read(() =>
      sessionsOf(
        'account' in of
          ? this.#selectAllOfAccount.all(of.account)
          : this.#selectAllOfProvider.all(of.provider_session),
      ),
    )
  }

  async touch(sessionId: string, at: Instant): Promise<void> {
    await this.#database.write(() => this.#update.run(at, sessionId))
  }

  async remove(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length === 0) return
    await this.#database.write(() => {
      for (const id of sessionIds) this.#delete.run(id)
    })
  }

  removeEnded({ now, unused_since }: Parameters<SessionStore['removeEnded']>[0]): Promise<number> {
    return this.#database.write(() => Number(this.#deleteEnded.run(now, unused_since).changes))
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]()
  }
}

function sessionsOf(rows: readonly unknown[]): readonly SessionRow[] {
  return rowsOf(rows).flatMap((row) => sessionOf(row) ?? [])
}

function sessionOf(row: unknown): SessionRow | undefined {
  if (row === undefined) return undefined
  const [session_id, secret_hash, account, way, began_at, used_at, ends_at, ...more] = rowOf(row)
  const [provider_session, id_token] = more
  // The columns of a strict table, written by `add`.
  return {
    session_id,
    secret_hash,
    account,
    way,
    began_at,
    used_at,
    ends_at,
    provider_session,
    id_token,
  } as SessionRow
}
