/**
 * The statements of a `table.sql`. The files keep to a form that this can read without parsing SQL: comments are whole
 * lines, each statement begins with CREATE TABLE or CREATE MATERIALIZED VIEW and ends with a semicolon at a line's end.
 * A cluster needs other words in two places only, the name and the engine, so the same files serve it.
 */
export interface TableStatement {
  readonly kind: 'table' | 'view'
  readonly name: string
  readonly sql: string
}

const HEAD = /^CREATE (TABLE|MATERIALIZED VIEW) IF NOT EXISTS (\w+)/

/** Throws TypeError when a statement has another form than the files keep to. */
export function tableStatements(file: string): readonly TableStatement[] {
  const withoutComments = file.replaceAll(/^\s*--.*$/gm, '')
  return withoutComments
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((sql) => {
      const [, kind, name] = HEAD.exec(sql) ?? []
      if (name === undefined) throw new TypeError(`a table file holds another statement: ${sql.slice(0, 60)}`)
      return { kind: kind === 'TABLE' ? 'table' : 'view', name, sql }
    })
}

/** The statement for a single node (`cluster` null), or for a cluster: it then runs on every node, and the engine replicates. */
export function statementFor(cluster: string | null, statement: TableStatement): string {
  if (cluster === null) return statement.sql
  const onCluster = statement.sql.replace(HEAD, (head) => `${head} ON CLUSTER ${cluster}`)
  // Replicated tables keep as many block ids in Keeper as a plain table keeps on disk.
  return onCluster
    .replace(/^ENGINE = (\w*MergeTree)/m, 'ENGINE = Replicated$1')
    .replace('non_replicated_deduplication_window', 'replicated_deduplication_window')
}
