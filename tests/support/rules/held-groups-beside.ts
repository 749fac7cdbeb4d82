import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import {
  heldGroupWarnings,
  type TouchedGroups,
} from '@jianwei/projections/evaluation/held-group-warnings.ts'
import { HeldGroups } from '@jianwei/projections/evaluation/held-groups.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { isWithin } from '@jianwei/projections/rules/facts/series/seconds-span.ts'
import type { FactRule } from '@jianwei/projections/rules/rule.ts'
import type { FoundWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { holdsGroupsOf } from '@jianwei/services/evaluation/evaluate-held-groups.ts'
import { keyOf, same, subjectOf } from '#/support/rules/agreement.ts'

const BYTES_MAX = 10_000_000

/**
 * What is held of groups, brought from batch to batch, beside what all facts of the groups say: the
 * same within the instants that are looked at, and beyond them nothing has changed.
 */
export class HeldGroupsBeside {
  readonly #groups = new HeldGroups(BYTES_MAX)

  follow(stretch: Parameters<HeldGroups['follow']>[0]): void {
    this.#groups.follow(stretch)
  }

  /** `standing`: what stood before; `found`: what all facts of the touched groups say now. */
  async compare(
    rule: FactRule,
    touched: TouchedGroups,
    { standing, found }: { standing: ReadonlySet<string>; found: readonly FoundWarning[] },
    at: { readonly warehouse: Warehouse; readonly known: Known; readonly clock: Instant },
  ): Promise<void> {
    if (!(await holdsGroupsOf(rule, { ...at, groups: this.#groups }))) return
    const clock = secondOfInstant(at.clock)
    for (const [group_id, looked] of heldGroupWarnings(rule, touched, this.#groups, clock)) {
      const isLookedAt = (anchor_at: string): boolean =>
        isWithin(looked.span, secondOfInstant(anchor_at as Instant))
      const now = found.filter(({ subject_id }) => subject_id === group_id)
      const within = now.filter(({ anchor_at }) => isLookedAt(anchor_at))
      const beyond = now.filter(({ anchor_at }) => !isLookedAt(anchor_at))
      const before = [...standing].filter(
        (key) => subjectOf(key) === group_id && !isLookedAt(key.split(' ').at(-1) ?? ''),
      )
      same(rule, [], looked.found.map(told), within.map(told), 'groups as held')
      same(rule, [], beyond.map(keyOf), before, 'groups beyond what was looked at')
    }
  }
}

function told(warning: FoundWarning): string {
  return `${keyOf(warning)} ${warning.warning_id} ${warning.evidence.join()}`
}
