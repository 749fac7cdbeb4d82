import type { FactVersion } from '@jianwei/events/fact.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { sql, timeTextSql, type Sql } from '@jianwei/projections/sql.ts'

/**
 * Versions of facts as a log would give them back: the generated events are in no log. `which` is
 * what stands behind FROM, with the events called `e`.
 */
export async function generatedVersions(
  warehouse: Warehouse,
  which: Sql,
): Promise<readonly FactVersion[]> {
  const versions: FactVersion[] = []
  const rows = warehouse.stream<Readonly<Record<string, string>>>(
    sql`
SELECT toString(event_id) AS event_id, toString(fact_id) AS fact_id, subject_id, source,
  position, version_kind, event_type, region, department, payload,
  ${timeTextSql(sql`e.occurred_at`)} AS at, ${timeTextSql(sql`e.recorded_at`)} AS recorded,
  ${timeTextSql(sql`e.reported_at`)} AS reported
FROM events_v2 AS e ${which}`,
    { purpose: 'bench:versions', lane: 'rules' },
  )
  for await (const piece of rows) for (const row of piece) versions.push(versionIn(row))
  return versions
}

function versionIn(row: Readonly<Record<string, string>>): FactVersion {
  const { event_id, fact_id, subject_id, source, version_kind: kind } = row
  const { recorded: recorded_at, reported: reported_at } = row
  const { event_type: type, at: occurred_at, region, department, payload = '{}' } = row
  const carrier = { event_id, fact_id, subject_id, source, position: Number(row['position']) }
  const content = { type, occurred_at, region, department, data: JSON.parse(payload) }
  const said = kind === 'retraction' ? {} : { content }
  // As the log holds it.
  return { ...carrier, kind, recorded_at, reported_at, ...said } as unknown as FactVersion
}
