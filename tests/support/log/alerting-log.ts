import { latestVersion } from '@jianwei/events/catalogue.ts'
import { streamOf, type NewEvent, type Position, recordEvent } from '@jianwei/events/envelope.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { AppendedEvent, EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SilenceEvent } from '@jianwei/events/silence/silence.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { alertAhead, type AheadLimits } from '@jianwei/services/alerting/alert-ahead.ts'
import {
  NOTHING_ALERTED,
  raiseAlerts,
  type Alerted,
  type AlertingParts,
  type AlertingRecord,
} from '@jianwei/services/alerting/alerting.ts'
import { SilencesAsKnown } from '@jianwei/services/alerting/silences-as-known.ts'
import { appendDecided } from '@jianwei/services/commands/handle-commands.ts'
import { ledgerDifference, WARNINGS_LEDGER } from '@jianwei/services/evaluation/ledger.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { STEPS } from '#/support/log/alert-steps.ts'
import { someEvent } from '#/support/log/events.ts'

export const ALERTING_CLOCK = '2026-03-09T00:00:00.000Z' as Instant

/** A warning of the tests: whom it is about, where its one fact lies, and when. */
export interface GivenWarning {
  readonly subject: string
  readonly region?: string
  readonly department?: string
  readonly at?: string
}

/**
 * A log with facts, warnings, silences and alerts, without an engine: what alerting asks of the
 * warehouse is answered by the log, or by nothing.
 */
export class AlertingLog {
  readonly log: EventLog
  readonly rule: Rule

  constructor(log: EventLog, rule: Rule) {
    this.log = log
    this.rule = rule
  }

  async raise(...given: readonly GivenWarning[]): Promise<readonly AppendedEvent[]> {
    await this.append('facts', given.map(factOf))
    return appendDecided(
      this.log,
      ledgerDifference(given.map(foundOf), [], { rule: this.rule, ...(await this.#boundary()) }),
    )
  }

  /** As `raise`; gives where the log ends then. */
  async raised(...given: readonly GivenWarning[]): Promise<Position> {
    await this.raise(...given)
    return this.log.head()
  }

  async withdraw(...given: readonly GivenWarning[]): Promise<readonly AppendedEvent[]> {
    const ledger = given.map((one) => ({ ...foundOf(one), standing: true, entries: 1 }))
    return appendDecided(
      this.log,
      ledgerDifference([], ledger, { rule: this.rule, ...(await this.#boundary()) }),
    )
  }

  /** One evaluation that finds a warning in the place of another. */
  async move(from: GivenWarning, to: GivenWarning): Promise<readonly AppendedEvent[]> {
    await this.append('facts', [factOf(to)])
    const ledger = [{ ...foundOf(from), standing: true, entries: 1 }]
    const evaluated = { rule: this.rule, ...(await this.#boundary()) }
    return appendDecided(this.log, ledgerDifference([foundOf(to)], ledger, evaluated))
  }

  /** Closes the alerts that are there. */
  async closeAlerts(): Promise<void> {
    const raised = (await this.alertEvents()).filter(({ type }) => type === 'AlertRaised')
    const { type, data } = STEPS.closed
    for (const { stream, subject_id, region, data: of } of raised) {
      const event = recordEvent({
        type,
        schema_version: latestVersion(type) ?? 1,
        source: 'test:alerts',
        id: `closed ${stream}`,
        subject_id,
        region,
        occurred_at: ALERTING_CLOCK,
        causation_id: null,
        data: { ...data, alert_id: of['alert_id'] },
      })
      await this.log.append([{ stream, expected: 'any', events: [event] }])
    }
  }

  async silence(name: string, { type, data }: SilenceEvent): Promise<void> {
    const event = recordEvent({
      type,
      schema_version: 1,
      source: 'jianwei:silences',
      id: name,
      subject_id: 'platform:silence',
      region: null,
      occurred_at: ALERTING_CLOCK,
      causation_id: null,
      data,
    })
    await this.append('silences', [event])
  }

  /** Catches up to the end of the log, or to a position. */
  async catchUp(
    record: AlertingRecord = NOTHING_ALERTED,
    { upTo, clock = ALERTING_CLOCK }: { readonly upTo?: Position; readonly clock?: Instant } = {},
  ): Promise<AlertingRecord> {
    const position = upTo ?? (await this.log.head())
    return (await raiseAlerts(this.#parts(), record, { position, recorded_at: clock })).record
  }

  /**
   * What follows at once of entries that an evaluation at a boundary has appended; `record` is that
   * of alerting there.
   */
  ahead(
    position: Position,
    fresh: readonly AppendedEvent[],
    {
      record = NOTHING_ALERTED,
      into = this.log,
      limits,
    }: {
      readonly record?: AlertingRecord
      readonly into?: EventLog
      readonly limits?: AheadLimits
    } = {},
  ): Promise<Alerted> {
    return alertAhead({ ...this.#parts(), log: into }, record, { position }, fresh, limits)
  }

  async alertEvents(): Promise<readonly RecordedEvent[]> {
    return (await eventsOf(this.log)).filter(({ type }) => type.startsWith('Alert'))
  }

  /** What every alert's stream says, whenever it came to be there. */
  async streams(): Promise<readonly string[]> {
    return (await this.alertEvents())
      .map(
        ({ stream, revision, type, subject_id }) => `${stream} ${revision} ${type} ${subject_id}`,
      )
      .toSorted()
  }

  #parts(): AlertingParts {
    const warehouse = this.#warehouse()
    const silences = new SilencesAsKnown(warehouse)
    const { signal } = new AbortController()
    return { log: this.log, warehouse, rules: [this.rule], silences, signal }
  }

  async #boundary() {
    const boundary = { position: await this.log.head(), clock: ALERTING_CLOCK }
    return { boundary, ledger: WARNINGS_LEDGER }
  }

  async append(stream: string, events: readonly NewEvent[]): Promise<void> {
    await this.log.append([{ stream: streamOf('source', stream), expected: 'any', events }])
  }

  /** Silences are read from the log; nothing else is there. */
  #warehouse(): Warehouse {
    const query = async (_: unknown, { purpose }: { readonly purpose: string }) => {
      if (purpose !== 'silences:events') return []
      const events = await eventsOf(this.log)
      return events
        .filter(({ type }) => type.startsWith('Silence'))
        .map(({ data, ...event }) => ({ ...event, payload: JSON.stringify(data) }))
    }
    // Nothing else is asked of it.
    return { query } as unknown as Warehouse
  }
}

function factOf({ subject, region, department, at }: GivenWarning): NewEvent {
  const event = someEvent({
    source: 'urn:example:register',
    id: `fact of ${subject} ${at ?? ''}`,
    subject_id: subject,
    region: region ?? null,
  })
  return { ...event, department: department ?? null }
}

function foundOf(given: GivenWarning) {
  const { subject, at = ALERTING_CLOCK } = given
  return {
    warning_id: warningIdOfTest(given),
    subject_id: subject,
    anchor: at,
    anchor_at: at,
    evidence: [factOf(given).event_id],
  }
}

export function warningIdOfTest({ subject, at = ALERTING_CLOCK }: GivenWarning): string {
  return derivedId('warning', subject, at)
}
