import { seesEverything, type Scope } from '@jianwei/events/access/scope.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { withinScopeSql, type RulesOfDomain } from '#/scope/scope-sql.ts'
import type { TableScope } from '#/scope/table-scope.ts'
import { joined, or, sql, text, type Sql } from '#/sql.ts'

export interface ScopedBy {
  readonly scope: Scope
  /** Which rules a domain has. */
  readonly rules: RulesOfDomain
  /** Of every table, by its name. */
  readonly tables: Readonly<Record<string, TableScope>>
}

/**
 * The warehouse as somebody may see it: each table shows only the rows of the scope, in whatever
 * part of whatever statement it is read. The engine does it (`additional_table_filters`), so a
 * question cannot forget it, and a question written tomorrow has it too.
 *
 * What a statement writes goes where it says; what it reads for that is filtered as well.
 */
export function scopedWarehouse(warehouse: Warehouse, by: ScopedBy): Warehouse {
  if (seesEverything(by.scope)) return warehouse
  const settings = filterSettingsSql(by)
  const filtered = (statement: Sql): Sql => sql`${statement}\n${settings}`
  return {
    query: (statement, options) => warehouse.query(filtered(statement), options),
    stream: (statement, options) => warehouse.stream(filtered(statement), options),
    blocks: (statement, options) => warehouse.blocks(filtered(statement), options),
    file: (statement, format, options) => warehouse.file(filtered(statement), format, options),
    execute: (statement, options) => warehouse.execute(filtered(statement), options),
    insert: (insert) => warehouse.insert(insert),
    [Symbol.asyncDispose]: async () => {},
  }
}

function filterSettingsSql({ scope, rules, tables }: ScopedBy): Sql {
  const scoped = {
    within: (columns: Parameters<typeof withinScopeSql>[1]) =>
      withinScopeSql(scope, columns, rules),
    limits_domains: scope.some(({ domain }) => domain !== null),
  }
  const filters = Object.entries(tables).flatMap(([table, shown]) => {
    if (shown.seen_by === 'everybody') return []
    const condition = shown.seen_by === 'those without limits' ? or([]) : shown.where(scoped)
    return [sql`${table}: ${text(condition.text)}`]
  })
  return sql`SETTINGS additional_table_filters = {${joined(filters)}}`
}
