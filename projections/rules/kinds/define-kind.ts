import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { z } from 'zod'
import type {
  Bilingual,
  ExplainedAmongPeers,
  ExplainedWarning,
  Explanation,
} from '#/rules/explanation/explanation.ts'
import type { ToldWarning } from '#/rules/explanation/told-warning.ts'
import type { Noticed } from '#/rules/calendars/notices-as-known.ts'
import type { GroupField } from '#/rules/facts/groups/group-text.ts'
import type {
  FactAlone,
  FactsBefore,
  KnownFact,
  UnjudgedFact,
  SaidOfFact,
  WarningWithFacts,
  SnapshotSpan,
  SubjectWarning,
} from '#/rules/facts/known-fact.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { WaitingFact } from '#/rules/facts/series/waiting.ts'
import type { SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import type { SelectedFacts, VersionsView, WarningsView } from '#/rules/facts/versions-sql.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import type { Sql } from '#/sql.ts'

/**
 * A kind of rule is one object: all that the program knows of it. `all-kinds.ts` lists the kinds,
 * and whoever works with rules of any kind asks the rule's own (`kindOf`). Statements have no ORDER
 * BY, SETTINGS or FORMAT, so that they can stand in larger ones.
 */
export type RuleKind<OneRule extends AnyRule> = FactKind<OneRule> | SnapshotKind<OneRule>

type AnyRule = RuleOf<string, unknown>

/** What every kind states about itself, however it is judged. */
interface KindParts<OneRule extends AnyRule> {
  /** What a rule's file calls the kind. */
  readonly name: OneRule['kind']
  /** What `parameters` holds in the file, before its parts are read. */
  readonly shape: z.ZodType
  /** Undefined when something is wrong; what it is has then been added to `problems`. */
  readonly parse: (
    input: unknown,
    fields: FieldsOfTypes,
    problems: RuleProblem[],
  ) => OneRule['parameters'] | undefined
  /** The facts that a rule looks at, by the parts that they have in it. */
  readonly selections: (rule: OneRule) => readonly Selection[]
  /**
   * How many seconds before its anchor the facts of a warning may lie. A change of law may cut such
   * a window in two. Null where a warning does not depend on a window before its anchor.
   */
  readonly lookBackSeconds: ((rule: OneRule) => number) | null
  /**
   * The facts that may be a warning's anchor, each version with the second `at` in which the
   * warning would lie: a correction may move it while the warning stands. Null where the anchor is
   * an instant.
   */
  readonly anchorFacts: ((rule: OneRule) => SelectedFacts) | null
  /** `W(R, k, t)` without exceptions: rows of `WarningRow`. */
  readonly warningsSql: (rule: OneRule, view: WarningsView & Noticed) => Sql
  /** When each warning was raised and withdrawn: rows of `LedgerRow`. */
  readonly ledgerSql: (rule: OneRule, view: VersionsView & Noticed) => Sql
  /** Facts that the rule cannot judge: rows of `OutcomeRow`. Null where it can judge every fact. */
  readonly outcomesSql: ((rule: OneRule, view: VersionsView & Noticed) => Sql | null) | null
  /** What `ledgerSql` leaves out: rows of `OutcomeRow`. Null where that is nothing. */
  readonly ledgerOutcomesSql: ((rule: OneRule, view: VersionsView) => Sql) | null
  /** What happened, in a sentence, from what the ledger holds of the warning. */
  readonly tell: (rule: OneRule, warning: ToldWarning) => Bilingual
}

/**
 * Finds its warnings among the facts of one subject or of one group, whenever these change or time
 * passes.
 */
export interface FactKind<OneRule extends AnyRule> extends KindParts<OneRule> {
  readonly judged: 'facts'
  /** The fields of the groups that are the subjects of warnings; null where subjects are. */
  readonly groupOf: (rule: OneRule) => readonly GroupField[] | null
  /** Null where time alone brings no warning about. */
  readonly onClock: OnClock<OneRule> | null
  /** What a fact must be followed by; null where the absence of nothing is a finding. */
  readonly answers: Answers<OneRule> | null
  /**
   * The same as the statements say, in the process: one pass over the facts of a subject or a group
   * in order. The two are compared. Kinds with a clock say what waits for it; those of which a
   * fact changes the warnings that it is tied to, and no others, in `tied` when these lie, for
   * facts as they are and were. Null where any may be.
   */
  readonly evaluate:
    | { readonly found: (rule: OneRule, series: FactSeries) => readonly WarningWithFacts[] }
    | {
        readonly waiting: (
          rule: OneRule,
          series: FactSeries,
          calendars: Calendars,
        ) => readonly WaitingFact[]
        readonly tied?: (
          rule: OneRule,
          series: FactSeries,
          facts: readonly SaidOfFact[],
        ) => ReadonlySet<number> | null
      }
  /**
   * Null where a fact may change a warning whose anchor lies anywhere. Kinds with `tied` give how
   * far a fact reaches besides.
   */
  readonly reach: ((rule: OneRule) => Reach) | null
  /**
   * How warnings follow from nothing but when the facts of a group lie; null where more of the
   * facts is looked at.
   */
  readonly bySeconds: BySeconds<OneRule> | null
  /** Why a warning stands. Throws TypeError when the rule does not find it among the facts. */
  readonly explain: (rule: OneRule, warning: ExplainedWarning) => Explanation
}

/** How far from a fact the first and the last anchor may lie of which it changes a warning. */
export interface Reach {
  readonly before_seconds: number
  readonly after_seconds: number
}

interface BySeconds<OneRule extends AnyRule> {
  /** The facts that count; null where this rule looks at more than when they lie. */
  readonly of: (rule: OneRule) => Selection | null
  /**
   * The warnings with their anchors in a span, when the clock stands in the second `clock`; `all`:
   * where all facts of the group lie, in order. The anchor is the first fact of the evidence where
   * the kind has anchors that are facts.
   */
  readonly within: (
    rule: OneRule,
    all: Float64Array,
    span: SecondsSpan,
    clock: number,
  ) => readonly FactsInWindow[]
  /**
   * The first second after the clock's from which on time alone changes them. Null where time
   * changes nothing.
   */
  readonly passesNextAt:
    | ((rule: OneRule, all: Float64Array, clock: number) => number | undefined)
    | null
}

/** A warning at a second, and the places of its evidence: from `first`, before `end`. */
export interface FactsInWindow {
  readonly second: number
  readonly first: number
  readonly end: number
}

/**
 * What the facts that may be an anchor wait for. Whether it could have come is judged by what
 * sources state that they feed (`docs/feeds.md`).
 */
export interface Answers<OneRule extends AnyRule> {
  /** The types of which one must follow. */
  readonly types: (rule: OneRule) => readonly string[]
  /** Whether a fact of one of the types shows by itself that this one is fed. */
  readonly ofOtherTypes: boolean
  /**
   * Up to which second a fact waits, over a row with its `second`, by what is known at one point.
   * NULL for one that does not.
   */
  readonly dueSql: (rule: OneRule, view: VersionsView & Noticed) => Sql
  /** The same in the process; undefined for a fact that does not wait. */
  readonly due: (rule: OneRule, fact: FactAlone, calendars: Calendars) => number | undefined
  /** Null where what is known of holidays never moves it. */
  readonly byWorkingDays: ByWorkingDays<OneRule> | null
}

/** Of waiting that ends with a working day. */
interface ByWorkingDays<OneRule extends AnyRule> {
  /** Whose days a rule counts; null where it counts none. */
  readonly jurisdiction: (rule: OneRule) => string | null
  /** The first year without notice that is reached; null where the end is known. */
  readonly missingYear: (
    rule: OneRule,
    fact: { readonly second: number; readonly region: string | null },
    calendars: Calendars,
  ) => number | null
  /** As `movedDaysSql`, with the last second of each day; null where no notice is known. */
  readonly movedDueSql: (rule: OneRule, view: VersionsView & Noticed) => Sql | null
  /** Duties without an end that nothing answered: rows of `UndatedDutyRow`. */
  readonly undatedSql: (rule: OneRule, view: VersionsView & Noticed) => Sql
}

/** What time alone brings about. */
interface OnClock<OneRule extends AnyRule> {
  /**
   * Rows of `subject_id` and `passes_at`: the subjects or groups for which a warning may have come
   * into being as the clock moved, and the first second from which on it may.
   */
  readonly newlyDueSql: (rule: OneRule, view: VersionsView & Noticed, clock: ClockSpan) => Sql
  /**
   * Whether nothing that happened once time brought a warning about takes it away again: only what
   * lies before the passing second, an amendment or an exception does.
   */
  readonly settledBefore: boolean
}

export interface ClockSpan {
  readonly from: Instant
  readonly to: Instant
}

/** Finds its warnings among all members of the register, whenever the clock reaches a snapshot. */
export interface SnapshotKind<OneRule extends AnyRule> extends KindParts<OneRule> {
  readonly judged: 'snapshots'
  /** Whether the clock came to a snapshot of the rule or went past one. */
  readonly passesSnapshot: (rule: OneRule, clock: ClockSpan) => boolean
  readonly evaluation: {
    readonly warnings: (
      rule: OneRule,
      factsBefore: FactsBefore,
      span: SnapshotSpan,
    ) => readonly SubjectWarning[]
    readonly outcomes: (
      rule: OneRule,
      facts: readonly KnownFact[],
      factsBefore: FactsBefore,
      span: SnapshotSpan,
    ) => readonly UnjudgedFact[]
    readonly snapshotSeconds: (rule: OneRule, span: SnapshotSpan) => readonly number[]
  }
  /** One row of `GroupAtSnapshotRow`, or none for who was no member then. */
  readonly groupAtSnapshotSql: (
    rule: OneRule,
    known: Known,
    clock: Instant,
    member: SnapshotOfMember,
  ) => Sql
  readonly explain: (rule: OneRule, warning: ExplainedAmongPeers) => Explanation
}

/**
 * The group of a member at a snapshot: `others` (the numbers of its peers that are not 0) and
 * `members`, how many it has, itself among them.
 */
export interface GroupAtSnapshotRow {
  readonly others: readonly string[]
  readonly members: string
}

export interface SnapshotOfMember {
  readonly subject_id: string
  /** The second at which the snapshot was taken. */
  readonly second: number
}

interface KindsAsJudged<OneRule extends AnyRule> {
  readonly facts: FactKind<OneRule>
  readonly snapshots: SnapshotKind<OneRule>
}

/**
 * A kind that lacks a part does not compile, and the compiler names the part; that is why `Judged`
 * is a parameter and not an overload, of which the compiler explains the last one only.
 */
export function defineKind<
  OneRule extends AnyRule,
  Judged extends keyof KindsAsJudged<OneRule> = 'facts',
>(kind: KindsAsJudged<OneRule>[Judged]): KindsAsJudged<OneRule>[Judged] {
  return kind
}
