import type { Instant } from '@jianwei/events/instant.ts'
import type {
  InputOrigin,
  KeepOutcome,
  Quarantine,
  QuarantinedInput,
  QuarantineEntry,
  QuarantineFilter,
  QuarantinePage,
  QuarantineState,
  HeldSummary,
  RedriveAttempt,
  Redriving,
  RefusalQuota,
  RefusalReason,
  RefusalTally,
  Settlement,
} from '@jianwei/events/ports/quarantine.ts'
import { RefusalNumbers } from '#/log/refusal-numbers.ts'
import { SqliteRedrivings } from '#/log/sqlite-redrivings.ts'
import {
  rowOf,
  rowsOf,
  type SqlStatement,
  type SqlValue,
  type SqliteDatabase,
} from '#/log/sqlite-database.ts'

/** Entries of one page: their bytes come with them. */
const PAGE_ENTRIES_MAX = 1_000

const COLUMNS =
  'place, quarantine_id, source, origin, content_type, bytes, reasons, received_at, state, ' +
  'redriven_at, event_ids'

const HAS_REASON =
  "EXISTS (SELECT 1 FROM json_each(quarantine.reasons) WHERE json_extract(value, '$.code') = ?)"

/**
 * Refused inputs beside the events, in the same file. The database belongs to whoever opened it.
 */
