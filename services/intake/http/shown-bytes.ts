import type { InputOrigin, QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { maskedInput } from '#/access/masked-input.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import { decoderOf } from '#/intake/files/charset.ts'
import { charsetOfType } from '#/intake/files/kept-type.ts'
import { readableText, withSigns } from '#/intake/files/readable-text.ts'
import { RequestRefused } from '#/http/problem.ts'

export const PREVIEW_CHARACTERS_MAX = 2_000

export interface ShownBytes {
  /** In base64; null where something of them is masked. */
  readonly original: string | null
  readonly preview: string | null
  readonly masked?: string[]
}

/**
 * A preview is text, whatever the encoding of the original; characters that nobody sees stand as
 * their signs. Bytes that are no text in the encoding of their type cannot be masked whole: of them
 * there is the preview alone.
 */
export function shownBytes(
  bytes: Uint8Array,
  contentType: string,
  origin: InputOrigin,
  asker: Asker,
): ShownBytes {
  const text = textOf(bytes, contentType)
  const readable = text ?? readableText(bytes, charsetOfType(contentType))
  const shown = maskedInput(readable, origin.channel === 'file', asker)
  const preview = withSigns(shown.slice(0, PREVIEW_CHARACTERS_MAX))
  if (text === undefined) return { original: null, preview, masked: ['original'] }
  return shown === text
    ? { original: Buffer.from(bytes).toString('base64'), preview }
    : { original: null, preview, masked: ['original', 'preview'] }
}

function textOf(bytes: Uint8Array, contentType: string): string | undefined {
  return decoderOf(charsetOfType(contentType) ?? 'utf-8')(bytes)
}

/** A run of asterisks with a character on either side: `张*`, `8****5`. */
const MASK = /[\p{L}\p{N}]?\*+[\p{L}\p{N}]?/gu

/**
 * Who is shown masked bytes and repairs what is shown would send masks as if they were values.
 * Throws RequestRefused where the repair holds a mask that the original does not hold itself.
 */
export function refuseMasks(
  repaired: string,
  { bytes, content_type, origin }: QuarantineEntry,
  asker: Asker,
): void {
  const original = textOf(bytes, content_type)
  if (original === undefined) return
  const masks = new Set(maskedInput(original, origin.channel === 'file', asker).match(MASK) ?? [])
  for (const mask of masks) {
    if (repaired.includes(mask) && !original.includes(mask))
      throw new RequestRefused(
        'REPAIR_MASKED',
        'something of it was shown masked to you, and stands masked in the repair: take it from ' +
          'where the input came from',
      )
  }
}
