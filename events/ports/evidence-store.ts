import { DomainError } from '#/errors.ts'

/** Of a file that is kept: SHA-256 in hex, and how many bytes it has. */
export interface KeptFile {
  readonly sha256: string
  readonly size: number
}

/**
 * Files that people attach to alerts, beside the log and under their hashes. A file is there as a
 * whole, and durable, or not at all.
 */
export interface EvidenceStore {
  /** Gives it once it is durable. The same bytes are kept once. Throws EvidenceUnavailable. */
  keep(bytes: Uint8Array): Promise<KeptFile>
  /**
   * The bytes, which have the hash. Throws EvidenceDamaged where the file is gone or is not any
   * more what was kept, EvidenceUnavailable where it cannot be read.
   */
  read(sha256: string): Promise<Uint8Array>
}

/** The event says that the file is there, and it is not, or is another one. */
export class EvidenceDamaged extends DomainError {
  override readonly name = 'EvidenceDamaged'
  readonly code = 'EVIDENCE_DAMAGED'

  constructor(sha256: string, what: 'gone' | 'changed') {
    super(`the file ${sha256} is ${what}; attach it again, or put it back from a copy`)
  }
}

/** The place of the files does not take or give them now: it is full, or gone. */
export class EvidenceUnavailable extends DomainError {
  override readonly name = 'EvidenceUnavailable'
  readonly code = 'EVIDENCE_UNAVAILABLE'
  override readonly retryable = true

  constructor(cause: unknown) {
    super('the folder of attached files cannot be used now', { cause })
  }
}
