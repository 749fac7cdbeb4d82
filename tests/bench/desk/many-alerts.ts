import { latestVersion } from '@jianwei/events/catalogue.ts'
import { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import { Finding } from '@jianwei/events/alert/handling-events.ts'
import {
  streamOf,
  type Ordinal,
  type Position,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'
import { derivedId, eventIdOf } from '@jianwei/events/identity.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { RiskLevel } from '@jianwei/events/warning/events.ts'
import { randomOf } from '@jianwei/tools/simulation/random.ts'

/*
 * The work of a province over two years, made up: every alert is raised, routed, opened, signed
 * for, verified, fed back and closed, as far as it has come. Steps of one kind lie together in the
 * log, so that each alert comes in several ranges, as it does in life.
 */

export const FIRST_DAY = '2024-12-01T00:00:00.000Z' as Instant
export const DAYS = 730
const DAY_MS = 86_400_000
export const UNITS = 200
export const PEOPLE = 500
export const RULES = 40
const SUBJECTS = 30_000
const COUNTIES = 90
const SOURCE = 'jianwei:alerts'

interface MadeAlert {
  readonly alert_id: string
  readonly subject_id: string
  readonly region: string
  readonly raised_ms: number
  readonly person: string
  /** How many steps of its life have been taken. */
  readonly steps: number
  revision: number
}

export const subjectOf = (number: number): string => `reg:${3300000000000 + number}`
export const nameOf = (number: number): string => `余姚市第${number}食品经营部`
export const OFFICES = 200
export const officeOf = (number: number): string => `示例第${number % OFFICES}市场监督管理局`
export const industryOf = (number: number): string => `C${13 + (number % 30)}@2017`
export const unitOf = (number: number): string => `unit-${number}`
export const personOf = (number: number): string => `person-${number}`
export const ruleOf = (number: number): string => `rule-${number}`
export const subjects = SUBJECTS

/** Seven kinds of steps, each for all alerts that have come so far, in batches of the log. */
export function* eventsOfAlerts(count: number, batch: number): Generator<readonly RecordedEvent[]> {
  const random = randomOf(7, 'desk')
  const made = Array.from({ length: count }, (_, number): MadeAlert => {
    const share = number / count
    return {
      alert_id: derivedId('alert', `bench-${number}`),
      subject_id: subjectOf(random.below(SUBJECTS)),
      region: String(330_100 + random.below(COUNTIES)),
      raised_ms: msOfInstant(FIRST_DAY) + share * DAYS * DAY_MS,
      person: personOf(random.below(PEOPLE)),
      // Most of the old ones are closed, and few of the new ones.
      steps: share < 0.7 && random.below(100) < 85 ? 7 : 1 + random.below(6),
      revision: 0,
    }
  })
  let position = 0
  let events: RecordedEvent[] = []
  for (const [step, make] of STEPS.entries()) {
    for (const alert of made) {
      if (alert.steps <= step) continue
      const { type, data } = make(alert, random)
      position += 1
      events.push(recorded(alert, step, position, type, data))
      if (events.length < batch) continue
      yield events
      events = []
    }
  }
  if (events.length > 0) yield events
}

type Made = { readonly type: string; readonly data: object }
type Random = ReturnType<typeof randomOf>

const STEPS: readonly ((alert: MadeAlert, random: Random) => Made)[] = [
  ({ raised_ms, alert_id }, random) => ({
    type: 'AlertRaised',
    data: {
      rule_id: ruleOf(random.below(RULES)),
      rule_version: 1,
      level: RiskLevel.options[random.below(4)],
      warning_ids: [derivedId('warning', alert_id)],
      due_at:
        random.below(10) === 0 ? null : instantFromMs(raised_ms + (1 + random.below(60)) * DAY_MS),
      lead: null,
      further_subjects: [],
    },
  }),
  (_, random) => ({
    type: 'AlertRouted',
    data: { unit: unitOf(random.below(UNITS)), from_unit: null, routing_version: 1 },
  }),
  () => ({ type: 'AlertViewed', data: {} }),
  () => ({ type: 'AlertSignedFor', data: {} }),
  (_, random) => ({
    type: 'AlertVerified',
    data: { finding: Finding.options[random.below(3)], evidence: [] },
  }),
  () => ({ type: 'AlertFedBack', data: { feedback: 'done' } }),
  (_, random) => ({
    type: 'AlertClosed',
    data: {
      reason_code: ClosingReason.options[random.below(7)],
      despite_open_parts: null,
      proposed_by: null,
    },
  }),
]

export const stepKinds = STEPS.length

function recorded(
  alert: MadeAlert,
  step: number,
  position: number,
  type: string,
  data: object,
): RecordedEvent {
  const at = instantFromMs(alert.raised_ms + step * DAY_MS)
  const id = `${alert.alert_id}#${step}`
  const event_id = eventIdOf(SOURCE, id)
  const version = latestVersion(type) ?? 1
  return {
    event_id,
    type,
    schema_version: version,
    subject_id: alert.subject_id,
    region: alert.region,
    department: officeOf(alert.subject_id.length + (Number(alert.subject_id.slice(-6)) % OFFICES)),
    occurred_at: at,
    reported_at: at,
    recorded_at: at,
    source: SOURCE,
    source_event_id: id,
    correlation_id: event_id,
    causation_id: null,
    position: position as Position,
    ordinal: position as Ordinal,
    stream: streamOf('alert', alert.alert_id),
    revision: step as Revision,
    data: { alert_id: alert.alert_id, actor: alert.person, reason: 'bench', ...data },
  }
}

/** The warnings that raised an alert, as rows of the ledger; none for other steps. */
export function warningRows({ type, position, subject_id, data }: RecordedEvent): string[] {
  if (type !== 'AlertRaised') return []
  const { rule_id, warning_ids } = data as { rule_id: string; warning_ids: readonly string[] }
  return warning_ids.map((warning_id) => {
    const evidence = Array.from({ length: 1 + (position % 8) }, (_, fact) =>
      derivedId('fact', warning_id, String(fact)),
    )
    return JSON.stringify([position, 'raised', warning_id, rule_id, subject_id, evidence])
  })
}
