import type { DocumentKind } from '@jianwei/events/document/events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { RequestRefused } from '#/http/problem.ts'

export const DOCUMENT_TITLES: Readonly<Record<DocumentKind, string>> = {
  notice: '预警单',
  'supervision-letter': '督办函',
  reminder: '催办通知书',
}

interface Signature {
  readonly role: string
  readonly seal: boolean
}

const place = (role: string, seal = false): Signature => ({ role, seal })

/** Who signs which document. */
export const SIGNATURES: Readonly<Record<DocumentKind, readonly Signature[]>> = {
  notice: [place('承办人'), place('审核人'), place('负责人', true), place('签收人')],
  'supervision-letter': [place('经办人'), place('批准人', true), place('接收单位签收人')],
  reminder: [place('经办人'), place('审核人', true), place('接收单位签收人')],
}

/** Of a letter or a reminder: the last mark of the alert that asks for one. */
const MARKS: Readonly<Record<Exclude<DocumentKind, 'notice'>, string>> = {
  'supervision-letter': 'AlertSupervised',
  reminder: 'AlertUrged',
}

/**
 * The event for which a document is made: what raised the alert, urged last, or put it under
 * supervision last. Throws RequestRefused where nobody did.
 */
export function occasionOf(kind: DocumentKind, events: readonly RecordedEvent[]): RecordedEvent {
  const occasion =
    kind === 'notice' ? events[0] : events.findLast(({ type }) => type === MARKS[kind])
  if (occasion !== undefined) return occasion
  const step = kind === 'reminder' ? 'urge' : 'supervise'
  throw new RequestRefused(
    'DOCUMENT_WITHOUT_OCCASION',
    `a ${kind} follows the step ${step}, which nobody has taken with this alert`,
  )
}
