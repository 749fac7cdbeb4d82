import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { DomainOf } from '#/alert-changes/alert-changes.ts'
import type { DomainsFilter, RuleDomain } from '@jianwei/projections/rule-domain-sql.ts'
import { readableRules, type RuleBook, type RuleRegistry } from '#/rules/rule-book.ts'

/** By the texts that the warehouse holds. */
export function domainsIn(rules: RuleRegistry): DomainOf {
  return domainsOf(async () => readableRules(await rules.current()))
}

/**
 * Who is responsible for a rule version, by its own text. Asks for the rules once for each version:
 * its text does not change once it has warned.
 */
export function domainsOf(rules: () => Promise<readonly Rule[]>): DomainOf {
  const known = new Map<string, string>()
  return async (rule_id, rule_version) => {
    const name = `${rule_id}@${rule_version}`
    const before = known.get(name)
    if (before !== undefined) return before
    const found = (await rules()).find(
      ({ id, version }) => id === rule_id && version === rule_version,
    )
    if (found === undefined) return null
    known.set(name, found.owner)
    return found.owner
  }
}

/** Of every rule version whose text can be read. */
export function ruleDomains(book: RuleBook): readonly RuleDomain[] {
  return readableRules(book).map(({ id, version, owner }) => ({
    rule_id: id,
    rule_version: version,
    domain: owner,
  }))
}

/** Narrows a list to a domain or several; the rules are looked at only where some are named. */
export async function domainsFilter(
  named: string | readonly string[] | undefined,
  rules: RuleRegistry,
): Promise<DomainsFilter | undefined> {
  if (named === undefined) return undefined
  const names = typeof named === 'string' ? [named] : named
  return { names, of: ruleDomains(await rules.current()) }
}
