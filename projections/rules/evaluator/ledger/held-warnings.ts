import type { Judged } from '#/rules/evaluator/judge.ts'
import type { KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'

/**
 * An interval in which a warning of a subject stood. The evidence is that of the point at which the
 * condition came to hold, also where an exception kept the warning out of `W` until later.
 */
export interface StoodInterval {
  readonly warning: WarningWithFacts
  readonly raised: KnownAt
  /** Null while it stands. */
  readonly withdrawn: KnownAt | null
}

/** A warning whose condition holds; `raised` is null while an exception suppresses it. */
interface Held {
  readonly warning: WarningWithFacts
  raised: KnownAt | null
}

/** What of a rule's warnings about one subject holds, point by point, and the intervals so far. */
export class HeldWarnings {
  readonly #held = new Map<string, Held>()
  readonly #ended: StoodInterval[] = []

  /** At a point it is this that holds, and nothing else. */
  become({ standing, suppressed }: Pick<Judged, 'standing' | 'suppressed'>, at: KnownAt): void {
    const now = new Set([...standing, ...suppressed].map(keyOf))
    for (const [key, held] of this.#held) {
      if (now.has(key)) continue
      this.#withdraw(held, at)
      this.#held.delete(key)
    }
    for (const warning of standing) this.raise(warning, at)
    for (const warning of suppressed) this.suppress(warning, at)
  }

  /** One more stands from a point on. */
  raise(warning: WarningWithFacts, at: KnownAt): void {
    this.#heldOf(warning).raised ??= at
  }

  /** One more holds from a point on, and an exception suppresses it. */
  suppress(warning: WarningWithFacts, at: KnownAt): void {
    this.#withdraw(this.#heldOf(warning), at)
  }

  /** All intervals; those of what stands in the end are open. */
  intervals(): readonly StoodInterval[] {
    const open = [...this.#held.values()].flatMap(({ warning, raised }) =>
      raised === null ? [] : [{ warning, raised, withdrawn: null }],
    )
    return [...this.#ended, ...open]
  }

  #heldOf(warning: WarningWithFacts): Held {
    const key = keyOf(warning)
    const held = this.#held.get(key) ?? { warning, raised: null }
    this.#held.set(key, held)
    return held
  }

  #withdraw(held: Held, at: KnownAt): void {
    const { warning, raised } = held
    if (raised !== null) this.#ended.push({ warning, raised, withdrawn: at })
    held.raised = null
  }
}

/** A warning of which a correction moved the anchor in time is another one. */
function keyOf({ anchor, anchor_at }: WarningWithFacts): string {
  return anchor === anchor_at ? anchor : `${anchor} ${anchor_at}`
}
