import type { FactReference } from '@jianwei/events/fact.ts'

/**
 * What was planted, so that a test can compare what came out with what went in. The truth file is
 * NDJSON: one `run`, then records in the order in which they were decided, then one `totals`.
 */
export type TruthRecord =
  | RunRecord
  | LineRecord
  | AmendmentRecord
  | StoryRecord
  | MissedDutyRecord
  | TotalsRecord

/** The options that made the stream. */
export interface RunRecord {
  readonly record: 'run'
  readonly options: object
}

/** A line that is not simply accepted. Lines are counted from 1. */
export interface LineRecord {
  readonly record: 'line'
  readonly line: number
  readonly expected: DuplicateExpected | RefusalExpected
}

export type Expectation = AcceptanceExpected | DuplicateExpected | RefusalExpected

export interface AcceptanceExpected {
  readonly outcome: 'accepted'
}

export interface DuplicateExpected {
  readonly outcome: 'duplicate'
  /** The line that carried the occurrence first. */
  readonly of_line: number
  /**
   * `same-bytes`: the line once more. `same-occurrence`: source and id once more, written at
   * another time.
   */
  readonly form: DuplicateForm
}

export type DuplicateForm = 'same-bytes' | 'same-occurrence'

export interface RefusalExpected {
  readonly outcome: 'quarantined'
  readonly fault: string
  /** One of the codes among the reasons that intake gives. */
  readonly code: string
}

/** A correction or retraction that stands in the stream. */
export interface AmendmentRecord {
  readonly record: 'amendment'
  readonly line: number
  readonly kind: 'correction' | 'retraction'
  readonly type: string
  readonly fact: FactReference
  readonly subject_id: string
}

/** Somebody who turned bad: complaints gather, inspections find things, a case follows. */
export interface StoryRecord {
  readonly record: 'story'
  readonly story: 'turned-bad'
  readonly subject_id: string
  readonly turned_at: string
  /**
   * What the story adds to the subject's ordinary life and lies within the stream. Nothing of it is
   * corrected or retracted.
   */
  readonly complaints: readonly FactReference[]
  readonly violations: readonly FactReference[]
  readonly penalties: readonly FactReference[]
  readonly serious_listed_at: string | null
}

export type DutyName = 'ticket-answered' | 'rectification-checked' | 'case-decided'

/**
 * A duty that was not done by its due time, which lies within the stream. Nothing of it is
 * corrected or retracted.
 */
export interface MissedDutyRecord {
  readonly record: 'missed-duty'
  readonly duty: DutyName
  readonly subject_id: string
  readonly opened_by: FactReference
  readonly opened_at: string
  /** The last second in which it would have been in time. */
  readonly due_at: string
  /** When it was done after all; null where the stream ends before. */
  readonly done_at: string | null
}

export interface TotalsRecord {
  readonly record: 'totals'
  readonly lines: number
  readonly accepted: number
  readonly duplicates: number
  readonly quarantined: number
  /** Accepted lines by event type. */
  readonly by_type: Readonly<Record<string, number>>
  /** Quarantined lines by fault. */
  readonly by_fault: Readonly<Record<string, number>>
}

export interface TruthCounter {
  accepted(type: string): void
  duplicate(): void
  quarantined(fault: string): void
  totals(): TotalsRecord
}

export function createTruthCounter(): TruthCounter {
  const byType = new Map<string, number>()
  const byFault = new Map<string, number>()
  let duplicates = 0
  return {
    accepted: (type) => void byType.set(type, (byType.get(type) ?? 0) + 1),
    duplicate: () => void (duplicates += 1),
    quarantined: (fault) => void byFault.set(fault, (byFault.get(fault) ?? 0) + 1),
    totals() {
      const accepted = sum(byType)
      const quarantined = sum(byFault)
      return {
        record: 'totals',
        lines: accepted + duplicates + quarantined,
        accepted,
        duplicates,
        quarantined,
        by_type: sorted(byType),
        by_fault: sorted(byFault),
      }
    },
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0
  for (const count of counts.values()) total += count
  return total
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
