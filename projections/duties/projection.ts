import { evolveDuty, type DutyEvent, type PresentDuty } from '@jianwei/events/duty/duty.ts'
import { dutyEvents } from '@jianwei/events/duty/events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { DUTY_COLUMNS, rowOfDuty, valuesOfRow } from '#/duties/duty-row.ts'
import { defineFold } from '#/projection.ts'

/** A duty as the events of its stream have made it, with where in the log they are. */
interface DutyAsItStands {
  readonly duty: PresentDuty
  readonly first: RecordedEvent
  readonly last: RecordedEvent
  readonly events: number
}

/** Events of the streams of duties. */
const DUTY_EVENT_TYPES: readonly string[] = dutyEvents
  .map(({ type }) => type)
  .filter((type) => type !== 'LimitTablePublished')

/** Duties as they stand, one row each. */
export const dutiesProjection = defineFold<DutyAsItStands>({
  name: 'duties',
  version: 1,
  table: 'duties_v1',
  columns: ['opened_position', 'events', 'last_position', ...DUTY_COLUMNS],
  events: DUTY_EVENT_TYPES,
  after: dutyAfter,
  row({ duty, first, last, events }) {
    const { subject_id, region } = first
    const values = valuesOfRow(rowOfDuty(duty, { revision: last.revision, subject_id, region }))
    const line = [first.position, events, last.position, ...values]
    return `${JSON.stringify(line, wellFormed)}\n`
  },
})

function dutyAfter(
  before: DutyAsItStands | undefined,
  event: RecordedEvent,
): DutyAsItStands | undefined {
  // The catalogue parsed the data when the event was read.
  const said = { type: event.type, data: event.data } as unknown as DutyEvent
  const duty = evolveDuty(before?.duty ?? { state: 'absent' }, said)
  if (duty.state === 'absent') return undefined
  const first = before?.first ?? event
  return { duty, first, last: event, events: (before?.events ?? 0) + 1 }
}

/** The engine could not read a lone surrogate. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}
