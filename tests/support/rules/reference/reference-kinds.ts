import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import type {
  WarningWithFacts,
  KnownFact,
  UnjudgedFact,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import type { FactRule } from '@jianwei/projections/rules/rule.ts'
import { combinationWarnings } from '#/support/rules/reference/kinds/combination.ts'
import { countWarnings } from '#/support/rules/reference/kinds/count.ts'
import {
  deadlineOutcomes,
  deadlineWarnings,
  overdueSeconds,
} from '#/support/rules/reference/kinds/deadline.ts'
import {
  expiryOutcomes,
  expirySeconds,
  expiryWarnings,
} from '#/support/rules/reference/kinds/expiry.ts'
import { scoreOutcomes, scoreWarnings } from '#/support/rules/reference/kinds/score.ts'
import { sequenceOutcomes, sequenceWarnings } from '#/support/rules/reference/kinds/sequence.ts'
import {
  silenceOutcomes,
  silenceSeconds,
  silenceWarnings,
} from '#/support/rules/reference/kinds/silence.ts'
import { sumOutcomes, sumWarnings } from '#/support/rules/reference/kinds/sum.ts'
import { surgeOutcomes, surgeWarnings } from '#/support/rules/reference/kinds/surge.ts'

/** What rules of a kind mean, slowly, over the facts of one subject or group in any order. */
interface ReferenceKind<OneRule> {
  readonly warnings: (
    rule: OneRule,
    facts: readonly KnownFact[],
    clock: number,
    calendars: Calendars,
  ) => readonly WarningWithFacts[]
  readonly outcomes: (
    rule: OneRule,
    facts: readonly KnownFact[],
    calendars: Calendars,
  ) => readonly UnjudgedFact[]
  /** The seconds from which on time may have changed what these facts bring about. */
  readonly passingSeconds:
    | ((rule: OneRule, facts: readonly KnownFact[], calendars: Calendars) => readonly number[])
    | null
}

type ReferenceKinds = {
  readonly [Kind in FactRule['kind']]: ReferenceKind<Extract<FactRule, { readonly kind: Kind }>>
}

const NONE = (): readonly UnjudgedFact[] => []

const REFERENCE_KINDS: ReferenceKinds = {
  count: { warnings: countWarnings, outcomes: NONE, passingSeconds: null },
  sum: { warnings: sumWarnings, outcomes: sumOutcomes, passingSeconds: null },
  combination: { warnings: combinationWarnings, outcomes: NONE, passingSeconds: null },
  sequence: { warnings: sequenceWarnings, outcomes: sequenceOutcomes, passingSeconds: null },
  surge: { warnings: surgeWarnings, outcomes: surgeOutcomes, passingSeconds: null },
  score: { warnings: scoreWarnings, outcomes: scoreOutcomes, passingSeconds: null },
  deadline: {
    warnings: deadlineWarnings,
    outcomes: deadlineOutcomes,
    passingSeconds: overdueSeconds,
  },
  expiry: { warnings: expiryWarnings, outcomes: expiryOutcomes, passingSeconds: expirySeconds },
  silence: {
    warnings: silenceWarnings,
    outcomes: silenceOutcomes,
    passingSeconds: silenceSeconds,
  },
}

export function referenceKindOf(rule: FactRule): ReferenceKind<FactRule> {
  // The kind takes the rules of its name.
  return REFERENCE_KINDS[rule.kind] as unknown as ReferenceKind<FactRule>
}
