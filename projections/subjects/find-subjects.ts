import { z } from 'zod'
import { knownNow } from '#/authorities/queries.ts'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { sql, type Sql } from '#/sql.ts'
import { subjectsNamedSql, type FoundNames } from '#/subject-lookup/name-sql.ts'
import {
  subjectSummary,
  summarySql,
  type EngineSubjectRow,
  type SubjectSummary,
} from '#/subjects/queries.ts'

export interface SubjectSearch {
  /**
   * The beginning of an id; or a part of a present or past name, in any width and case, with or
   * without blanks; or its pinyin from the beginning of a syllable on, or its initials. All
   * subjects when absent or blank.
   */
  readonly query?: string
  /** Whose names are found; ids are found in any case. */
  readonly names: FoundNames
  readonly limit: number
  readonly cursor?: string
}

/** Subjects that have facts, in the order of their ids. */
export async function findSubjects(
  warehouse: Warehouse,
  search: SubjectSearch,
): Promise<Page<SubjectSummary>> {
  const known = await knownNow(warehouse)
  const rows = await warehouse.query<EngineSubjectRow>(subjectsSql(search, known), {
    purpose: 'subjects:find',
  })
  return pageOf(rows.map(subjectSummary), search.limit, (subject) => [subject.subject_id])
}

function subjectsSql({ query = '', names, limit, cursor }: SubjectSearch, known: Known): Sql {
  const after =
    cursor === undefined
      ? sql`1`
      : sql`subject_id > ${keyOfCursor(cursor, z.tuple([z.string()]))[0]}`
  const sought = query.trim()
  const chosen =
    sought === ''
      ? sql`1`
      : // People know `L02A0361`, not the namespace before it.
        sql`(startsWith(upper(a.subject_id), upper(${sought}))
          OR startsWith(upper(substring(a.subject_id, position(a.subject_id, ':') + 1)),
            upper(${sought}))
          OR subject_key IN (${subjectsNamedSql(sought, names)}))`
  return summarySql(chosen, after, limit + 1, known)
}
