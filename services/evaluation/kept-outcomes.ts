import { DomainError } from '@jianwei/events/errors.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ruleName, type Rule } from '@jianwei/projections/rules/rule.ts'
import { QueryAborted, saysDamage, WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import {
  feedOutcomes,
  outcomesNow,
  ruleFailures,
  suppressedWarnings,
  type RuleOutcome,
} from '#/evaluation/rule-outcomes.ts'

export interface KeptOutcomesParts {
  readonly warehouse: Warehouse
  /** Told which rules could not be looked at for a reason that they had not before. */
  readonly onFailed: (rules: readonly string[], error: unknown) => void
  /** Told which rules could be looked at again. */
  readonly onToldAgain: (rules: readonly string[]) => void
}

/** What is known of a rule; each look changes it. */
interface Kept {
  /** By the last look that told them; undefined before. */
  readonly outcomes?: readonly RuleOutcome[]
  /** Why the last look failed; undefined where it did not. */
  readonly reason?: string
}

type NamedVersion = Pick<Rule, 'id' | 'version'>

/**
 * The outcomes of the rules in force, as of the last look. Of a rule whose look fails, those of the
 * others are kept all the same, and it says that its own are not known.
 */
export class KeptOutcomes {
  readonly #parts: KeptOutcomesParts
  readonly #kept = new Map<string, Kept>()

  constructor(parts: KeptOutcomesParts) {
    this.#parts = parts
  }

  /**
   * Looks at one after another of the rules that are in force, and forgets all others. Throws where
   * a statement is aborted, or the warehouse is damaged.
   */
  async look(rules: readonly Rule[], signal: AbortSignal): Promise<void> {
    this.#forgetAllBut(rules)
    const outcomesOf = await this.#orFailed(rules, () =>
      outcomesNow(this.#parts.warehouse, rules, signal),
    )
    if (outcomesOf === undefined) return
    for (const rule of rules) {
      if (signal.aborted) return
      const outcomes = await this.#orFailed([rule], () => outcomesOf(rule))
      if (outcomes !== undefined) this.#keep(rule, outcomes)
    }
  }

  /** What of these versions, that are in force, could not be judged, or could not be told. */
  current(rules: readonly NamedVersion[]) {
    return rules.flatMap((rule) => {
      const kept = this.#kept.get(ruleName(rule)) ?? {}
      const { id: rule_id, version: rule_version } = rule
      const unknown = unknownBecause(kept).map((why) => ({ rule_id, rule_version, ...why }))
      return [...ruleFailures(kept.outcomes ?? []), ...unknown]
    })
  }

  /** Which of these versions, that are in force, came since the last look. */
  not_looked_at(rules: readonly NamedVersion[]) {
    const message = 'what it could not judge was not looked at yet'
    return rules
      .filter((rule) => !this.#kept.has(ruleName(rule)))
      .map(({ id: rule_id, version: rule_version }) => ({
        rule_id,
        rule_version,
        code: 'OUTCOMES_NOT_LOOKED_AT',
        message,
      }))
  }

  /** What exceptions of rules suppress. */
  suppressed() {
    return suppressedWarnings(this.#outcomes())
  }

  /** What sources state, or leave unsaid, made of the rules' warnings. */
  feed_outcomes() {
    return feedOutcomes(this.#outcomes())
  }

  #outcomes(): readonly RuleOutcome[] {
    return [...this.#kept.values()].flatMap(({ outcomes = [] }) => outcomes)
  }

  #forgetAllBut(rules: readonly Rule[]): void {
    const names = new Set(rules.map(ruleName))
    for (const name of this.#kept.keys()) if (!names.has(name)) this.#kept.delete(name)
  }

  #keep(rule: Rule, outcomes: readonly RuleOutcome[]): void {
    const name = ruleName(rule)
    const failed = this.#kept.get(name)?.reason !== undefined
    this.#kept.set(name, { outcomes })
    if (failed) this.#parts.onToldAgain([name])
  }

  /** What is told of these rules; undefined where it fails, which is noted with the reason. */
  async #orFailed<Told>(
    rules: readonly Rule[],
    ask: () => Promise<Told>,
  ): Promise<Told | undefined> {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof QueryAborted || saysDamage(error)) throw error
      const reason = reasonOf(error)
      const names = rules.map(ruleName)
      const changed = names.filter((name) => this.#kept.get(name)?.reason !== reason)
      for (const name of names) this.#kept.set(name, { ...this.#kept.get(name), reason })
      if (changed.length > 0) this.#parts.onFailed(changed, error)
      return undefined
    }
  }
}

/** Stable, and without what engines quote of facts. */
function reasonOf(error: unknown): string {
  if (error instanceof WarehouseError) return `${error.code} ${error.engineCode}`
  return error instanceof DomainError ? error.code : 'UNEXPECTED'
}

function unknownBecause({ outcomes, reason }: Kept) {
  if (reason === undefined) return []
  const message =
    outcomes === undefined
      ? `the last look at what it could not judge failed (${reason})`
      : `the last look at what it could not judge failed (${reason}); ` +
        'what stands beside is of an earlier one'
  return [{ code: 'OUTCOMES_NOT_TOLD', message }]
}
