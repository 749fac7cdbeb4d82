import type { Alert } from '@jianwei/events/alert/alert.ts'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { AlertKey } from '#/alerting/alert-key.ts'
import { newAlert, openAlert, type OpenAlert } from '#/desk/alert-aggregate.ts'

/** Alerts of one key follow each other: numbers are only used up by new ones. */
const ALERTS_PER_KEY_MAX = 10_000

/** So many alerts about one rule and one subject are a rule that cannot be worked with. */
export class AlertsPerKeyExceeded extends DomainError {
  override readonly name = 'AlertsPerKeyExceeded'
  readonly code = 'ALERTS_PER_KEY_EXCEEDED'

  constructor({ rule_id, subject_id }: AlertKey) {
    super(`more than ${ALERTS_PER_KEY_MAX} alerts of ${rule_id} about ${subject_id}`)
  }
}

/** The ledger entry that makes the sentinel give a command. */
export interface CommandCause {
  readonly at: Instant
  readonly causation_id: string
}

/** The cause with where that lies which the command is about. */
export interface PlacedCause extends CommandCause {
  readonly region: string | null
}

/** The alerts of a key, and what was decided about them but not yet appended. */
export class AlertsOfKey {
  readonly key: AlertKey
  readonly #heard: ReadonlySet<string>
  readonly #raisedBy: ReadonlySet<string>
  readonly #alerts: AlertOfKey[]
  #chosen: AlertOfKey

  private constructor(key: AlertKey, read: readonly ReadAlert[]) {
    this.key = key
    this.#heard = new Set(read.flatMap(({ heard }) => heard))
    this.#raisedBy = new Set(read.flatMap(({ heard }) => heard.slice(0, 1)))
    this.#alerts = read.map(({ alert, gathered }) => ({ alert, gathered: [...gathered] }))
    this.#chosen = newestOf(this.#alerts)
  }

  /** `onEvent` sees the events of all alerts of the key. */
  static async load(
    log: EventLog,
    key: AlertKey,
    onEvent: (event: RecordedEvent) => void = () => {},
  ): Promise<AlertsOfKey> {
    return new AlertsOfKey(key, await readAlerts(log, key, onEvent))
  }

  /** The newest, until another one was chosen. */
  get alert(): Alert {
    return this.#chosen.alert.state
  }

  get alert_id(): string {
    return this.#chosen.alert.id
  }

  /** Whether an alert of the key was told of this ledger entry. */
  heardOf(entryId: string): boolean {
    return this.#heard.has(entryId)
  }

  /** Whether this ledger entry began an alert of the key. */
  begunBy(entryId: string): boolean {
    return this.#raisedBy.has(entryId)
  }

  get appends(): readonly StreamAppend[] {
    return this.#alerts.flatMap(({ alert }) => alert.appends)
  }

  /** What each alert gathered, newest alert first: the ledger entries, also of decided steps. */
  gathered(): readonly GatheredEntries[] {
    return this.#alerts.toReversed().map(({ alert, gathered }) => ({
      alert_id: alert.id,
      is_open: alert.state.state !== 'absent' && alert.state.state !== 'closed',
      entries: gathered,
    }))
  }

  /** What is decided from now on is about this one. */
  choose(alertId: string): void {
    const chosen = this.#alerts.find(({ alert }) => alert.id === alertId)
    if (chosen === undefined) throw new TypeError('the alert is none of the key')
    this.#chosen = chosen
  }

  chooseNewest(): void {
    this.#chosen = newestOf(this.#alerts)
  }

  /** The newest alert in which the warning stands; false where it stands in none. */
  chooseHolding(warningId: string): boolean {
    const holding = this.#alerts.findLast(
      ({ alert: { state } }) => state.state !== 'absent' && state.standing.includes(warningId),
    )
    if (holding !== undefined) this.#chosen = holding
    return holding !== undefined
  }

  /** The next alert of the key: only sensible where no open one takes the warning. */
  begin(): void {
    this.chooseNewest()
    if (this.#chosen.alert.state.state === 'absent') return
    if (this.#alerts.length >= ALERTS_PER_KEY_MAX) throw new AlertsPerKeyExceeded(this.key)
    const alert = newAlert(alertIdOf(this.key, this.#alerts.length))
    this.#chosen = { alert, gathered: [] }
    this.#alerts.push(this.#chosen)
  }

  /** Nothing new is nothing appended, so the same command may come again. */
  decide(command: AlertCommand, cause: PlacedCause): void {
    const { subject_id } = this.key
    const { alert, gathered } = this.#chosen
    alert.decide(command, { subject_id, ...cause })
    if (GATHERING.has(command.type)) gathered.push(cause.causation_id)
  }
}

const GATHERING: ReadonlySet<string> = new Set<AlertCommand['type']>([
  'RaiseAlert',
  'GatherWarning',
])

/** Ledger entries, by id, with which an alert gathered its warnings. */
export interface GatheredEntries {
  readonly alert_id: string
  readonly is_open: boolean
  readonly entries: readonly string[]
}

interface AlertOfKey {
  readonly alert: OpenAlert
  readonly gathered: string[]
}

function newestOf(alerts: readonly AlertOfKey[]): AlertOfKey {
  const newest = alerts.at(-1)
  if (newest === undefined) throw new TypeError('a key has at least the alert that is to begin')
  return newest
}

/**
 * Alerts of a key are numbered from 0; the number is part of the identity, so that opening one
 * twice opens one.
 */
function alertIdOf(key: AlertKey, ordinal: number): string {
  return derivedId('alert', key.rule_id, key.subject_id, String(ordinal))
}

interface ReadAlert {
  readonly alert: OpenAlert
  /** Ledger entries that it was told of; the first of them began it. */
  readonly heard: readonly string[]
  /** Of these, those of warnings that it gathered. */
  readonly gathered: readonly string[]
}

/** At least one: where there is none, the one that is to begin. */
async function readAlerts(
  log: EventLog,
  key: AlertKey,
  onEvent: (event: RecordedEvent) => void,
): Promise<readonly ReadAlert[]> {
  const alerts: ReadAlert[] = []
  for (;;) {
    const heard: string[] = []
    const gathered: string[] = []
    const alert = await openAlert(log, alertIdOf(key, alerts.length), (event) => {
      onEvent(event)
      const { type, causation_id: cause } = event
      if (cause === null) return
      heard.push(cause)
      if (type === 'AlertRaised' || type === 'AlertWarningGathered') gathered.push(cause)
    })
    if (alert.events === 0 && alerts.length > 0) return alerts
    alerts.push({ alert, heard, gathered })
    if (alert.events === 0) return alerts
  }
}
