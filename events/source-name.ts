import { z } from 'zod'
import { described } from '#/field-text.ts'

/**
 * The two halves of an occurrence's identity (CloudEvents `source` and `id`). They are hashed
 * together with a line break between them (`identity.ts`), so neither may hold a control character,
 * nor half a surrogate pair, which would hash like another.
 */
export const SOURCE_CHARACTERS_MAX = 255
export const SOURCE_EVENT_ID_CHARACTERS_MAX = 255

// Control characters, lone surrogates, and the two line separators.
const UNFIT = /[\p{Cc}\p{Cs}\u2028\u2029]/u

export const SourceName = described(
  '数据来源系统的名称（CloudEvents source）。',
  'The system that speaks (CloudEvents source).',
  z.string().min(1).max(SOURCE_CHARACTERS_MAX).check(printable),
)
export const SourceEventId = described(
  '来源系统内唯一的编号（CloudEvents id）。',
  'Unique within the source (CloudEvents id).',
  z.string().min(1).max(SOURCE_EVENT_ID_CHARACTERS_MAX).check(printable),
)

function printable(context: z.core.ParsePayload<string>): void {
  if (!UNFIT.test(context.value)) return
  const message = 'holds a control character or half a surrogate pair'
  context.issues.push({
    code: 'custom',
    input: '',
    message,
    params: { code: 'IDENTITY_UNPRINTABLE' },
  })
}
