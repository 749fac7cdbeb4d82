import type { Position } from '@jianwei/events/envelope.ts'
import type {
  AsideReason,
  SetAsideCount,
  SetAsideEvent,
  StreamLoss,
  StreamLossKind,
} from '@jianwei/events/ports/log-standing.ts'
import type { LogPosition } from '#/log/kurrent/kurrent-client.ts'
import type { SetAside } from '#/log/kurrent/set-aside.ts'
import type { LogMark } from '#/log/kurrent/subscribed-batches.ts'
import { rowOf, rowsOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'

/**
 * Tables of the index beside the log's own events. Everything in them comes from the server again
 * when the index is built anew, except what somebody has taken out of its files meanwhile.
 */
export const FINDINGS_TABLES = `
  -- How far there is nothing more of the log: an event of anybody.
  CREATE TABLE searched (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    commit_at  INTEGER NOT NULL,
    prepare_at INTEGER NOT NULL,
    event_id   TEXT    NOT NULL,
    is_given   INTEGER NOT NULL
  ) STRICT;

  -- Long stretches in which nothing of the log lies: from its event before them to an event of
  -- somebody else in them.
  CREATE TABLE stretches (
    after_commit INTEGER PRIMARY KEY,
    commit_at    INTEGER NOT NULL,
    prepare_at   INTEGER NOT NULL,
    event_id     TEXT    NOT NULL
  ) STRICT;

  CREATE TABLE set_aside (
    commit_at     INTEGER NOT NULL,
    prepare_at    INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    stream        TEXT    NOT NULL,
    revision      TEXT    NOT NULL,
    event_id      TEXT    NOT NULL,
    type          TEXT    NOT NULL,
    created_ms    INTEGER NOT NULL,
    content       BLOB    NOT NULL,
    content_bytes INTEGER NOT NULL,
    PRIMARY KEY (commit_at, prepare_at)
  ) STRICT, WITHOUT ROWID;

  -- All of them, also those of which nothing else is kept.
  CREATE TABLE set_aside_counts (
    reason       TEXT    NOT NULL,
    stream       TEXT    NOT NULL,
    events       INTEGER NOT NULL,
    first_commit INTEGER NOT NULL,
    last_commit  INTEGER NOT NULL,
    last_prepare INTEGER NOT NULL,
    first_ms     INTEGER NOT NULL,
    last_ms      INTEGER NOT NULL,
    PRIMARY KEY (reason, stream)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE stream_losses (
    commit_at  INTEGER NOT NULL,
    stream     TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    amount     INTEGER,
    given      INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (commit_at, stream, kind)
  ) STRICT, WITHOUT ROWID;
`
const TABLES = ['searched', 'stretches', 'set_aside', 'set_aside_counts', 'stream_losses'] as const

/** Events that are kept with their content; all are counted. */
const KEPT_MAX = 10_000

/** What the index has found beside the log's own events. */
export class IndexFindings {
  readonly #database: SqliteDatabase
  readonly #saveSearched: SqlStatement
  readonly #saveStretch: SqlStatement
  readonly #selectStretch: SqlStatement
  readonly #insertAside: SqlStatement
  readonly #countKept: SqlStatement
  readonly #countAside: SqlStatement
  readonly #insertLoss: SqlStatement
  #searched: LogMark | undefined

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#saveSearched = database.prepare(`
      INSERT INTO searched VALUES (1, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET commit_at = excluded.commit_at, prepare_at = excluded.prepare_at,
        event_id = excluded.event_id, is_given = excluded.is_given
      WHERE (excluded.commit_at, excluded.prepare_at) > (searched.commit_at, searched.prepare_at)`)
    this.#saveStretch = database.prepare(`
      INSERT INTO stretches VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET commit_at = excluded.commit_at, prepare_at = excluded.prepare_at,
        event_id = excluded.event_id WHERE excluded.commit_at > stretches.commit_at`)
    this.#selectStretch = database.prepare(
      'SELECT commit_at, prepare_at, event_id FROM stretches WHERE after_commit = ?',
    )
    this.#insertAside = database.prepare(`
      INSERT INTO set_aside VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.#countKept = database.prepare('SELECT count(*) FROM set_aside')
    this.#countAside = database.prepare(`
      INSERT INTO set_aside_counts VALUES (?1, ?2, 1, ?3, ?3, ?4, ?5, ?5)
      ON CONFLICT DO UPDATE SET events = events + 1, last_commit = excluded.last_commit,
        last_prepare = excluded.last_prepare, last_ms = excluded.last_ms
      WHERE (excluded.last_commit, excluded.last_prepare) > (last_commit, last_prepare)`)
    this.#insertLoss = database.prepare(
      'INSERT INTO stream_losses VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#searched = this.#savedSearched()
  }

  /** The last event up to which everything of the log is in the index. */
  get searched(): LogMark | undefined {
    return this.#searched
  }

  /** In a transaction of the index. */
  writeSearched(mark: LogMark): void {
    const { place, id } = mark.event
    this.#saveSearched.run(Number(place.commit), Number(place.prepare), id, Number(mark.isGiven))
  }

  /** When the transaction is through. */
  noteSearched(mark: LogMark): void {
    this.#searched = mark
  }

  /** In a transaction of the index. `after`: 0 for the log's start. */
  writeStretch(after: number, { event }: LogMark): void {
    this.#saveStretch.run(after, Number(event.place.commit), Number(event.place.prepare), event.id)
  }

  /** Where to go on behind an event of the log when nothing of it follows for long. */
  stretchAfter(position: Position): LogMark | undefined {
    const row = this.#database.read(() => this.#selectStretch.get(position))
    return row === undefined ? undefined : markOf(rowOf(row), false)
  }

  /** In a transaction of the index. One that comes again changes nothing. */
  writeAside(events: readonly SetAside[]): void {
    if (events.length === 0) return
    let room = KEPT_MAX - Number(rowOf(this.#countKept.get())[0])
    for (const event of events) {
      const [commit, prepare] = [Number(event.place.commit), Number(event.place.prepare)]
      const { reason, stream, created_ms } = event
      this.#countAside.run(reason, stream, commit, prepare, created_ms)
      if (room <= 0) continue
      room -= 1
      this.#insertAside.run(
        commit,
        prepare,
        reason,
        stream,
        event.revision,
        event.event_id,
        event.type,
        created_ms,
        event.content,
        event.content_bytes,
      )
    }
  }

  /** In a transaction of the index. One that comes again changes nothing. */
  writeLosses(losses: readonly StreamLoss[]): void {
    for (const { position, stream, kind, amount, given, found_ms } of losses)
      this.#insertLoss.run(position, stream, kind, amount, given, found_ms)
  }

  setAsideCounts(): readonly SetAsideCount[] {
    const rows = this.#rows(`SELECT reason, stream, events, first_commit, last_commit, first_ms,
        last_ms FROM set_aside_counts ORDER BY first_commit`)
    // The columns are what `writeAside` has written.
    return rows.map(([reason, stream, events, first, last, first_ms, last_ms]) => ({
      reason: reason as AsideReason,
      stream: stream as string,
      events: events as number,
      first_position: first as Position,
      last_position: last as Position,
      first_ms: first_ms as number,
      last_ms: last_ms as number,
    }))
  }

  /** Those that are kept, oldest first. */
  setAside(limit: number): readonly SetAsideEvent[] {
    const rows = this.#rows(
      `SELECT commit_at, reason, stream, revision, event_id, type, created_ms, content,
        content_bytes FROM set_aside ORDER BY commit_at, prepare_at LIMIT ?`,
      limit,
    )
    // As above.
    return rows.map((row) => ({
      position: row[0] as Position,
      reason: row[1] as AsideReason,
      stream: row[2] as string,
      revision: row[3] as string,
      event_id: row[4] as string,
      type: row[5] as string,
      created_ms: row[6] as number,
      content: row[7] as Uint8Array,
      content_bytes: row[8] as number,
    }))
  }

  /** Oldest first. That a limit was lifted is said only where there was one. */
  losses(): readonly StreamLoss[] {
    const rows = this.#rows(`SELECT commit_at, stream, kind, amount, given, created_ms
        FROM stream_losses ORDER BY commit_at`)
    // As above.
    const losses = rows.map(([position, stream, kind, amount, given, found_ms]) => ({
      position: position as Position,
      stream: stream as string,
      kind: kind as StreamLossKind,
      amount: amount as number | null,
      given: given as number,
      found_ms: found_ms as number,
    }))
    const limited = new Set<string>()
    return losses.filter(({ stream, kind }) => {
      if (kind === 'lifted') return limited.delete(stream)
      if (kind !== 'missing' && kind !== 'tombstoned') limited.add(stream)
      return true
    })
  }

  /** In a transaction of the index. */
  clear(): void {
    for (const table of TABLES) this.#database.prepare(`DELETE FROM ${table}`).run()
  }

  forget(): void {
    this.#searched = undefined
  }

  #rows(statement: string, ...values: readonly number[]): readonly (readonly unknown[])[] {
    return this.#database.read(() => rowsOf(this.#database.prepare(statement).all(...values)))
  }

  #savedSearched(): LogMark | undefined {
    const [row] = this.#rows('SELECT commit_at, prepare_at, event_id, is_given FROM searched')
    return row === undefined ? undefined : markOf(row, row[3] === 1)
  }
}

function markOf([commit, prepare, id]: readonly unknown[], isGiven: boolean): LogMark {
  // The columns are what this file has written.
  const place: LogPosition = {
    commit: BigInt(commit as number),
    prepare: BigInt(prepare as number),
  }
  return { event: { id: id as string, place }, isGiven }
}
