import { conditionOf, type Scope, type ScopeCondition } from '@jianwei/events/access/scope.ts'
import { GRID_PREFIX } from '@jianwei/events/identifiers/grid-region.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { and, or, sql, textList, type Sql } from '#/sql.ts'

/** Which rules a domain has, by their ids. */
export type RulesOfDomain = (domain: string) => readonly string[]

/** The columns that say where a row lies. */
export interface PlaceColumns {
  readonly region: Sql
  readonly department: Sql
  /** Where a rule speaks in the rows. Rows without one are limited by no domain. */
  readonly rule_id?: Sql
  /** A list: the units that an alert was given to. */
  readonly addressees?: Sql
}

/**
 * Whether a row may be seen: `isWithin` of the events as SQL, over columns in which empty text
 * stands for null.
 */
export function withinScopeSql(scope: Scope, columns: PlaceColumns, rules: RulesOfDomain): Sql {
  return conditionSql(conditionOf(scope), columns, rules)
}

function conditionSql(condition: ScopeCondition, columns: PlaceColumns, rules: RulesOfDomain): Sql {
  switch (condition.is) {
    case 'any':
      return or(condition.of.map((one) => conditionSql(one, columns, rules)))
    case 'all':
      return and(condition.of.map((one) => conditionSql(one, columns, rules)))
    case 'in region':
      return inRegionSql(columns.region, condition.region)
    case 'of domain':
      return columns.rule_id === undefined
        ? and([])
        : oneOfSql(columns.rule_id, rules(condition.domain))
    case 'of department':
      return sql`${columns.department} = ${condition.department}`
    case 'addressed to':
      return columns.addressees === undefined
        ? or([])
        : sql`has(${columns.addressees}, ${condition.department})`
  }
}

function inRegionSql(column: Sql, region: string): Sql {
  const within = withinRegionSql(column, region)
  // The whole country has the empty prefix, with which rows of no region begin, and places in
  // another numbering.
  const isCode = sql`match(${column}, ${`^(${GRID_PREFIX})?[0-9]+$`})`
  return region.includes(':') ? within : and([within, isCode])
}

function oneOfSql(column: Sql, values: readonly string[]): Sql {
  return values.length === 0 ? or([]) : sql`${column} IN ${textList(values)}`
}
