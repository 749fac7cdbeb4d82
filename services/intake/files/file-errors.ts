import { DomainError } from '@jianwei/events/errors.ts'

/** The file cannot be read by this mapping at all. */
export class FileRefused extends DomainError {
  override readonly name = 'FileRefused'
  readonly code: 'FILE_HEADER' | 'FILE_EMPTY' | 'FILE_FORMAT'

  constructor(code: FileRefused['code'], message: string) {
    super(message)
    this.code = code
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
