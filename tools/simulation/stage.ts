import type { EventData } from '@jianwei/events/envelope.ts'
import type { FactReference } from '@jianwei/events/fact.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { FactShape } from './fact-shapes.ts'
import type { Random } from './random.ts'
import type { Reporter, ReporterKind, Reporters } from './reporters.ts'
import type { Subject, SubjectPool } from './subjects.ts'
import type { DutyName, MissedDutyRecord } from './truth.ts'

/** What a set of events is about: they share a correlation id. */
export interface Matter {
  readonly subject: Subject
  readonly correlation: string
  /**
   * Part of a planted story or duty: disturbances leave its facts alone, so that what is expected
   * of it stays true.
   */
  readonly planted: boolean
}

/** A fact as a chain tells it. */
export type FactReport = FactShape & FactCircumstances

export interface FactCircumstances {
  /** When it happened and the department got to know it. */
  readonly at: number
  /** When its system first sends it, where that is later: what a register held before. */
  readonly sentMs?: number
  readonly by: ReporterKind
  /** 1 where it is absent, as in a line. */
  readonly schemaVersion?: number
  readonly cause?: FactReference
  /** The data as a later correction would have it. Without it a correction moves the time only. */
  readonly corrected?: (data: EventData, random: Random) => EventData
  /** True for facts that open or close a duty: neither corrected nor retracted. */
  readonly duty?: true
}

/** A fact with everything a line needs. */
export interface SimulatedEvent {
  readonly type: string
  readonly schemaVersion: number
  readonly id: string
  readonly subject: string
  readonly region: string
  readonly occurredMs: number
  readonly reporter: Reporter
  readonly correlation: string
  readonly causation: string | null
  readonly data: EventData
}

/** Takes facts on their way to the lines. */
export interface Delivery {
  deliver(event: SimulatedEvent, circumstances: FactCircumstances, mayAmend: boolean): void
}

export interface DutyCheck {
  readonly duty: DutyName
  readonly openedBy: FactReference
  readonly openedMs: number
  readonly dueMs: number
  readonly doneMs: number
}

/** What chains work with: chance, time, and the means to report. */
export interface Stage {
  readonly random: Random
  readonly subjects: SubjectPool
  /** Nothing happens after it. */
  readonly endMs: number
  matter(subject: Subject, planted?: boolean): Matter
  report(matter: Matter, fact: FactReport): FactReference
  /** Goes on at that time, unless the stream has ended by then. */
  later(atMs: number, step: () => void): void
  /** Writes the duty into the truth if it was missed within the stream. */
  checkDuty(matter: Matter, check: DutyCheck): void
}

export interface StageParts {
  readonly random: Random
  readonly subjects: SubjectPool
  readonly reporters: Reporters
  readonly endMs: number
  readonly later: (atMs: number, step: () => void) => void
  readonly delivery: Delivery
  readonly note: (record: MissedDutyRecord) => void
}

/** Types whose second version has what the first has, and names that nobody must say. */
const MAY_NAME_MORE: ReadonlySet<string> = new Set([
  'SubjectRegistered',
  'SubjectChanged',
  'ComplaintReceived',
  'ReportReceived',
  'TicketDispatched',
  'TicketAnswered',
  'TicketRated',
])

/** Half of the senders are at the newest version. */
function versionSent(type: string, fact: number): number {
  return MAY_NAME_MORE.has(type) && fact % 2 === 0 ? 2 : 1
}

export function createStage(parts: StageParts): Stage {
  const { random, subjects, reporters, endMs, delivery, note } = parts
  let matters = 0
  let facts = 0

  return {
    random,
    subjects,
    endMs,
    matter(subject, planted = false) {
      matters += 1
      return { subject, correlation: `matter-${matters}`, planted }
    },
    report(matter, fact) {
      facts += 1
      // Registers and rules see whole seconds.
      const occurredMs = Math.floor(fact.at / 1000) * 1000
      const reporter = reporters.inCharge(fact.by, matter.subject.district)
      const event = {
        type: fact.type,
        schemaVersion: fact.schemaVersion ?? versionSent(fact.type, facts),
        id: `fact-${facts}`,
        subject: matter.subject.id,
        region: matter.subject.district.code,
        occurredMs,
        reporter,
        correlation: matter.correlation,
        causation: fact.cause?.id ?? null,
        data: fact.data,
      }
      delivery.deliver(event, fact, !matter.planted && fact.duty !== true)
      return { source: reporter.source, id: event.id }
    },
    later(atMs, step) {
      if (atMs <= endMs) parts.later(atMs, step)
    },
    checkDuty(matter, check) {
      if (check.doneMs <= check.dueMs || check.dueMs > endMs) return
      note({
        record: 'missed-duty',
        duty: check.duty,
        subject_id: matter.subject.id,
        opened_by: check.openedBy,
        opened_at: instantFromMs(check.openedMs),
        due_at: instantFromMs(check.dueMs),
        done_at: check.doneMs <= endMs ? instantFromMs(check.doneMs) : null,
      })
    },
  }
}
