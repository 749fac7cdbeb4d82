import type { RegionSpan, RegionTable } from '@jianwei/events/identifiers/region-spans.ts'

export interface RegionQuery {
  /** In a name, or the first digits of a code. */
  readonly text?: string | undefined
  /** The digits that the code begins with. */
  readonly prefix?: string | undefined
  /** In force on this day. */
  readonly on?: string | undefined
}

export interface FoundRegion {
  readonly code: string
  /** Those of the day where one is asked. */
  readonly spans: readonly RegionSpan[]
}

/** In the order of their codes. */
export function searchRegions(
  table: RegionTable,
  { text, prefix = '', on }: RegionQuery,
): readonly FoundRegion[] {
  return [...table.codes()]
    .filter((code) => code.startsWith(prefix))
    .toSorted()
    .flatMap((code) => {
      const spans = (table.spans(code) ?? []).filter((span) => on === undefined || isOn(span, on))
      const fits = text === undefined || code.startsWith(text) || spans.some(isNamed(text))
      return spans.length > 0 && fits ? [{ code, spans }] : []
    })
}

function isNamed(text: string): (span: RegionSpan) => boolean {
  return ({ name }) => name.includes(text)
}

function isOn({ from, to }: RegionSpan, day: string): boolean {
  return (from === null || from <= day) && (to === null || day < to)
}
