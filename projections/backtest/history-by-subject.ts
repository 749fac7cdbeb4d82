import type { FactContent } from '@jianwei/events/fact.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { compareKnownAt, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import {
  heldVersions,
  type HeldVersion,
  type ToldVersion,
} from '#/rules/evaluator/ledger/versions-held.ts'
import { knownAtLiteral, knownAtSql, type Known } from '#/rules/facts/knowledge-points.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { secondSql } from '#/rules/facts/versions-sql.ts'
import { NOTHING, sql, textList, type Sql } from '#/sql.ts'

/**
 * The versions of facts about each subject, subject by subject in the order in which the events
 * lie: range of keys by range, each one statement for the versions and one for their few
 * amendments. The engine sorts nothing, and no more than one piece of its answer is held.
 */

/** One subject's versions, or that it has more than are held. */
export type HistoryOfSubject =
  | { readonly subject_id: string; readonly versions: readonly HeldVersion<KnownFact>[] }
  | { readonly subject_id: string; readonly versions: 'too many' }

export interface HistoryAsked {
  readonly known: Known
  readonly types: readonly string[]
  /** More versions of one subject than these are not held. */
  readonly versions_max: number
}

/** How many versions of facts of these types there are up to a position: one row, `facts`. */
export function factsOfTypesSql(types: readonly string[], head: number): Sql {
  return sql`
SELECT count() AS facts FROM events_v1
WHERE version_kind != 'record' AND event_type IN ${textList(types)} AND position <= ${head}`
}

/** Keys of subjects, both ends included. */
interface KeyRange {
  readonly from: bigint
  readonly up_to: bigint
}

const KEYS = 1n << 64n

/** All keys in so many ranges. */
export function keyRanges(count: number): readonly KeyRange[] {
  const parts = BigInt(count)
  return Array.from({ length: count }, (_, index) => {
    const part = BigInt(index)
    return { from: (KEYS * part) / parts, up_to: (KEYS * (part + 1n)) / parts - 1n }
  })
}

type VersionRow = readonly [
  subject_key: string,
  subject_id: string,
  fact_id: string,
  second: number,
  millisecond: number,
  type: string,
  kind: ToldVersion['kind'],
  reported_ms: number,
  position: number,
  source: string,
  region: string,
  department: string,
  payload: string,
]

/** The subjects of one range of keys. */
export async function* historyBySubject(
  warehouse: Warehouse,
  { known, types, versions_max }: HistoryAsked,
  range: KeyRange,
  options: QueryOptions,
): AsyncGenerator<readonly HistoryOfSubject[], void, undefined> {
  const ends = await endsOfFacts(warehouse, known, range, options)
  let rows: VersionRow[] = []
  const ended = (): HistoryOfSubject[] => {
    const [first] = rows
    if (first === undefined) return []
    const versions = rows.length > versions_max ? 'too many' : versionsOf(rows, known, ends)
    rows = []
    return [{ subject_id: first[1], versions }]
  }
  const statement = versionRowsSql(known, types, range)
  for await (const piece of warehouse.stream<{ readonly v: VersionRow }>(statement, options)) {
    const subjects: HistoryOfSubject[] = []
    for (const { v } of piece) {
      if (v[1] !== rows[0]?.[1]) subjects.push(...ended())
      // One more than are held says enough.
      if (rows.length <= versions_max) rows.push(v)
    }
    yield subjects
  }
  yield ended()
}

function versionRowsSql(known: Known, types: readonly string[], range: KeyRange): Sql {
  return sql`
SELECT tuple(toString(subject_key), subject_id, toString(fact_id),
  toFloat64(${secondSql('occurred_at')}),
  toUInt16(toUnixTimestamp64Milli(occurred_at) + 2208988800000 - intDiv(
    toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) * 1000), toString(event_type),
  toString(version_kind), toFloat64(toUnixTimestamp64Milli(reported_at)), toFloat64(position),
  toString(source), toString(region), toString(department), payload) AS v
FROM events_v1
WHERE version_kind IN ('original', 'correction') AND event_type IN ${textList(types)}
  AND ${seenSql(known, range)}
ORDER BY subject_key, subject_id
SETTINGS optimize_read_in_order = 1`
}