export class SqliteQuarantine implements Quarantine {
  readonly #database: SqliteDatabase
  readonly #insert: SqlStatement
  readonly #numbers: RefusalNumbers
  readonly #redrivings: SqliteRedrivings
  readonly #selectHeld: SqlStatement
  readonly #selectOne: SqlStatement
  readonly #updateState: SqlStatement
  readonly #updateReasons: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#insert = database.prepare(`
      INSERT INTO quarantine (quarantine_id, source, state, origin, content_type, bytes, reasons,
        received_at)
      VALUES (?, ?, 'held', ?, ?, ?, ?, ?)
      ON CONFLICT (quarantine_id) DO NOTHING`)
    this.#numbers = new RefusalNumbers(database)
    this.#redrivings = new SqliteRedrivings(database)
    this.#selectHeld = database.prepare('SELECT 1 FROM quarantine WHERE quarantine_id = ?')
    this.#selectOne = database.prepare(`SELECT ${COLUMNS} FROM quarantine WHERE quarantine_id = ?`)
    this.#updateState = database.prepare(
      'UPDATE quarantine SET state = ?, redriven_at = ?, event_ids = ? WHERE quarantine_id = ?',
    )
    this.#updateReasons = database.prepare(
      'UPDATE quarantine SET reasons = ? WHERE quarantine_id = ?',
    )
  }

  async keep(
    inputs: readonly QuarantinedInput[],
    quota?: RefusalQuota,
  ): Promise<readonly KeepOutcome[]> {
    if (inputs.length === 0) return []
    return this.#database.write(() =>
      inputs.map((input) => {
        const isKept =
          quota === undefined || this.#isHeld(input) || this.#numbers.isKept(input, quota)
        if (!isKept) return 'counted'
        this.#insert.run(...rowOfInput(input))
        return 'kept'
      }),
    )
  }

  async unreported(): Promise<readonly RefusalTally[]> {
    return this.#database.read(() => this.#numbers.unreported())
  }

  async markReported(tallyId: string, reported: number): Promise<void> {
    await this.#database.write(() => this.#numbers.markReported(tallyId, reported))
  }

  #isHeld({ quarantine_id }: QuarantinedInput): boolean {
    return this.#selectHeld.get(quarantine_id) !== undefined
  }

  async get(quarantineId: string): Promise<QuarantineEntry | undefined> {
    const row = this.#database.read(() => this.#selectOne.get(quarantineId))
    return row === undefined ? undefined : entryOfRow(rowOf(row))
  }

  async list(filter: QuarantineFilter): Promise<QuarantinePage> {
    const limit = Math.min(filter.limit, PAGE_ENTRIES_MAX)
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError('a page has at least one entry')
    const conditions = ['place > ?', ...(filter.source === undefined ? [] : ['source = ?'])]
    if (filter.state !== undefined) conditions.push('state = ?')
    if (filter.code !== undefined) conditions.push(HAS_REASON)
    const given = [filter.source, filter.state, filter.code].filter((value) => value !== undefined)
    const sql = `SELECT ${COLUMNS} FROM quarantine WHERE ${conditions.join(' AND ')} ORDER BY place
      LIMIT ?`
    const rows = this.#database.read(() =>
      rowsOf(this.#database.prepare(sql).all(rowOfCursor(filter.after), ...given, limit + 1)),
    )
    const page = rows.slice(0, limit)
    // One more than the page says that there is a next one.
    const next = rows.length > limit ? String(page.at(-1)?.[0]) : null
    return { entries: page.map(entryOfRow), next }
  }

  async settle(quarantineId: string, { state, reasons, ended }: Settlement): Promise<boolean> {
    return this.#database.write(() => {
      if (ended !== undefined && !this.#redrivings.end(quarantineId, ended.number, ended.result))
        return false
      this.#updateState.run(...rowOfState(state), quarantineId)
      if (reasons !== undefined) this.#updateReasons.run(JSON.stringify(reasons), quarantineId)
      return true
    })
  }

  async beginRedriving(quarantineId: string, attempt: RedriveAttempt): Promise<number | undefined> {
    return this.#database.write(() => this.#redrivings.begin(quarantineId, attempt))
  }

  async redrivings(
    quarantineIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Redriving[]>> {
    return this.#database.read(() => {
      const found = quarantineIds.map((id) => [id, this.#redrivings.of(id)] as const)
      return new Map(found.filter(([, redrivings]) => redrivings.length > 0))
    })
  }

  async repairedBytes(quarantineId: string, number: number): Promise<Uint8Array | undefined> {
    return this.#database.read(() => this.#redrivings.repaired(quarantineId, number))
  }

  async held(rowsMax: number): Promise<HeldSummary> {
    return this.#database.read(() => this.#redrivings.held(rowsMax))
  }

  /** Nothing to give back: each write is complete when it resolves. */
  async [Symbol.asyncDispose](): Promise<void> {}
}

function rowOfCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const row = Number(cursor)
  if (!Number.isSafeInteger(row) || row < 0) throw new RangeError('not a cursor of this quarantine')
  return row
}

function rowOfInput(input: QuarantinedInput): SqlValue[] {
  const origin = JSON.stringify(input.origin)
  const reasons = JSON.stringify(input.reasons)
  return [
    input.quarantine_id,
    input.source,
    origin,
    input.content_type,
    input.bytes,
    reasons,
    input.received_at,
  ]
}

function rowOfState(state: QuarantineState): readonly SqlValue[] {
  switch (state.state) {
    case 'held':
      return ['held', null, null]
    case 'redriven':
      return ['redriven', state.at, JSON.stringify(state.event_ids)]
  }
}

/** The columns hold what `rowOfInput` and `rowOfState` wrote. */
function entryOfRow(row: readonly unknown[]): QuarantineEntry {
  const [
    ,
    id,
    source,
    origin,
    contentType,
    bytes,
    reasons,
    receivedAt,
    state,
    redrivenAt,
    eventIds,
  ] = row
  const input: QuarantinedInput = {
    quarantine_id: String(id),
    source: String(source),
    origin: JSON.parse(String(origin)) as InputOrigin,
    content_type: String(contentType),
    bytes: bytes as Uint8Array,
    reasons: JSON.parse(String(reasons)) as readonly RefusalReason[],
    received_at: receivedAt as Instant,
  }
  if (state === 'held') return { ...input, state: 'held' }
  return {
    ...input,
    state: 'redriven',
    at: redrivenAt as Instant,
    event_ids: JSON.parse(String(eventIds)) as string[],
  }
}
