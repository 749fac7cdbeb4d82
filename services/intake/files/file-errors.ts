import { DomainError } from '@jianwei/events/errors.ts'
import type { ReleaseLack } from '@jianwei/events/import/events.ts'

export type FileRefusal =
  | 'FILE_HEADER'
  | 'FILE_EMPTY'
  | 'FILE_FORMAT'
  /** Of a register that is published whole: it lacks more facts than the mapping allows. */
  | 'RELEASE_LACKS_MUCH'
  /** A later release was taken before. */
  | 'RELEASE_OLDER'
  /** The name of the file does not say the date that the mapping wants of it. */
  | 'RELEASE_UNDATED'

/** The file cannot be read by this mapping at all, or may not be taken. */
export class FileRefused extends DomainError {
  override readonly name = 'FileRefused'
  readonly code: FileRefusal
  /** With RELEASE_LACKS_MUCH. */
  readonly release_lack: ReleaseLack | null

  constructor(code: FileRefusal, message: string, releaseLack: ReleaseLack | null = null) {
    super(message)
    this.code = code
    this.release_lack = releaseLack
  }
}

/** The file breaks off, or its packing does not match its content. What came before was read. */
export class FileDamaged extends DomainError {
  override readonly name = 'FileDamaged'
  /** As the unpacker calls it: `Z_BUF_ERROR` for a file that was cut off. */
  readonly code: string

  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}
