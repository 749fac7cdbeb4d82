import { LOG_START } from '#/commands/reaction.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import {
  isHeldBack,
  silencesAfter,
  type PresentSilence,
  type Silence,
  type SilencedFinding,
} from '@jianwei/events/silence/silence.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { silenceEvents, type RecordedSilenceEvent } from '@jianwei/projections/silences/queries.ts'

type Silences = ReadonlyMap<string, Silence>

/**
 * The silences as each position of the log knew them: what a warning meets does not depend on when
 * somebody looks, only on where in the log it stands. Reads every event once; people order few.
 */
export class SilencesAsKnown {
  readonly #warehouse: Pick<Warehouse, 'query'>
  readonly #events: RecordedSilenceEvent[] = []
  #newest: Silences = new Map()
  #read = LOG_START.position

  constructor(warehouse: Pick<Warehouse, 'query'>) {
    this.#warehouse = warehouse
  }

  /** Reads on up to a position that is in the warehouse. */
  async readTo(position: Position): Promise<void> {
    if (position <= this.#read) return
    const range = { after: this.#read, up_to: position }
    const events = await silenceEvents(this.#warehouse, range)
    this.#events.push(...events)
    this.#newest = silencesAfter(events, this.#newest)
    this.#read = position
  }

  /** As they were at a position, which was read. */
  at(position: Position): readonly PresentSilence[] {
    const isNewest = (this.#events.at(-1)?.position ?? 0) <= position
    const known = isNewest
      ? this.#newest
      : silencesAfter(this.#events.filter((event) => event.position <= position))
    return [...known.values()].filter((silence) => silence.state !== 'absent')
  }

  /** The silence that holds a warning back there, if one does. */
  holding(warning: SilencedFinding, position: Position): PresentSilence | undefined {
    return this.at(position).find((silence) => isHeldBack(silence, warning))
  }
}
