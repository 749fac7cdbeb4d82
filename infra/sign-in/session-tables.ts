import type { Instant } from '@jianwei/events/instant.ts'
import type { PendingRow, SessionRow, SessionsOf } from '@jianwei/events/ports/session-store.ts'
import {
  rowOf,
  rowsOf,
  type FileSchema,
  type SqlStatement,
  type SqliteDatabase,
} from '#/log/sqlite-database.ts'

const COLUMNS =
  'session_id, secret_hash, account, way, began_at, used_at, ends_at, provider_session, id_token'
const LISTED_MAX = 1_000
/** Beyond these the oldest begins anew. */
const PENDING_MAX = 10_000

/** Marked "JISE". A step that was released is never changed. */
export const SESSION_SCHEMA: FileSchema = {
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
    `
    CREATE TABLE pending_sign_ins (
      number      INTEGER PRIMARY KEY AUTOINCREMENT,
      ticket_hash TEXT NOT NULL UNIQUE,
      sealed      TEXT NOT NULL,
      since       TEXT NOT NULL
    ) STRICT;

    -- Failed attempts in a row.
    CREATE TABLE sign_in_failures (
      account TEXT PRIMARY KEY,
      count   INTEGER NOT NULL,
      last    TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last);
    `,
  ],
}

/**
 * The session store port as pieces of one transaction, which is that of whoever calls. The same
 * calls in the same order make the same rows.
 */
export class SessionTables {
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
  readonly #insertPending: SqlStatement
  readonly #limitPending: SqlStatement
  readonly #takePending: SqlStatement
  readonly #fail: SqlStatement
  readonly #forgetOld: SqlStatement
  readonly #forget: SqlStatement

  constructor(database: SqliteDatabase) {
    const select = (rest: string): SqlStatement =>
      database.prepare(`SELECT ${COLUMNS} FROM sessions ${rest}`)
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
    this.#insertPending = database.prepare(
      'INSERT INTO pending_sign_ins (ticket_hash, sealed, since) VALUES (?, ?, ?)',
    )
    this.#limitPending = database.prepare(
      'DELETE FROM pending_sign_ins WHERE number <= ' +
        `(SELECT max(number) - ${PENDING_MAX} FROM pending_sign_ins)`,
    )
    this.#takePending = database.prepare(
      'DELETE FROM pending_sign_ins WHERE ticket_hash = ? RETURNING ticket_hash, sealed, since',
    )
    this.#fail = database.prepare(`
      INSERT INTO sign_in_failures VALUES (?, 1, ?)
      ON CONFLICT DO UPDATE SET count = count + 1, last = excluded.last RETURNING count`)
    this.#forgetOld = database.prepare('DELETE FROM sign_in_failures WHERE last < ?')
    this.#forget = database.prepare('DELETE FROM sign_in_failures WHERE account = ?')
  }

  add(session: SessionRow): void {
    this.#insert.run(
      session.session_id,
      session.secret_hash,
      session.account,
      session.way,
      session.began_at,
      session.used_at,
      session.ends_at,
      session.provider_session,
      session.id_token,
    )
  }

  withSecret(secretHash: string): SessionRow | undefined {
    return sessionOf(this.#selectBySecret.get(secretHash))
  }

  withId(sessionId: string): SessionRow | undefined {
    return sessionOf(this.#selectById.get(sessionId))
  }

  list(account: string | undefined): readonly SessionRow[] {
    return sessionsOf(
      account === undefined ? this.#selectAll.all() : this.#selectOfAccount.all(account),
    )
  }

  all(of: SessionsOf): readonly SessionRow[] {
    return sessionsOf(
      'account' in of
        ? this.#selectAllOfAccount.all(of.account)
        : this.#selectAllOfProvider.all(of.provider_session),
    )
  }

  touch(sessionId: string, at: Instant): void {
    this.#update.run(at, sessionId)
  }

  remove(sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.#delete.run(id)
  }

  removeEnded(now: Instant, unusedSince: Instant): number {
    return Number(this.#deleteEnded.run(now, unusedSince).changes)
  }

  addPending({ ticket_hash, sealed, since }: PendingRow): void {
    this.#insertPending.run(ticket_hash, sealed, since)
    this.#limitPending.run()
  }

  takePending(ticketHash: string): PendingRow | undefined {
    const row = this.#takePending.get(ticketHash)
    if (row === undefined) return undefined
    const [ticket_hash, sealed, since] = rowOf(row)
    // What `addPending` wrote.
    return { ticket_hash, sealed, since } as PendingRow
  }

  noteFailure(account: string, at: Instant, notBefore: Instant): number {
    this.#forgetOld.run(notBefore)
    // RETURNING gives the row that was written.
    return Number(rowOf(this.#fail.get(account, at))[0])
  }

  forgetFailures(account: string): void {
    this.#forget.run(account)
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
