import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import {
  ALERTING_EVENT_TYPES,
  alertingEvent,
  isImport,
  type WarningEntry,
  type WarningRaisedEntry,
} from '#/alerting/alerting-events.ts'
import { worthyBy, worthyByNow, type AlertWorthy } from '#/alerting/alert-worthy.ts'
import { changeAlerts, type ChangeAlertsParts } from '#/alerting/change-alerts.ts'
import {
  ImportHolds,
  lapsedRecord,
  type ImportHold,
  type LapsedHold,
} from '#/alerting/import-holds.ts'
import type { SilencesAsKnown } from '#/alerting/silences-as-known.ts'
import { Storms, type StormRecord } from '#/alerting/storms.ts'
import { eachWaiting } from '#/alerting/waiting-warnings.ts'
import { appendDecided } from '#/commands/handle-commands.ts'
import {
  LOG_START,
  react,
  reactionOfBoth,
  type LogPoint,
  type Reaction,
} from '#/commands/reaction.ts'

/*
 * Turns the entries of the ledger into alerts, in the order of the log:
 *
 *  - A warning that is raised joins the open alert of its rule and subject, or of its rule and
 *    group where the rule groups otherwise, or opens one. It opens none while an import holds its
 *    source, or when its anchor is older than the rule allows, counted back from the newest fact of
 *    its source: loading history must not flood people. Nor does it where the rule only records, or
 *    where people silenced it. Such warnings stand in the ledger all the same.
 *  - More new alerts of a rule than it allows are a storm: one alert about the rule, with a sample
 *    of the warnings and the number and names of the others.
 *  - A warning that is withdrawn leaves its alert. When it is raised elsewhere at the same
 *    boundary, or again since, it has only moved, and stays with its alert, even a closed one.
 *  - When an import ends, however it ends, the warnings that waited for it are looked at. One of
 *    which nothing is heard for IMPORT_HOLD_MS by the log's clock holds nothing any more, and the
 *    log is told so.
 *
 * It follows the log, but not beyond what is in the warehouse: how old a warning is and whether it
 * has only moved are questions to the warehouse (alert-worthy.ts, change-alerts.ts). Nor does it
 * stop before that: the sentinel lets it catch up at each of its boundaries, so that all entries of
 * an evaluation are there when it looks at the first of them.
 *
 * What it keeps is how far it came, the imports under way, and where the log must be read again at
 * their end: nothing that grows with the warnings. Whatever is appended has an identity that is
 * derived from the alert and the revision of its stream, so a crash before the record is saved
 * doubles nothing, and a lost record is rebuilt from the start of the log.
 */

/** How far alerting has come. */
export interface AlertingRecord {
  /** Entries up to here have been turned into alerts. */
  readonly alerted: Position
  /** Where the log goes on there; null where an earlier version wrote the record. */
  readonly alerted_checkpoint: Checkpoint | null
  /** Attempts at imports under way, by id: alerts of their sources wait. */
  readonly importing: Readonly<Record<string, ImportHold>>
  /** From where on warnings wait, by the source that an import holds or held. */
  readonly waiting: Readonly<Record<string, LogPoint>>
  /** New alerts of late, by rule. */
  readonly storms: StormRecord
}

export const NOTHING_ALERTED: AlertingRecord = {
  alerted: LOG_START.position,
  alerted_checkpoint: null,
  importing: {},
  waiting: {},
  storms: {},
}

export interface AlertingParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
  /** Every version that is or was published. */
  readonly rules: readonly Rule[]
  /** Kept from one boundary to the next, so that each event of a silence is read once. */
  readonly silences: SilencesAsKnown
  readonly signal: AbortSignal
}

/** Up to where it catches up: a position that is in the warehouse, and the log's clock there. */
export interface AlertingBoundary {
  readonly position: Position
  readonly recorded_at: Instant
}

export interface Alerted {
  readonly record: AlertingRecord
  /** Events appended. */
  readonly appended: number
}

/**
 * Catches up with the log up to a boundary. Where the signal aborts meanwhile, the record stays as
 * it was. `beside`: what goes on from the same point of the log and is told of the same stretch.
 * Throws StreamConflict (retryable).
 */
export async function raiseAlerts(
  parts: AlertingParts,
  record: AlertingRecord,
  upTo: AlertingBoundary,
  beside?: Reaction,
): Promise<Alerted> {
  const after = { position: record.alerted, checkpoint: record.alerted_checkpoint }
  await parts.silences.readTo(upTo.position)
  const alerting = new Alerting(parts, record, upTo.position)
  const range = { after, up_to: upTo.position, signal: parts.signal }
  const reaction = beside === undefined ? alerting : reactionOfBoth(alerting, beside)
  const { reached, appended } = await react(parts.log, reaction, range)
  if (reached === undefined) return { record, appended }
  const atEnd = await alerting.letTimePass(upTo.recorded_at)
  const { position: alerted, checkpoint: alerted_checkpoint } = reached
  const isWhole = !parts.signal.aborted
  return {
    record: isWhole ? { alerted, alerted_checkpoint, ...alerting.kept() } : record,
    appended: appended + atEnd,
  }
}

