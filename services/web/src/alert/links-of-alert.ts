import type { AlertMeasureLinked } from '@jianwei/events/alert/joint-events.ts'
import type { AlertStepRead } from '#/alert/alert-queries.ts'
import { plainText } from '#/parts/plain-text.ts'

export interface LinkedMeasure {
  readonly link_id: string
  readonly kind: AlertMeasureLinked['kind']
  readonly number: string
  readonly department: string | null
  /** The fact that the department streamed; null while it has not, or where it may not be seen. */
  readonly fact_id: string | null
  readonly is_streamed: boolean
}

/** Measures that are linked, the first first. */
export function linksOf(steps: readonly AlertStepRead[]): readonly LinkedMeasure[] {
  const links = new Map<string, LinkedMeasure>()
  for (const { type, data } of steps) {
    const link_id = plainText(data['link_id']) ?? ''
    const link = links.get(link_id)
    if (type === 'AlertMeasureLinked') {
      // The server parsed the event by its type.
      const { kind, number, department } = data as unknown as AlertMeasureLinked
      links.set(link_id, { link_id, kind, number, department, fact_id: null, is_streamed: false })
    }
    if (type === 'AlertLinkRemoved') links.delete(link_id)
    if (type === 'AlertLinkClosed' && link !== undefined) {
      const { fact_id } = data
      links.set(link_id, {
        ...link,
        fact_id: typeof fact_id === 'string' ? fact_id : null,
        is_streamed: true,
      })
    }
  }
  return [...links.values()]
}
