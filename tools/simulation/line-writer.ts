import type { Amends, Transmission } from './delivery.ts'
import { fieldsOf, lineOf } from './line.ts'
import type { SimulatedEvent } from './stage.ts'
import {
  createTruthCounter,
  type DuplicateExpected,
  type Expectation,
  type RefusalExpected,
  type TotalsRecord,
  type TruthRecord,
} from './truth.ts'

export interface SimulatedLine {
  /** Counted from 1. */
  readonly line: number
  /** Without the line break. Bytes where the line is no valid text. */
  readonly content: string | Uint8Array
  readonly expected: Expectation
}

/** Numbers the lines, and tells the truth about each that is not simply taken. */
export interface LineWriter {
  write(transmissions: readonly Transmission[]): Generator<SimulatedLine, void, void>
  totals(): TotalsRecord
}

const ACCEPTED = { outcome: 'accepted' } as const

export function createLineWriter(note: (record: TruthRecord) => void): LineWriter {
  const counter = createTruthCounter()
  let line = 0

  function* write(transmissions: readonly Transmission[]): Generator<SimulatedLine, void, void> {
    for (const transmission of transmissions) {
      line += 1
      yield writeOne(transmission)
    }
  }

  function writeOne({ event, reportedMs, form, amends }: Transmission): SimulatedLine {
    switch (form.kind) {
      case 'first': {
        form.line = line
        counter.accepted(event.type)
        if (amends !== undefined) noteAmendment(event, amends)
        return { line, content: lineOf(event, reportedMs), expected: ACCEPTED }
      }
      case 'repeated': {
        counter.duplicate()
        return planted(lineOf(event, reportedMs), {
          outcome: 'duplicate',
          of_line: form.first.line,
          form: form.as,
        })
      }
      case 'spoilt': {
        const { fault, serial } = form
        counter.quarantined(fault.name)
        const fields = {
          ...fieldsOf(event, reportedMs),
          id: `fault-${serial}`,
          correlationid: `fault-${serial}`,
        }
        return planted(fault.spoil(fields, event), {
          outcome: 'quarantined',
          fault: fault.name,
          code: fault.code,
        })
      }
    }
  }

  function noteAmendment(event: SimulatedEvent, { kind, type, id }: Amends): void {
    const fact = { source: event.reporter.source, id }
    note({ record: 'amendment', line, kind, type, fact, subject_id: event.subject })
  }

  function planted(
    content: string | Uint8Array,
    expected: DuplicateExpected | RefusalExpected,
  ): SimulatedLine {
    note({ record: 'line', line, expected })
    return { line, content, expected }
  }

  return { write, totals: () => counter.totals() }
}
