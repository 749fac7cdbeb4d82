import type { FactCorrected } from '@jianwei/events/amendment/events.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { isKnownRegion } from '@jianwei/events/identifiers/region-code.ts'
import { isRegionCode, type RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { IntakeInput } from '#/intake/reading.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import { unknownRegion, type Place } from '#/regions/unknown-regions.ts'

/**
 * Inputs with a code that no table of regions has are refused: neither those that come with the
 * program nor what the log holds now. The log is asked only where a code is not the program's own.
 */
export async function withKnownRegions(
  inputs: readonly IntakeInput[],
  book: Pick<RegionBook, 'table'>,
): Promise<readonly IntakeInput[]> {
  if (inputs.every(hasOwnRegions)) return inputs
  const table = await book.table()
  return inputs.map((input) => {
    const reasons = placesIn(input)
      .filter(({ region }) => !isKnown(region, table))
      .map(unknownRegion)
    if (reasons.length === 0) return input
    const source = input.reading.ok ? (input.reading.events[0]?.source ?? null) : null
    return { ...input, reading: { ok: false, source, reasons } }
  })
}

/** Most inputs name regions of the program, so this makes nothing. */
function hasOwnRegions({ reading }: IntakeInput): boolean {
  return (
    !reading.ok ||
    reading.events.every(
      (event) =>
        (event.region === null || isKnown(event.region)) &&
        (event.type !== 'FactCorrected' || placesOf(event).every(({ region }) => isKnown(region))),
    )
  )
}

/** Each region that an input names, once. */
function placesIn({ reading }: IntakeInput): readonly Place[] {
  if (!reading.ok) return []
  const places = new Map<string, Place>()
  for (const event of reading.events)
    for (const place of placesOf(event))
      if (!places.has(place.region)) places.set(place.region, place)
  return [...places.values()]
}

function placesOf({ type, region, data }: NewEvent): readonly Place[] {
  const own = region === null ? [] : [{ region, path: 'region' }]
  if (type !== 'FactCorrected') return own
  // The event has passed its schema.
  const instead = (data as FactCorrected).replacement.region
  return instead === null ? own : [...own, { region: instead, path: 'data.replacement.region' }]
}

function isKnown(region: string, table?: RegionTable): boolean {
  // Reading made it one.
  const id = region as RegionId
  return !isRegionCode(id) || isKnownRegion(id, table)
}
