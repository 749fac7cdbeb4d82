import { hash } from 'node:crypto'
import type { Ordinal, Position } from '@jianwei/events/envelope.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { StreamLoss } from '@jianwei/events/ports/log-standing.ts'
import type { RecordedPosition } from '#/log/kurrent/event-format.ts'
import { FINDINGS_TABLES, IndexFindings } from '#/log/kurrent/index-findings.ts'
import type { LogPosition } from '#/log/kurrent/kurrent-client.ts'
import type { SetAside } from '#/log/kurrent/set-aside.ts'
import type { LogMark } from '#/log/kurrent/subscribed-batches.ts'
import {
  rowOf,
  rowsOf,
  type FileSchema,
  type SqlStatement,
  SqliteDatabase,
} from '#/log/sqlite-database.ts'

/** An event of the log, as the index takes it in. */
export interface PositionedEvent extends RecordedPosition {
  readonly event_id: EventId
  /** The name that its stream has, or would have, on the server, and its place in it. */
  readonly stream: string
  readonly revision: number
  /** Where it lies, unless that is its stream itself. */
  readonly journal?: JournalPlace
  /** The fact that it corrects or retracts. */
  readonly amended?: FactId
}

export interface JournalPlace {
  readonly name: string
  readonly revision: number
}

/** An event of a stream that lies in journals. */
export interface StreamMember {
  /** In its stream. */
  readonly revision: number
  readonly journal: JournalPlace
}

/** How far the index has read. */
export interface IndexReach {
  readonly logPosition: LogPosition
  readonly last: Pick<PositionedEvent, 'event_id' | 'position' | 'ordinal' | 'recorded_ms'>
}

/** What was found in a stretch of the log that follows the reach. */
export interface TakenStretch {
  readonly events: readonly PositionedEvent[]
  /** Behind the last of the events; undefined when there is none. */
  readonly reach: IndexReach | undefined
  readonly aside: readonly SetAside[]
  readonly losses: readonly StreamLoss[]
  /** Everything up to there is in it. */
  readonly searched?: LogMark | undefined
  /** Between the event at the position (0: none) and the mark nothing of the log lies. */
  readonly stretch?: { readonly after: number; readonly mark: LogMark } | undefined
}

/** Marked "JIAX". */
const INDEX_SCHEMA: FileSchema = {
  application_id: 0x4a494158,
  steps: [
    `
    CREATE TABLE places (
      event_id    BLOB    PRIMARY KEY,
      position    INTEGER NOT NULL,
      recorded_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE streams (
      stream   TEXT    PRIMARY KEY,
      revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE reach (
      only        INTEGER PRIMARY KEY CHECK (only = 1),
      -- Decimal text: they may exceed what a number can hold.
      commit_at   TEXT    NOT NULL,
      prepare_at  TEXT    NOT NULL,
      event_id    TEXT    NOT NULL,
      position    INTEGER NOT NULL,
      recorded_ms INTEGER NOT NULL
    ) STRICT;
    `,
    `
    CREATE TABLE amendments (
      fact_id  BLOB    NOT NULL,
      position INTEGER NOT NULL,
      event_id BLOB    NOT NULL,
      PRIMARY KEY (fact_id, position)
    ) STRICT, WITHOUT ROWID;

    -- An index without them is built anew from the log.
    DELETE FROM places;
    DELETE FROM streams;
    DELETE FROM reach;
    `,
    `
    -- An index that has not counted the events is built anew from the log.
    DROP TABLE places;
    CREATE TABLE places (
      event_id    BLOB    PRIMARY KEY,
      position    INTEGER NOT NULL,
      ordinal     INTEGER NOT NULL,
      recorded_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Events whose ids the log holds before them.
    CREATE TABLE repeats (
      position    INTEGER PRIMARY KEY,
      ordinal     INTEGER NOT NULL,
      recorded_ms INTEGER NOT NULL
    ) STRICT;

    DROP TABLE reach;
    CREATE TABLE reach (
      only        INTEGER PRIMARY KEY CHECK (only = 1),
      -- Decimal text: they may exceed what a number can hold.
      commit_at   TEXT    NOT NULL,
      prepare_at  TEXT    NOT NULL,
      event_id    TEXT    NOT NULL,
      position    INTEGER NOT NULL,
      ordinal     INTEGER NOT NULL,
      recorded_ms INTEGER NOT NULL
    ) STRICT;

    DELETE FROM streams;
    DELETE FROM amendments;
    `,
    `
    CREATE TABLE journals (
      journal INTEGER PRIMARY KEY,
      name    TEXT    NOT NULL UNIQUE
    ) STRICT;

    -- The events of the streams that lie in journals.
    CREATE TABLE members (
      -- A hash of the name, so two streams may share one: whoever reads the events sees which.
      stream           INTEGER NOT NULL,
      revision         INTEGER NOT NULL,
      journal          INTEGER NOT NULL,
      journal_revision INTEGER NOT NULL,
      PRIMARY KEY (stream, revision, journal, journal_revision)
    ) STRICT, WITHOUT ROWID;
    `,
    `
    ${FINDINGS_TABLES}

    -- An index that did not look for them is built anew from the log.
    DELETE FROM places;
    DELETE FROM repeats;
    DELETE FROM members;
    DELETE FROM amendments;
    DELETE FROM streams;
    DELETE FROM reach;
    `,
  ],
}

