import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { markedPath, personalFieldsOfType } from '@jianwei/events/personal-fields.ts'
import { maskedEvent } from '#/access/masking.ts'
import { SHOWN_NOTHING } from '#/access/shown-kinds.ts'

/**
 * The values of an event that are masked for somebody, in clear, by their paths as answers name
 * them in `masked`. Values that are sealed are not among them.
 */
export function clearValues(event: RecordedEvent): ReadonlyMap<string, string> {
  const { data, raw } = event
  const fields = personalFieldsOfType(event.type)
  const { masked } = maskedEvent({ ...event, raw: raw ?? null }, SHOWN_NOTHING)
  const values = masked.flatMap((path) => {
    if (fields?.get(markedPath(path)) === 'sealed') return []
    const value = path.startsWith('raw.')
      ? raw?.[path.slice('raw.'.length)]
      : valueAt(data, path.slice('data.'.length))
    return typeof value === 'string' ? [[path, value] as const] : []
  })
  return new Map(values)
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((name) => name !== '')
    .reduce<unknown>(
      (part, name) =>
        // A list has its items by their numbers.
        typeof part === 'object' && part !== null ? new Map(Object.entries(part)).get(name) : part,
      value,
    )
}