/** What is known of entries that the warehouse does not hold yet, in its place. */
export interface KnownAhead extends Required<Pick<ChangeAlertsParts, 'hasMoved'>> {
  /** When the newest fact of each source happened. */
  readonly newest: ReadonlyMap<string, Instant>
}

/** The reaction, from one boundary to the next. */
export class Alerting implements Reaction {
  readonly interested = ALERTING_EVENT_TYPES
  readonly #parts: AlertingParts & { readonly ahead?: KnownAhead }
  readonly #upTo: Position
  readonly #holds: ImportHolds
  readonly #waiting: Map<string, LogPoint>
  readonly #storms: Storms

  constructor(
    parts: AlertingParts & { readonly ahead?: KnownAhead },
    record: AlertingRecord,
    upTo: Position,
  ) {
    this.#parts = parts
    this.#upTo = upTo
    this.#holds = new ImportHolds(record.importing)
    this.#waiting = new Map(Object.entries(record.waiting))
    this.#storms = new Storms(record.storms)
    // Records of earlier versions do not say where the holds began.
    this.#beginWaiting(LOG_START)
  }

  kept(): Pick<AlertingRecord, 'importing' | 'waiting' | 'storms'> {
    const waiting = Object.fromEntries(this.#waiting)
    return { importing: this.#holds.record(), waiting, storms: this.#storms.record() }
  }

  /**
   * Imports change how the warnings after them are treated, so they stand alone; warnings go
   * together.
   */
  async handle(events: readonly RecordedEvent[], before: LogPoint): Promise<number> {
    let appended = 0
    let run: WarningEntry[] = []
    const endRun = async (): Promise<void> => {
      const ended = run
      run = []
      appended += await this.#handleWarnings(ended)
    }
    for (const entry of events.map(alertingEvent)) {
      const lapsed = this.#holds.lapsedAt(entry.recorded_at, isImport(entry) ? entry : undefined)
      if (isImport(entry) || lapsed.length > 0) await endRun()
      appended += await this.#giveUp(lapsed, entry.position)
      if (isImport(entry)) {
        const ended = this.#holds.take(entry)
        this.#beginWaiting(before)
        appended += await this.#lookAtWhatWaited(ended, entry.position)
      } else run.push(entry)
    }
    await endRun()
    return appended
  }

  /** Gives up the imports of which nothing was heard for too long. */
  letTimePass(to: Instant): Promise<number> {
    return this.#giveUp(this.#holds.lapsedAt(to), this.#upTo)
  }

  async #handleWarnings(run: readonly WarningEntry[]): Promise<number> {
    const last = new Map(run.map((entry) => [entry.data.warning_id, entry.event_id]))
    const raised = run.filter((entry): entry is WarningRaisedEntry => isRaised(entry))
    // One that was raised again has only moved.
    const withdrawn = run.filter(
      (entry) => !isRaised(entry) && last.get(entry.data.warning_id) === entry.event_id,
    )
    const worthy = raised.length === 0 ? [] : await this.#worthy(raised)
    const { ahead, ...parts } = this.#parts
    return changeAlerts({ ...parts, ...ahead, storms: this.#storms }, worthy, withdrawn)
  }

  async #worthy(raised: readonly WarningRaisedEntry[]): Promise<readonly AlertWorthy[]> {
    const { ahead } = this.#parts
    const choose =
      ahead === undefined ? await worthyByNow(this.#parts) : worthyBy(this.#parts, ahead.newest)
    return choose(this.#holds.sources, raised)
  }

  /** Says so in the log, after what waited was looked at: a crash in between looks again. */
  async #giveUp(lapsed: readonly LapsedHold[], at: Position): Promise<number> {
    for (const hold of lapsed) this.#holds.giveUp(hold)
    let appended = 0
    for (const hold of lapsed) appended += await this.#lookAtWhatWaited(hold, at)
    const said = await appendDecided(this.#parts.log, lapsed.map(lapsedRecord))
    return appended + said.length
  }

  async #lookAtWhatWaited(ended: ImportHold | undefined, at: Position): Promise<number> {
    let appended = 0
    const held = this.#holds.sources
    for (const source of ended?.of_sources ?? []) {
      const since = this.#waiting.get(source)
      if (since === undefined || held.has(source)) continue
      const waiting = { source, since, up_to: at, standing_at: this.#upTo, held }
      await eachWaiting(this.#parts, waiting, async (warnings) => {
        appended += await changeAlerts({ ...this.#parts, storms: this.#storms }, warnings, [])
      })
      this.#waiting.delete(source)
    }
    return appended
  }

  /** An earlier point stays: what waited for another import of the source was not looked at yet. */
  #beginWaiting(since: LogPoint): void {
    for (const source of this.#holds.sources) {
      if (!this.#waiting.has(source)) this.#waiting.set(source, since)
    }
  }
}

function isRaised(entry: WarningEntry): entry is WarningRaisedEntry {
  return entry.type === 'WarningRaised'
}
