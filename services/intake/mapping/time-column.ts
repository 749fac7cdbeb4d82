import { parseInstant, type Instant } from '@jianwei/events/instant.ts'
import { civilTimeReader } from '#/intake/mapping/civil-format.ts'
import type { CivilTime } from '#/intake/mapping/civil-time.ts'
import type { ColumnValue } from '#/intake/mapping/language.ts'
import { asText, refuse, textOf, type RowInHand } from '#/intake/mapping/row.ts'
import type { PresentReader } from '#/intake/mapping/value-reader.ts'

/** How a column says a day. */
export type DateColumn = Pick<ColumnValue, 'column' | 'format' | 'pivot'>

type Written = { readonly instant: Instant; readonly day: string } | { readonly civil: CivilTime }

/** Reads a column as the day that it writes, `YYYY-MM-DD`. */
export function dateReader(spec: DateColumn): PresentReader {
  const read = writtenReader(spec)
  return (value, hand) => {
    const written = read(asText(value) ?? '')
    if (written === undefined) return refuseDate(hand, spec)
    return 'day' in written ? written.day : dayOf(written.civil)
  }
}

/** Reads a column, and where the mapping names one the time of day beside it, as an instant. */
export function instantColumnReader(
  spec: ColumnValue,
  instantOf: (civil: CivilTime) => Instant,
): PresentReader {
  const read = writtenReader(spec)
  const { time } = spec
  const readTime = time === undefined ? undefined : civilTimeReader(time.format)
  return (value, hand) => {
    const written = read(asText(value) ?? '')
    if (written === undefined) return refuseDate(hand, spec)
    const clock = time === undefined ? undefined : textOf(hand.row, time.column)
    if (time === undefined || readTime === undefined || clock === undefined)
      return 'instant' in written ? written.instant : instantOf(written.civil)
    const ofDay = readTime(clock)
    if (ofDay === undefined)
      return refuse(
        hand,
        'TIME_UNREADABLE',
        time.column,
        `expected a time of day as ${time.format}`,
      )
    if ('instant' in written)
      return refuse(hand, 'TIME_UNREADABLE', spec.column, 'this date carries a time of day itself')
    const { hour, minute, second, ms } = ofDay
    return instantOf({ ...written.civil, hour, minute, second, ms })
  }
}

/** By the first of the formats that fits. */
function writtenReader({ format, pivot }: DateColumn): (text: string) => Written | undefined {
  const formats = typeof format === 'string' ? [format] : format
  const readers = formats.map((one) => {
    if (one === 'iso') return isoOf
    const read = civilTimeReader(one, pivot)
    return (text: string): Written | undefined => {
      const civil = read(text)
      return civil && { civil }
    }
  })
  return (text) => {
    for (const read of readers) {
      const written = read(text)
      if (written !== undefined) return written
    }
    return undefined
  }
}

/** With its offset, a timestamp is an instant as it is; its day is the day that it writes. */
function isoOf(text: string): Written | undefined {
  const instant = parseInstant(text)
  return instant && { instant, day: text.slice(0, 'YYYY-MM-DD'.length) }
}

function refuseDate(hand: RowInHand, { column, format }: DateColumn): undefined {
  const formats = typeof format === 'string' ? format : format.join(' or ')
  return refuse(
    hand,
    'DATE_UNREADABLE',
    column,
    `expected a real date as ${formats}, between 1900 and 2299`,
  )
}

function dayOf({ year, month, day }: CivilTime): string {
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
