import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { InputOrigin, RefusalReason } from '@jianwei/events/ports/quarantine.ts'

/** What reading one piece of input gave: its events, all of them good, or everything that is wrong with it. */
export type Reading = ReadInput | RefusedInput

export interface ReadInput {
  readonly ok: true
  /** One for a CloudEvent; a row that a mapping splits gives several, one that it skips gives none. */
  readonly events: readonly NewEvent[]
  /** Where an insert may come again with other content: the correction to append then, by the place of its event in `events`. */
  readonly corrections?: readonly NewEvent[]
}

export interface RefusedInput {
  readonly ok: false
  /** CloudEvents `source` where it could be read. */
  readonly source: string | null
  readonly reasons: readonly RefusalReason[]
}

/** One piece of input (a body, a line, a row) with what is needed to keep it when it is refused. */
export interface IntakeInput {
  readonly reading: Reading
  readonly origin: InputOrigin
  readonly content_type: string
  /** The original, untouched. */
  readonly bytes: Uint8Array
}

export function refusal(source: string | null, code: string, path: string, message: string): RefusedInput {
  return { ok: false, source, reasons: [{ code, path, message }] }
}