/** Up to where things are known, of these subjects. */
function seenSql(known: Known, { from, up_to }: KeyRange): Sql {
  const at = knownAtSql(known.by, { reported_at: sql`reported_at`, position: sql`position` })
  const until =
    known.until === undefined ? NOTHING : sql` AND ${at} <= ${knownAtLiteral(known.until)}`
  const taken =
    known.by === 'platform' || known.taken_until_position === undefined
      ? NOTHING
      : sql` AND position <= ${known.taken_until_position}`
  return sql`subject_key BETWEEN ${from} AND ${up_to}${until}${taken}`
}

/** By key and fact the points of its amendments, in order. */
async function endsOfFacts(
  warehouse: Warehouse,
  known: Known,
  range: KeyRange,
  options: QueryOptions,
): Promise<ReadonlyMap<string, readonly KnownAt[]>> {
  const rows = await warehouse.query<EndRow>(
    sql`
SELECT concat(toString(subject_key), toString(fact_id)) AS fact,
  toFloat64(toUnixTimestamp64Milli(reported_at)) AS ms,
  toFloat64(position) AS at_position
FROM fact_ends_v1 WHERE ${seenSql(known, range)}`,
    options,
  )
  const ends = new Map<string, KnownAt[]>()
  for (const { fact, ms, at_position } of rows) {
    const end = { ms: known.by === 'source' ? ms : 0, position: at_position }
    const others = ends.get(fact)
    if (others === undefined) ends.set(fact, [end])
    else others.push(end)
  }
  for (const ofFact of ends.values()) ofFact.sort(compareKnownAt)
  return ends
}

interface EndRow {
  /** Its subject's key and its id. */
  readonly fact: string
  readonly ms: number
  readonly at_position: number
}

function versionsOf(
  rows: readonly VersionRow[],
  { by }: Known,
  ends: ReadonlyMap<string, readonly KnownAt[]>,
): HeldVersion<KnownFact>[] {
  const amended = new Map<string, ToldVersion<KnownFact>[]>()
  const versions: HeldVersion<KnownFact>[] = []
  for (const row of rows) {
    const [subject_key, , fact_id, , , , kind, ms, position] = row
    const key = subject_key + fact_id
    const at = { ms: by === 'source' ? ms : 0, position }
    const fact = factOf(row)
    if (!ends.has(key)) {
      versions.push({ fact, from: at, until: null })
      continue
    }
    const told = amended.get(key)
    if (told === undefined) amended.set(key, [{ kind, fact, at }])
    else told.push({ kind, fact, at })
  }
  for (const [key, told] of amended)
    for (const version of heldVersions(told, ends.get(key) ?? [])) versions.push(version)
  return versions
}

const UNKNOWN = (): undefined => undefined
const NO_RANK = (): number => 0

/** What others say of the subject is added where a rule asks for it (`SubjectHistory`). */
function factOf(row: VersionRow): KnownFact {
  const [, subject_id, fact_id, second, , , , , , source] = row
  const content = new ContentRead(row)
  return { fact_id, subject_id, source, content, second, subject_value: UNKNOWN, rank_for: NO_RANK }
}

/** The data are parsed where a rule asks for them; most look at types and times alone. */
class ContentRead implements FactContent {
  readonly type: string
  readonly region: string | null
  readonly department: string | null
  readonly #ms: number
  readonly #payload: string
  #data: FactContent['data'] | undefined

  constructor([, , , second, millisecond, type, , , , , region, department, payload]: VersionRow) {
    this.type = type
    this.region = region === '' ? null : region
    this.department = department === '' ? null : department
    this.#ms = second * 1_000 + millisecond
    this.#payload = payload
  }

  get occurred_at(): Instant {
    return instantFromMs(this.#ms)
  }

  get data(): FactContent['data'] {
    // What the projector wrote.
    this.#data ??= JSON.parse(this.#payload) as FactContent['data']
    return this.#data
  }
}
