import type { NewEvent } from '@jianwei/events/envelope.ts'
import { parseInstant } from '@jianwei/events/instant.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import type { EventOutput, Value } from '#/intake/mapping/language.ts'
import { textOf, type Row } from '#/intake/mapping/row.ts'
import type { ValueSurroundings } from '#/intake/mapping/value-reader.ts'
import { compileValue } from '#/intake/mapping/value.ts'

/** Reads the day in China on which the event of a row happened, for values that depend on it. */
export function eventDayReader(
  occurred_at: Value,
  around: ValueSurroundings,
): ValueSurroundings['occurredOn'] {
  const read = compileValue(occurred_at, around)
  return (hand) => {
    const text = read({ ...hand, reasons: [], left_out: [] })
    const instant = typeof text === 'string' ? parseInstant(text) : undefined
    return instant && dayInChina(instant)
  }
}

/** Reads what a row says for the region, where the mapping reads a code or a name as one. */
export function regionTextReader({ region }: EventOutput): (row: Row) => string | undefined {
  const isRead = typeof region === 'object' && region !== null && 'column' in region
  return isRead && region.as === 'region' ? (row) => textOf(row, region.column) : () => undefined
}

/** Keeps what the row says beside the code that was made of it. */
export function withRegionText(event: NewEvent, text: string | undefined): NewEvent {
  if (text === undefined || text === event.region || event.region === null) return event
  return { ...event, raw: { ...event.raw, region: text } }
}
