import { DomainError } from '#/errors.ts'
import type { Instant } from '#/instant.ts'

/** A file that somebody sent in, kept for a time so that it can be looked at and imported. */
export interface Upload {
  readonly upload_id: string
  readonly file_name: string
  readonly bytes_count: number
  /** In hex. */
  readonly sha256: string
  /** Who sent it, and nobody else may use it. */
  readonly actor: string
  readonly received_at: Instant
  /** Removed some time after that, unless an import still reads it. */
  readonly kept_until: Instant
}

export interface SentFile {
  readonly file_name: string
  readonly actor: string
  readonly bytes: AsyncIterable<Uint8Array>
  /** As its sender says, where it does. */
  readonly bytes_expected?: number
}

export interface RemovedUploads {
  /** Whose time was over. */
  readonly expired: number
  readonly bytes_freed: number
  /** Whose sender or process died before they were whole. */
  readonly half_sent: number
  /** What could not be removed now. */
  readonly left: readonly string[]
}

/** An upload is there as a whole, and durable, or not at all. */
export interface UploadStore {
  /**
   * Gives it once it is durable. Throws UploadTooLarge, UploadsUnavailable, and what the bytes
   * throw; then nothing of it is left.
   */
  receive(file: SentFile): Promise<Upload>
  /** Undefined for one that is not there, or not any more. */
  find(uploadId: string): Promise<Upload | undefined>
  /** Where its bytes lie, under its own name. */
  pathOf(upload: Upload): string
  /** Removes what is over, but for those in use. */
  removeOver(isInUse: (uploadId: string) => boolean): Promise<RemovedUploads>
}

/** The file has more bytes than one may have. */
export class UploadTooLarge extends DomainError {
  override readonly name = 'UploadTooLarge'
  readonly code = 'UPLOAD_TOO_LARGE'

  constructor(bytesMax: number) {
    super(`a file may have ${bytesMax} bytes (UPLOAD_BYTES_MAX)`)
  }
}

/** The folder of uploads takes nothing now. */
export class UploadsUnavailable extends DomainError {
  override readonly name = 'UploadsUnavailable'
  readonly code = 'UPLOADS_UNAVAILABLE'
  override readonly retryable = true
}
