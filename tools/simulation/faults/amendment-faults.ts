import { instantFromMs } from '@jianwei/events/instant.ts'
import { usccFrom } from '@jianwei/events/identifiers/uscc.ts'
import type { EventData } from '@jianwei/events/envelope.ts'
import type { SimulatedEvent } from '../stage.ts'
import { eventFault, type Fault } from './fault.ts'

/**
 * A valid code in a province that is never simulated together with its subjects: the organisation
 * is all zeros.
 */
const NOBODY = usccFrom('91330000MA2XYXY91')

/**
 * Corrections and retractions that their sender may not make. Each stands after the line that it
 * names.
 */
export const amendmentFaults: readonly Fault[] = [
  {
    ...eventFault('correction-of-record', 'REPLACEMENT_NOT_A_FACT', (fields, event) => ({
      ...fields,
      type: 'FactCorrected',
      schemaversion: undefined,
      data: correction(event, { type: 'WarningRaised', data: {} }),
    })),
    besideAmendment: false,
  },
  {
    ...eventFault('correction-unreadable', 'FIELD_UNKNOWN', (fields, event) => ({
      ...fields,
      type: 'FactCorrected',
      schemaversion: undefined,
      data: correction(event, { type: event.type, data: { ...event.data, fine_yuan: 3 } }),
    })),
    besideAmendment: false,
  },
  retraction('retraction-of-foreign-fact', 'AMENDMENT_FOREIGN', false, (event) => ({
    data: { fact: { source: `${event.reporter.source}/elsewhere`, id: event.id }, reason: '误报' },
  })),
  retraction('retraction-for-other-subject', 'AMENDMENT_SUBJECT', false, (event) => ({
    subject: NOBODY,
    data: { fact: { source: event.reporter.source, id: event.id }, reason: '主体错误' },
  })),
  retraction('retraction-of-amendment', 'AMENDMENT_TARGET', true, (event) => ({
    data: { fact: { source: event.reporter.source, id: event.id }, reason: '撤回更正' },
  })),
]

function retraction(
  name: string,
  code: string,
  besideAmendment: boolean,
  changes: (event: SimulatedEvent) => EventData,
): Fault {
  const fault = eventFault(name, code, (fields, event) => ({
    ...fields,
    type: 'FactRetracted',
    schemaversion: undefined,
    ...changes(event),
  }))
  return { ...fault, besideAmendment }
}

function correction(
  event: SimulatedEvent,
  replacement: { readonly type: string; readonly data: EventData },
): EventData {
  return {
    fact: { source: event.reporter.source, id: event.id },
    reason: '录入错误',
    replacement: {
      ...replacement,
      schema_version: event.type === replacement.type ? event.schemaVersion : 1,
      occurred_at: instantFromMs(event.occurredMs),
      region: event.region,
      department: event.reporter.department,
    },
  }
}
