import { latestVersion } from '@jianwei/events/catalogue.ts'
import type { AlertEvent } from '@jianwei/events/alert/effects.ts'
import { recordEvent, streamOf, type Position } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'

const AT = '2026-06-01T00:00:00.000Z' as Instant
let made = 0

/** An alert in a log, of which a test writes the steps itself. */
export interface WrittenAlert {
  readonly alert_id: string
  /** Appends the steps and gives their positions. */
  happen(...steps: readonly AlertEvent[]): Promise<readonly Position[]>
}

export interface RaisedAs {
  readonly rule_id?: string
  readonly subject_id?: string
  readonly region?: string | null
  readonly level?: 'blue' | 'yellow' | 'orange' | 'red'
  readonly log: EventLog
}

const NAMES = { actor: '张三', reason: '电话 13800000000' }

/** What a step names that nobody outside may learn. */
export const NAMES_OF_STEPS: readonly string[] = Object.values(NAMES)

/** Raises an alert. Its steps name persons, as those of people do. */
export async function raiseAlert({
  log,
  rule_id = 'three-complaints',
  subject_id = 'test:shop',
  region = '330203',
  level = 'yellow',
}: RaisedAs): Promise<WrittenAlert & { readonly position: Position }> {
  const alert_id = derivedId('alert', 'written', String(process.pid), String((made += 1)))
  const happen = async (...steps: readonly AlertEvent[]): Promise<readonly Position[]> => {
    const events = steps.map(({ type, data }) =>
      recordEvent({
        type,
        schema_version: latestVersion(type) ?? 1,
        source: 'test:alerts',
        id: `step ${process.pid} ${(made += 1)}`,
        subject_id,
        region,
        occurred_at: AT,
        causation_id: null,
        data: { ...NAMES, ...data, alert_id },
      }),
    )
    const stream = streamOf('alert', alert_id)
    const [outcome] = await log.append([{ stream, expected: 'any', events }])
    if (outcome?.outcome !== 'appended') throw new Error('the step was not appended')
    return outcome.events.map(({ position }) => position)
  }
  const warning_ids = [derivedId('warning', alert_id)]
  const raised = {
    ...NAMES,
    alert_id,
    rule_id,
    rule_version: 1,
    level,
    warning_ids,
    due_at: null,
    lead: null,
    further_subjects: [],
  }
  const [position = 0 as Position] = await happen({ type: 'AlertRaised', data: raised })
  return { alert_id, happen, position }
}

/** Steps that follow a raised alert, each with the names that nobody outside may learn. */
export const STEPS = {
  signed: { type: 'AlertSignedFor', data: { alert_id: '', ...NAMES } },
  reopened: { type: 'AlertReopened', data: { alert_id: '', ...NAMES } },
  closed: {
    type: 'AlertClosed',
    data: {
      alert_id: '',
      ...NAMES,
      reason_code: 'benign',
      proposed_by: null,
      despite_open_parts: null,
    },
  },
  escalated: {
    type: 'AlertEscalated',
    data: { alert_id: '', ...NAMES, level: 'red', due_at: null },
  },
} as const satisfies Readonly<Record<string, AlertEvent>>
