import { Calendars } from '@jianwei/events/calendar/calendars.ts'
import type { HolidayNoticeRecorded } from '@jianwei/events/calendar/events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  directoryAfter,
  EMPTY_DIRECTORY,
  parentOn,
  type Directory,
} from '@jianwei/events/organisation/directory.ts'
import {
  ORGANISATION_EVENT_TYPES,
  type OrganisationEvent,
} from '@jianwei/events/organisation/events.ts'
import { unitOf } from '@jianwei/events/organisation/unit-of.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import type { SourceRegistered } from '@jianwei/events/source/events.ts'
import {
  isLimitInForce,
  type FactLimit,
  type Limit,
} from '@jianwei/projections/limits/limit-row.ts'
import type { AlertDutyKind, AlertLimit } from '@jianwei/projections/limits/limit-row.ts'
import type { FactBody } from '@jianwei/projections/rules/feeds/feed-scope.ts'
import { feedStateOf } from '@jianwei/projections/rules/feeds/feed-state.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { noticeIn } from '#/calendars/notice-book.ts'
import { publishedLimits, type PublishedLimits } from '#/duties/limit-book.ts'

/** What changes which clocks are opened from then on, and before whom a mark is brought. */
export const STANDING_TYPES: readonly string[] = [
  'LimitTablePublished',
  'HolidayNoticeRecorded',
  'RulePublished',
  'RuleRetired',
  'SourceRegistered',
  ...ORGANISATION_EVENT_TYPES,
]

/**
 * By what clocks are opened at the point of the log up to which it was told: the table of limits,
 * the notices of holidays, the rules that are published, what sources say they feed, and the
 * directory of organisations.
 */
export class StandingTerms {
  #limits: PublishedLimits | undefined
  #unreadable: PublishedLimits | undefined
  #notices: readonly HolidayNoticeRecorded[] = []
  #calendars = new Calendars()
  /** Names of the versions that are published, by rule. */
  readonly #published = new Map<string, Set<unknown>>()
  readonly #statements = new Map<string, SourceRegistered>()
  #foldedDirectory: Directory = EMPTY_DIRECTORY
  /** Of the directory, to be folded together: at a start there are many. */
  #unfolded: OrganisationEvent[] = []

  hear(event: RecordedEvent): void {
    switch (event.type) {
      case 'LimitTablePublished': {
        const limits = publishedLimits(event)
        // One that this program cannot read is shown, and the one before it goes on.
        if (limits.table === null) this.#unreadable = limits
        else [this.#limits, this.#unreadable] = [limits, undefined]
        return
      }
      case 'HolidayNoticeRecorded': {
        this.#notices = [...this.#notices, noticeIn(event)]
        this.#calendars = new Calendars(this.#notices)
        return
      }
      case 'RulePublished':
      case 'RuleRetired': {
        const { rule_id, rule_version } = event.data
        const versions = this.#published.get(String(rule_id)) ?? new Set()
        this.#published.set(String(rule_id), versions)
        if (event.type === 'RulePublished') versions.add(rule_version)
        else versions.delete(rule_version)
        return
      }
      case 'SourceRegistered': {
        // The catalogue parsed the data when the event was read.
        const said = event.data as unknown as SourceRegistered
        this.#statements.set(said.name, said)
        return
      }
      default: {
        // As above.
        this.#unfolded.push({ type: event.type, data: event.data } as unknown as OrganisationEvent)
      }
    }
  }

  /** The version of the table; undefined before the first. */
  get version(): number | undefined {
    return this.#limits?.version
  }

  /** The working days by the notices that are known. */
  get calendars(): Calendars {
    return this.#calendars
  }

  /** The newest table, where this program cannot read it. */
  get unreadable(): PublishedLimits | undefined {
    return this.#unreadable
  }

  /** The row for a duty of the desk that begins in the second; undefined where there is none. */
  alertLimit(kind: AlertDutyKind, level: RiskLevel, second: number): AlertLimit | undefined {
    return this.#rows.find(
      (row): row is AlertLimit =>
        row.of === 'alert' &&
        row.alert === kind &&
        row.levels.includes(level) &&
        isLimitInForce(row, second),
    )
  }

  /** A row by its id, whenever it is in force. */
  limit(id: string): Limit | undefined {
    return this.#rows.find((row) => row.id === id)
  }

  /** Rows about facts of which the rule that judges them is published. */
  get factLimits(): readonly FactLimit[] {
    return this.#rows.filter(
      (row): row is FactLimit =>
        row.of === 'fact' && (this.#published.get(row.judged_by)?.size ?? 0) > 0,
    )
  }

  /**
   * Whether an answer can be expected: where somebody states who feeds it, and nobody does so for
   * this body, its absence says nothing.
   */
  isFed({ parameters }: FactLimit, body: FactBody, second: number): boolean {
    const statements = [...this.#statements.values()]
    return parameters.answer.events.every(
      (type) => feedStateOf(type, statements, body, [second, second]) !== 'missing',
    )
  }

  /**
   * The unit that a department's name means; null where the directory has none or several. Units
   * stand in days in China, whatever the table counts by.
   */
  unitOf(department: string | null, region: string | null, at: Instant): string | null {
    const named = { spelling: department, region, at: dayInChina(at) }
    const found = unitOf(this.#directory, named)
    return found.unit_id === null ? null : found.standing
  }

  /** The unit above another on the day; null where the directory has none. */
  unitAbove(unitId: string, at: Instant): string | null {
    const unit = this.#directory.units.get(unitId)
    return unit === undefined ? null : parentOn(unit, dayInChina(at))
  }

  get #directory(): Directory {
    if (this.#unfolded.length > 0) {
      this.#foldedDirectory = directoryAfter(this.#unfolded, this.#foldedDirectory)
      this.#unfolded = []
    }
    return this.#foldedDirectory
  }

  get #rows(): readonly Limit[] {
    return this.#limits?.table?.limits ?? []
  }
}
