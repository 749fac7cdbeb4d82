import type { FileFormat, QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { identifier, joined, sql, type Sql } from '#/sql.ts'

/*
 * Rows that were made elsewhere, laid into a scratch table, so that the engine writes them into a
 * file of a form that it knows.
 */

/**
 * What a column of a file holds; all but lists may be null. Times are instants, objects are laid in
 * as JSON.
 */
export type FileColumnKind = 'text' | 'count' | 'flag' | 'time' | 'list' | 'object'

export interface FileColumn {
  readonly key: string
  readonly kind: FileColumnKind
}

const TYPES: Readonly<Record<FileColumnKind, Sql>> = {
  text: sql`Nullable(String)`,
  count: sql`Nullable(Int64)`,
  flag: sql`Nullable(Bool)`,
  time: sql`Nullable(DateTime64(3, 'UTC'))`,
  list: sql`Array(String)`,
  object: sql`Nullable(String)`,
}

/** In which order the rows were laid in. */
export const ROW_NUMBER = 'row_number'

export function fileColumnsSql(columns: readonly FileColumn[]): Sql {
  const typed = columns.map(({ key, kind }) => sql`${identifier(key)} ${TYPES[kind]}`)
  return joined([sql`${identifier(ROW_NUMBER)} UInt64`, ...typed])
}

/** The file of all rows of the table, in the order in which they were laid in. */
export function fileOfTable(
  warehouse: Warehouse,
  table: Sql,
  columns: readonly FileColumn[],
  { format, ...options }: QueryOptions & { readonly format: FileFormat },
): AsyncIterable<Uint8Array> {
  const names = joined(columns.map(({ key }) => identifier(key)))
  return warehouse.file(
    sql`SELECT ${names} FROM ${table} ORDER BY ${identifier(ROW_NUMBER)}`,
    format,
    options,
  )
}
