/** A file of DDL. The version in its tables' names grows with every change of shape; old versions are never altered. */
export interface TableFile {
  /** The folder's name: the question. */
  readonly name: string
  readonly version: number
  /** Path inside this package. */
  readonly path: string
}

const LOCAL = '_local'

/** In a cluster, the table in which a node keeps its share of the rows; the table itself reads the shares of all shards. */
export function localTable(table: string): string {
  return `${table}${LOCAL}`
}

/** The table whose rows, or whose share of the rows, the name says. */
export function wholeTable(table: string): string {
  return table.endsWith(LOCAL) ? table.slice(0, -LOCAL.length) : table
}
