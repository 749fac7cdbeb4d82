import { DomainError } from '@jianwei/events/errors.ts'

/*
 * What may be attached: photographs, scans, documents and tables. A file says itself what it is by
 * its first bytes, so that nothing else comes in under such a name.
 */

const ZIP = [0x50, 0x4b, 0x03, 0x04]

const FIRST_BYTES: Readonly<Record<string, readonly number[]>> = {
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47],
  'application/pdf': [0x25, 0x50, 0x44, 0x46],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ZIP,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ZIP,
  'application/ofd': ZIP,
}

/** Plain text has no first bytes of its own: it is read as UTF-8. */
const TEXT = 'text/plain'

export const EVIDENCE_TYPES: readonly string[] = [...Object.keys(FIRST_BYTES), TEXT]

/** The file is not what its sender calls it. */
export class EvidenceNotOfItsType extends DomainError {
  override readonly name = 'EvidenceNotOfItsType'
  readonly code = 'EVIDENCE_NOT_OF_ITS_TYPE'

  constructor(mediaType: string) {
    super(`the bytes are not those of ${mediaType}`)
  }
}

/** Throws EvidenceNotOfItsType. `mediaType` is one of `EVIDENCE_TYPES`. */
export function assertOfItsType(bytes: Uint8Array, mediaType: string): void {
  const isOf = mediaType === TEXT ? isText(bytes) : beginsWith(bytes, FIRST_BYTES[mediaType] ?? [])
  if (!isOf) throw new EvidenceNotOfItsType(mediaType)
}

function beginsWith(bytes: Uint8Array, first: readonly number[]): boolean {
  return first.length > 0 && first.every((byte, index) => bytes[index] === byte)
}

function isText(bytes: Uint8Array): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0')
  } catch {
    return false
  }
}