/** Ids looked up by one statement. */
const PROBE_IDS = 64
const NO_ID = new Uint8Array()

/**
 * What the server cannot tell: where an event with a given id is, its number, and the latest time
 * recorded before it; and what it would have to be asked: where streams end. Everything in it is
 * copied from the log, so the file may be deleted at any time and is then built anew.
 */
export class PositionIndex implements Disposable {
  readonly #database: SqliteDatabase
  readonly #probe: SqlStatement
  readonly #probeAmendments: SqlStatement
  readonly #insert: SqlStatement
  readonly #insertRepeat: SqlStatement
  readonly #selectRepeat: SqlStatement
  readonly #selectEventsUpTo: SqlStatement
  readonly #insertAmendment: SqlStatement
  readonly #selectRevision: SqlStatement
  readonly #saveRevision: SqlStatement
  readonly #insertJournal: SqlStatement
  readonly #insertMember: SqlStatement
  readonly #selectMembers: SqlStatement
  readonly #saveReach: SqlStatement
  readonly findings: IndexFindings
  #reach: IndexReach | undefined

  private constructor(database: SqliteDatabase) {
    this.#database = database
    // Losing the last moments with the power costs reading them again.
    database.prepare('PRAGMA synchronous = NORMAL').run()
    this.findings = new IndexFindings(database)
    this.#probe = database.prepare(
      `SELECT event_id, position, ordinal, recorded_ms FROM places
        WHERE event_id IN (${Array.from({ length: PROBE_IDS }, () => '?').join()})`,
    )
    this.#probeAmendments = database.prepare(
      'SELECT event_id, position FROM amendments WHERE fact_id = ?',
    )
    this.#insertAmendment = database.prepare(
      'INSERT INTO amendments VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    )
    // Should an id be in the log twice, its position is the first.
    this.#insert = database.prepare('INSERT INTO places VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
    this.#insertRepeat = database.prepare(`
      INSERT INTO repeats
      SELECT ?1, ?2, ?3 WHERE (SELECT position FROM places WHERE event_id = ?4) != ?1
      ON CONFLICT DO NOTHING`)
    this.#selectRepeat = database.prepare(
      'SELECT ordinal, recorded_ms FROM repeats WHERE position = ?',
    )
    this.#selectEventsUpTo = database.prepare(`
      SELECT max(
        coalesce((SELECT max(ordinal) FROM places WHERE position <= ?1), 0),
        coalesce((SELECT max(ordinal) FROM repeats WHERE position <= ?1), 0))`)
    this.#selectRevision = database.prepare('SELECT revision FROM streams WHERE stream = ?')
    this.#saveRevision = database.prepare(`
      INSERT INTO streams VALUES (?, ?)
      ON CONFLICT DO UPDATE SET revision = excluded.revision
      WHERE excluded.revision > streams.revision`)
    this.#insertJournal = database.prepare(
      'INSERT INTO journals (name) VALUES (?) ON CONFLICT DO NOTHING',
    )
    this.#insertMember = database.prepare(`
      INSERT INTO members
      SELECT ?, ?, journal, ? FROM journals WHERE name = ?
      ON CONFLICT DO NOTHING`)
    this.#selectMembers = database.prepare(`
      SELECT revision, name, journal_revision FROM members JOIN journals USING (journal)
       WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`)
    this.#saveReach = database.prepare(`
      INSERT INTO reach VALUES (1, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET commit_at = excluded.commit_at, prepare_at = excluded.prepare_at,
        event_id = excluded.event_id, position = excluded.position, ordinal = excluded.ordinal,
          recorded_ms = excluded.recorded_ms
      WHERE excluded.position > reach.position`)
  }

  /** `file` may be ':memory:'. Several processes may share a file. */
  static open(file: string): PositionIndex {
    const database = SqliteDatabase.open(file, INDEX_SCHEMA)
    const index = new PositionIndex(database)
    index.#reach = index.#savedReach()
    return index
  }

  get reach(): IndexReach | undefined {
    return this.#reach
  }

  positionsOf(eventIds: readonly EventId[]): Map<EventId, RecordedPosition> {
    return this.#database.read(() => {
      const positions = new Map<EventId, RecordedPosition>()
      for (let at = 0; at < eventIds.length; at += PROBE_IDS) {
        const keys = Array.from({ length: PROBE_IDS }, (_, index) => keyOf(eventIds[at + index]))
        for (const [key, position, ordinal, recorded_ms] of rowsOf(this.#probe.all(...keys))) {
          // The columns are what `take` has written.
          positions.set(idOf(key as Uint8Array), {
            position: position as Position,
            ordinal: ordinal as Ordinal,
            recorded_ms: recorded_ms as number,
          })
        }
      }
      return positions
    })
  }

  /** The events that amend one of the facts, with their positions, in log order. */
  amendmentsOf(factIds: readonly FactId[]): readonly (readonly [EventId, Position])[] {
    const found = this.#database.read(() =>
      factIds.flatMap((factId) =>
        // The columns are what `take` has written.
        rowsOf(this.#probeAmendments.all(keyOf(factId))).map(
          ([key, position]) => [idOf(key as Uint8Array), position as Position] as const,
        ),
      ),
    )
    return found.toSorted(([, one], [, other]) => one - other)
  }

  /** The event at the position, where the log holds its id before it too. */
  repeatAt(position: Position): RecordedPosition | undefined {
    const row = this.#database.read(() => this.#selectRepeat.get(position))
    if (row === undefined) return undefined
    const [ordinal, recorded_ms] = rowOf(row)
    // The columns are what `take` has written.
    return { position, ordinal: ordinal as Ordinal, recorded_ms: recorded_ms as number }
  }

  /**
   * How many events there are up to the position. Looks at every event, so it is for what is asked
   * once.
   */
  eventsUpTo(position: Position): number {
    return this.#database.read(() => Number(rowOf(this.#selectEventsUpTo.get(position))[0]))
  }

  /** Of the stream's last event within the reach; undefined when there is none. */
  revisionOf(stream: string): number | undefined {
    const row = this.#database.read(() => this.#selectRevision.get(stream))
    return row === undefined ? undefined : Number(rowOf(row)[0])
  }

  /**
   * The events of a stream that lie in journals, by their revisions. Few may be of another stream.
   */
  membersOf(stream: string, fromRevision: number, limit: number): readonly StreamMember[] {
    const rows = this.#database.read(() =>
      this.#selectMembers.all(hashOf(stream), fromRevision, limit),
    )
    return rowsOf(rows).map(([revision, name, journalRevision]) => ({
      revision: Number(revision),
      journal: { name: String(name), revision: Number(journalRevision) },
    }))
  }

  async take(stretch: TakenStretch): Promise<void> {
    const { events, reach, searched } = stretch
    // In the order of the keys, entries that share a page are written together.
    const rows = events.map((event) => ({ ...event, key: keyOf(event.event_id) }))
    rows.sort((one, other) => Buffer.compare(one.key, other.key))
    const revisions = new Map(events.map(({ stream, revision }) => [stream, revision]))
    const journals = new Map(
      events.flatMap(({ journal }) =>
        journal === undefined ? [] : [[journal.name, journal.revision]],
      ),
    )
    await this.#database.write(() => {
      for (const { key, position, ordinal, recorded_ms } of rows) {
        if (this.#insert.run(key, position, ordinal, recorded_ms).changes === 0)
          this.#insertRepeat.run(position, ordinal, recorded_ms, key)
      }
      for (const { amended, position, key } of rows) {
        if (amended !== undefined) this.#insertAmendment.run(keyOf(amended), position, key)
      }
      for (const [stream, revision] of [...revisions, ...journals])
        this.#saveRevision.run(stream, revision)
      for (const name of journals.keys()) this.#insertJournal.run(name)
      for (const { stream, revision, journal } of rows)
        if (journal !== undefined)
          this.#insertMember.run(hashOf(stream), revision, journal.revision, journal.name)
      if (reach !== undefined) this.#writeReach(reach)
      this.#writeFindings(stretch)
    })
    this.#reach = reach ?? this.#reach
    if (searched !== undefined) this.findings.noteSearched(searched)
  }

  #writeReach({ logPosition, last }: IndexReach): void {
    const { event_id, position, ordinal, recorded_ms } = last
    this.#saveReach.run(
      String(logPosition.commit),
      String(logPosition.prepare),
      event_id,
      position,
      ordinal,
      recorded_ms,
    )
  }

  #writeFindings({ aside, losses, searched, stretch }: TakenStretch): void {
    this.findings.writeAside(aside)
    this.findings.writeLosses(losses)
    for (const { stream, revision, reason } of aside) {
      // An event of the log has been counted already, and a tombstone is none.
      if (reason !== 'tombstone' && reason !== 'unreadable')
        this.#saveRevision.run(stream, Number(revision))
    }
    if (searched !== undefined) this.findings.writeSearched(searched)
    if (stretch !== undefined) this.findings.writeStretch(stretch.after, stretch.mark)
  }

  /** For an index of another log, or of one that was set back. */
  async clear(): Promise<void> {
    await this.#database.write(() => {
      this.#database.prepare('DELETE FROM places').run()
      this.#database.prepare('DELETE FROM repeats').run()
      this.#database.prepare('DELETE FROM amendments').run()
      this.#database.prepare('DELETE FROM streams').run()
      this.#database.prepare('DELETE FROM members').run()
      this.#database.prepare('DELETE FROM reach').run()
      this.findings.clear()
    })
    this.findings.forget()
    this.#reach = undefined
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]()
  }

  #savedReach(): IndexReach | undefined {
    const row = this.#database
      .prepare('SELECT commit_at, prepare_at, event_id, position, ordinal, recorded_ms FROM reach')
      .get()
    if (row === undefined) return undefined
    const [commit, prepare, event_id, position, ordinal, recorded_ms] = rowOf(row)
    return {
      logPosition: { commit: BigInt(String(commit)), prepare: BigInt(String(prepare)) },
      // The columns are what `take` has written.
      last: {
        event_id: event_id as EventId,
        position: position as Position,
        ordinal: ordinal as Ordinal,
        recorded_ms: recorded_ms as number,
      },
    }
  }
}

/** The sixteen bytes of a UUID; for none, a key that no event has. */
function keyOf(eventId: EventId | undefined): Uint8Array {
  return eventId === undefined ? NO_ID : Buffer.from(eventId.replaceAll('-', ''), 'hex')
}

/** 48 bits, which a number holds exactly. */
function hashOf(stream: string): number {
  return Number.parseInt(hash('sha1', stream).slice(0, 12), 16)
}

function idOf(key: Uint8Array): EventId {
  const hex = Buffer.from(key).toString('hex')
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  // What `keyOf` was given.
  return [...groups, hex.slice(20)].join('-') as EventId
}
