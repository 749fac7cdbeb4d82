import type { CloudEventFields } from '../line.ts'
import type { SimulatedEvent } from '../stage.ts'

/** One way in which a line can be wrong, and what intake says to it. */
export interface Fault {
  readonly name: string
  /** One of the reasons that intake gives has this code. */
  readonly code: string
  /**
   * Whether it can be made beside a line that carries an amendment (true), a fact (false), or
   * either (absent).
   */
  readonly besideAmendment?: boolean
  /** Absent means any number of times. */
  readonly timesMax?: number
  /**
   * The spoilt line. `fields` is a good copy of `event` under an id of its own, free to be changed.
   */
  readonly spoil: (fields: CloudEventFields, event: SimulatedEvent) => string | Uint8Array
}

/** A fault that lies in the event, not in its bytes. */
export function eventFault(
  name: string,
  code: string,
  spoil: (fields: CloudEventFields, event: SimulatedEvent) => CloudEventFields,
): Fault {
  return { name, code, spoil: (fields, event) => JSON.stringify(spoil(fields, event)) }
}
