import { seesEverything, type Scope } from '@jianwei/events/access/scope.ts'
import { allTableScopes } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { RulesOfDomain } from '@jianwei/projections/scope/scope-sql.ts'
import { scopedWarehouse } from '@jianwei/projections/scope/scoped-warehouse.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'

interface Guarded {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

const guarded = new WeakMap<Warehouse, Guarded>()

/**
 * The warehouse as routes get it: by itself it answers nothing. Only `askedBy` asks it, with the
 * scope of the request, so that no route can forget whom it answers.
 */
export function guardedWarehouse(warehouse: Warehouse, rules: RuleRegistry): Warehouse {
  const door: Warehouse = {
    query: refused,
    // oxlint-disable-next-line require-yield -- refusing is all that it does
    stream: async function* () {
      await refused()
    },
    // oxlint-disable-next-line require-yield -- as above
    blocks: async function* () {
      await refused()
    },
    // oxlint-disable-next-line require-yield -- as above
    file: async function* () {
      await refused()
    },
    insert: refused,
    execute: refused,
    [Symbol.asyncDispose]: async () => {},
  }
  guarded.set(door, { warehouse, rules })
  return door
}

function refused(): Promise<never> {
  return Promise.reject(new TypeError('a route asks the warehouse by askedBy'))
}

/**
 * What stands behind the door, for what is the same for everybody; a warehouse that is not guarded
 * stands for itself. `because` says why, to whoever reads it.
 */
export function behindGuard(warehouse: Warehouse, _because: string): Warehouse {
  return guarded.get(warehouse)?.warehouse ?? warehouse
}

/** The warehouse as the scope may see it. Looks at the rules only where a grant names a domain. */
export async function seenBy(warehouse: Warehouse, scope: Scope): Promise<Warehouse> {
  const found = guarded.get(warehouse)
  const all = found?.warehouse ?? warehouse
  if (seesEverything(scope)) return all
  const namesDomain = scope.some(({ domain }) => domain !== null)
  const rules = namesDomain && found !== undefined ? await rulesByDomain(found.rules) : noRules
  return scopedWarehouse(all, { scope, rules, tables: allTableScopes })
}

/** A rule belongs to the domain of whoever its text says is responsible for it. */
async function rulesByDomain(registry: RuleRegistry): Promise<RulesOfDomain> {
  const { versions } = await registry.current()
  const domains = new Map<string, Set<string>>()
  for (const { rule } of versions) {
    if (rule === null) continue
    const rules = domains.get(rule.owner) ?? new Set()
    domains.set(rule.owner, rules.add(rule.id))
  }
  return (domain) => [...(domains.get(domain) ?? [])]
}

const noRules: RulesOfDomain = () => []
