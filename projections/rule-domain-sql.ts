import { list, sql, type Sql } from '#/sql.ts'

/** Whose a rule version is, by what its own text says. */
export interface RuleDomain {
  readonly rule_id: string
  readonly rule_version: number
  readonly domain: string
}

/** Domains of which one has to fit; empty text for what no readable rule says. */
export interface DomainsFilter {
  readonly names: readonly string[]
  /** Of all rule versions whose texts can be read: the tables know rules by their ids. */
  readonly of: readonly RuleDomain[]
}

/** The domain of a row with `rule_id` and `rule_version`; empty where no readable rule said it. */
export function domainSql(of: readonly RuleDomain[]): Sql {
  if (of.length === 0) return sql`''`
  const rules = of.map(({ rule_id, rule_version }) => `${rule_id}@${rule_version}`)
  const rule = sql`concat(toString(rule_id), '@', toString(rule_version))`
  const domains = of.map(({ domain }) => domain)
  return sql`transform(${rule}, [${list(rules)}], [${list(domains)}], '')`
}

export function inDomainsSql({ names, of }: DomainsFilter): Sql {
  return sql`${domainSql(of)} IN (${list(names)})`
}
