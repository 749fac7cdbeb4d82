import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'

/**
 * What a projector in the same process has just written, for who would read the same from the log.
 */
export interface NewestEvents {
  /**
   * All events behind one position up to and with another. Undefined where they are not at hand:
   * then the log has them. Who asks goes on from there: of what lies before nothing is kept.
   */
  between(after: Position, up_to: Position): readonly RecordedEvent[] | undefined
}
