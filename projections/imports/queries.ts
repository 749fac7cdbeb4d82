import type { Instant } from '@jianwei/events/instant.ts'
import { IMPORT_EVENT_TYPES, IMPORT_HOLD_MS } from '@jianwei/events/source/import.ts'
import { instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { sql, textList } from '#/sql.ts'

/** An attempt at an import for which alerts wait. */
export interface ImportHold {
  readonly import_id: string
  readonly attempt_id: string
  readonly of_sources: readonly string[]
  readonly file: string
  readonly mapping: string
  readonly since: Instant
  readonly renewed_at: Instant
  /** By the log's clock, unless something is heard of it before. */
  readonly until: Instant
}

export type ImportState =
  | 'running'
  | 'completed'
  | 'refused'
  | 'failed'
  | 'stopped'
  | 'superseded'
  | 'lapsed'

/** What became of the newest attempt to bring in a file of a source. */
export interface LastImport {
  readonly import_id: string
  readonly file: string
  readonly mapping: string
  readonly state: ImportState
  /** Why it was not read to its end; null where it was, or is being read. */
  readonly code: string | null
  readonly began_at: Instant
  readonly changed_at: Instant
}

interface EngineHoldRow extends Omit<ImportHold, 'since' | 'renewed_at' | 'until'> {
  readonly since: string
  readonly renewed_at: string
  readonly until: string
}

interface EngineLastRow {
  readonly source: string
  readonly import_id: string
  readonly file: string
  readonly mapping: string
  readonly last_type: (typeof IMPORT_EVENT_TYPES)[number]
  readonly outcome: string
  readonly code: string
  readonly began_at: string
  readonly changed_at: string
}

/**
 * The newest time that the log has recorded: its clock. Only the events of its last minute are
 * read.
 */
const LOG_CLOCK_SQL = sql`
SELECT argMax(recorded_at, position)
FROM events_v2
WHERE position >= (SELECT max(first_position) FROM clock_v2)`

/**
 * An import of the first version has one attempt, which has its name. Only the first event of an
 * attempt names the file.
 */
const ATTEMPTS_SQL = sql`
SELECT if(JSONHas(e.payload, 'attempt_id'), JSONExtractString(e.payload, 'attempt_id'),
  JSONExtractString(e.payload, 'import_id'))
    AS attempt_id,
  argMin(e.payload, e.position) AS first_payload, argMax(e.payload, e.position) AS last_payload,
  argMax(e.event_type, e.position) AS last_type, max(e.position) AS last_position,
  min(e.recorded_at) AS began_at, max(e.recorded_at) AS changed_at,
  JSONExtractString(first_payload, 'import_id') AS import_id,
  JSONExtractString(first_payload, 'file') AS file,
  JSONExtractString(first_payload, 'mapping') AS mapping,
  JSONExtract(first_payload, 'of_sources', 'Array(String)') AS of_sources
FROM events_v2 AS e WHERE e.event_type IN ${textList(IMPORT_EVENT_TYPES)} GROUP BY attempt_id`

/** The attempts for which alerts wait now, by the log's clock, oldest first. */
export async function importHolds(warehouse: Warehouse): Promise<readonly ImportHold[]> {
  const rows = await warehouse.query<EngineHoldRow>(
    sql`
SELECT import_id, attempt_id, of_sources, file, mapping, began_at AS since,
  changed_at AS renewed_at,
  addMilliseconds(changed_at, ${IMPORT_HOLD_MS}) AS until
FROM (${ATTEMPTS_SQL})
WHERE last_type IN ('ImportStarted', 'ImportProgressed') AND until > (${LOG_CLOCK_SQL})
ORDER BY since, attempt_id`,
    { purpose: 'imports:holds' },
  )
  return rows.map((row) => ({
    ...row,
    since: instantOf(row.since),
    renewed_at: instantOf(row.renewed_at),
    until: instantOf(row.until),
  }))
}

/** The newest attempt of each source that was ever imported, by source. */
export async function lastImports(warehouse: Warehouse): Promise<ReadonlyMap<string, LastImport>> {
  const rows = await warehouse.query<EngineLastRow>(
    sql`
SELECT source, argMax(import_id, last_position) AS import_id, argMax(file, last_position) AS file,
  argMax(mapping, last_position) AS mapping, argMax(last_type, last_position) AS last_type,
  argMax(JSONExtractString(last_payload, 'outcome'), last_position) AS outcome,
  argMax(JSONExtractString(last_payload, 'code'), last_position) AS code,
  argMax(began_at, last_position) AS began_at, argMax(changed_at, last_position) AS changed_at
FROM (SELECT *, arrayJoin(of_sources) AS source FROM (${ATTEMPTS_SQL}))
GROUP BY source
ORDER BY source`,
    { purpose: 'imports:last' },
  )
  return new Map(
    rows.map((row) => [
      row.source,
      {
        import_id: row.import_id,
        file: row.file,
        mapping: row.mapping,
        state: stateOf(row),
        code: row.code === '' ? null : row.code,
        began_at: instantOf(row.began_at),
        changed_at: instantOf(row.changed_at),
      },
    ]),
  )
}

function stateOf({
  last_type,
  outcome,
}: Pick<EngineLastRow, 'last_type' | 'outcome'>): ImportState {
  switch (last_type) {
    case 'ImportStarted':
    case 'ImportProgressed':
      return 'running'
    case 'ImportCompleted':
      return 'completed'
    case 'ImportLapsed':
      return 'lapsed'
    case 'ImportAborted':
      // The catalogue knows these outcomes only.
      return outcome as ImportState
  }
}
