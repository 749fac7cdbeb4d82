import { parseRegionCode, type RegionCode } from '@jianwei/events/identifiers/region-code.ts'
import { resolveRegion, type RegionQuestion } from '@jianwei/events/identifiers/resolve-region.ts'
import type { CivilDate } from '@jianwei/events/instant.ts'
import type { ColumnValue } from '#/intake/mapping/language.ts'
import type { Within } from '#/intake/mapping/region-language.ts'
import { asText, refuse, REGION_SUCCEEDED, textOf, type RowInHand } from '#/intake/mapping/row.ts'
import { dateReader } from '#/intake/mapping/time-column.ts'
import type { PresentReader, ValueSurroundings } from '#/intake/mapping/value-reader.ts'

/** Null where any day will do; undefined where the day cannot be read, and a reason says so. */
type DayReader = (hand: RowInHand) => CivilDate | null | undefined

/** Reads a code or a name as the region code that it means on the day that decides. */
export function regionReader(spec: ColumnValue, around: ValueSurroundings): PresentReader {
  const dayOf = dayReader(spec, around)
  const { column, within, abolished = 'refuse' } = spec
  return (value, hand) => {
    const on = dayOf(hand)
    if (on === undefined) return undefined
    const outer = regionAround(within, { on, abolished }, around, hand)
    if (outer === undefined) return undefined
    const text = asText(value) ?? ''
    return resolved(column, { text, within: outer, on, abolished }, around, hand)
  }
}

type Asked = Pick<RegionQuestion, 'on' | 'abolished'>

/** Null where nothing is around it; an empty column leaves what is around that. */
function regionAround(
  within: Within | undefined,
  asked: Asked,
  around: ValueSurroundings,
  hand: RowInHand,
): RegionCode | null | undefined {
  if (within === undefined) return null
  if (typeof within === 'string') {
    const parsed = parseRegionCode(within)
    return parsed.ok ? parsed.value : null
  }
  const outer = regionAround(within.within, asked, around, hand)
  const text = textOf(hand.row, within.column)
  if (outer === undefined || text === undefined) return outer
  return resolved(within.column, { text, within: outer, ...asked }, around, hand)
}

function resolved(
  column: string,
  question: RegionQuestion,
  { regions }: ValueSurroundings,
  hand: RowInHand,
): RegionCode | undefined {
  const answer = resolveRegion(question, regions)
  if (!answer.ok) return refuse(hand, answer.code, column, answer.message)
  if (answer.succeeds !== null) hand.left_out.push({ column, code: REGION_SUCCEEDED })
  return answer.code
}

function dayReader({ on }: ColumnValue, { occurredOn }: ValueSurroundings): DayReader {
  if (on === undefined || on === 'any') return () => null
  if (on === 'occurred_at')
    return (hand) => occurredOn(hand) ?? refuseDay(hand, 'occurred_at', 'no time of the event')
  const read = dateReader({ ...on, pivot: undefined })
  return (hand) => {
    const text = textOf(hand.row, on.column)
    if (text === undefined) return refuseDay(hand, on.column, 'the column is empty')
    return read(text, hand) as CivilDate | undefined
  }
}

function refuseDay(hand: RowInHand, path: string, why: string): undefined {
  return refuse(hand, 'REGION_DAY_MISSING', path, `the day that decides on a region: ${why}`)
}
