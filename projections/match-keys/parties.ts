import { knownNow } from '#/authorities/queries.ts'
import { decidingOrderSql } from '#/rules/facts/authorities.ts'
import type { EventData } from '@jianwei/events/envelope.ts'
import type { ComparedParty } from '@jianwei/events/subject-link/compare.ts'
import { namedParty, NAMING_TYPES } from '@jianwei/events/subject-link/named-party.ts'
import { textOrNull } from '#/engine-values.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { list, sql, textList, type Sql } from '#/sql.ts'

/** A party with the subject that it is, and the credit code that facts state. */
export interface SubjectParty extends ComparedParty {
  readonly subject_id: string
  readonly uscc: string | null
  readonly subject_type: string | null
}

/** A party that a fact names, with where the fact lies. */
export interface NamedSubject extends ComparedParty {
  readonly subject_id: string
  readonly department: string | null
}

function keysOf(ids: readonly string[]): Sql {
  return sql`subject_key IN (SELECT cityHash64(arrayJoin([${list(ids)}])))`
}

/**
 * Who subjects are by the newest facts that name them, as those facts say; also of facts that were
 * taken back because the subject was linked, where nothing else names it and `linked` is asked for.
 */
export async function namedParties(
  warehouse: Warehouse,
  ids: readonly string[],
  { linked = false }: { readonly linked?: boolean } = {},
): Promise<ReadonlyMap<string, NamedSubject>> {
  if (ids.length === 0) return new Map()
  const keys = keysOf(ids)
  const versions = sql`
SELECT subject_key, subject_id, fact_id, event_id, version_kind, reported_at, position, event_type,
  occurred_at, region, department, payload
FROM events_v2
WHERE ${keys} AND subject_id IN ${textList(ids)} AND event_type IN ${textList(NAMING_TYPES)}`
  const inForce = rowsInForceSql(versions, { by: 'platform' }, keys)
  const rows = await warehouse.query<{
    subject_id: string
    type: string
    region: string
    department: string
    payload: string
  }>(
    sql`
SELECT subject_id, event_type AS type, region, department, payload
FROM (${linked ? versions : inForce})
ORDER BY subject_id, occurred_at DESC, position DESC
LIMIT ${FACTS_LOOKED_AT_MAX} BY subject_id`,
    { purpose: 'links:named', lane: 'rules' },
  )
  const found = new Map<string, NamedSubject>()
  for (const { subject_id, type, region, department, payload } of rows) {
    if (found.has(subject_id)) continue
    // The row holds the data of an event, which the catalogue has read.
    const data = JSON.parse(payload) as EventData
    const party = namedParty({ type, region: textOrNull(region), data })
    if (party === undefined) continue
    found.set(subject_id, { ...party, subject_id, department: textOrNull(department) })
  }
  return found
}

/** The newest facts of a subject among which one is looked for that names it. */
const FACTS_LOOKED_AT_MAX = 20

const PARTICULARS = [
  'name',
  'address_registered',
  'address_operating',
  'phone',
  'region',
  'uscc',
  'subject_type',
] as const

/** Who subjects are by registers, as known now; those that no register names are left out. */
export async function registeredParties(
  warehouse: Warehouse,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SubjectParty>> {
  if (ids.length === 0) return new Map()
  const keys = keysOf(ids)
  const versions = sql`
SELECT * FROM subject_facts_v3
WHERE attribute IN ${textList(PARTICULARS)} AND ${keys} AND subject_id IN ${textList(ids)}`
  const known = await knownNow(warehouse)
  const rows = await warehouse.query<{ subject_id: string; attribute: string; value: string }>(
    sql`
SELECT subject_id, attribute, argMax(value, ${decidingOrderSql(known)}) AS value
FROM (${rowsInForceSql(versions, known, keys)})
GROUP BY subject_id, attribute
ORDER BY subject_id, attribute`,
    { purpose: 'links:registered', lane: 'rules' },
  )
  const said = Map.groupBy(rows, ({ subject_id }) => subject_id)
  const parties = new Map<string, SubjectParty>()
  for (const [subject_id, attributes] of said) {
    const value = (name: (typeof PARTICULARS)[number]): readonly string[] =>
      attributes.filter((one) => one.attribute === name && one.value !== '').map((one) => one.value)
    const [name] = value('name')
    if (name === undefined) continue
    parties.set(subject_id, {
      subject_id,
      name,
      addresses: [...value('address_registered'), ...value('address_operating')],
      phones: value('phone'),
      region: value('region')[0] ?? null,
      subject_type: value('subject_type')[0] ?? null,
      uscc: value('uscc')[0] ?? (/^[0-9A-Z]{18}$/.test(subject_id) ? subject_id : null),
    })
  }
  return parties
}
