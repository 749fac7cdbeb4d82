import { z } from 'zod'
import { defineRecord, personal } from '#/define-event.ts'
import { Code, LIST_ITEMS_MAX, Words } from '#/vocabulary.ts'

/** Documents about an alert: 预警单, 督办函, 催办通知书. */
export const DOCUMENT_KINDS = ['notice', 'supervision-letter', 'reminder'] as const
export const DocumentKind = z.enum(DOCUMENT_KINDS)
export type DocumentKind = z.infer<typeof DocumentKind>

const document = {
  actor: personal(Words),
  document: DocumentKind,
  number: Code,
  alert_id: z.uuid(),
}

/**
 * A number is given once: to what the document is about, when it is printed first. Numbers of a
 * kind and year follow each other without a gap.
 */
export const DocumentNumbered = defineRecord(
  'DocumentNumbered',
  { en: 'Document numbered', zh: '文书编号' },
  {
    en: 'A document about an alert got its number, when it was printed first.',
    zh: '预警单文书首次打印时取得编号。',
  },
  {
    ...document,
    /** The event for which it is made: what raised, urged or put under supervision. */
    occasion: z.uuid(),
    year: z.int().min(2000).max(9999),
    serial: z.int().min(1),
  },
)
export type DocumentNumbered = z.infer<typeof DocumentNumbered.data>

export const DocumentPrinted = defineRecord(
  'DocumentPrinted',
  { en: 'Document printed', zh: '文书打印' },
  {
    en: 'Somebody took the print data of a document; once an hour for each who and number.',
    zh: '有人调取文书打印数据；同一人、同一文号每小时记录一次。',
  },
  {
    ...document,
    /** What it holds, by the names of its fields. */
    fields: z.array(Words).max(LIST_ITEMS_MAX),
    /** Fields in which persons were masked. */
    masked: z.array(Words).max(LIST_ITEMS_MAX),
    /** Whether a field that can name a natural person was in clear. */
    personal: z.boolean(),
  },
)
export type DocumentPrinted = z.infer<typeof DocumentPrinted.data>

export const documentEvents = [DocumentNumbered, DocumentPrinted] as const
