import { DomainError } from '@jianwei/events/errors.ts'

/**
 * The engine refused or failed. `engineCode` is ClickHouse's error number, for example 60 for an
 * unknown table.
 */
export class WarehouseError extends DomainError {
  override readonly name = 'WarehouseError'
  readonly code = 'WAREHOUSE_ERROR'
  override readonly retryable: boolean
  readonly engineCode: number

  constructor(
    message: string,
    engineCode: number,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause })
    this.engineCode = engineCode
    this.retryable = options.retryable
  }
}

/** The caller aborted; the engine was told to stop. */
export class QueryAborted extends DomainError {
  override readonly name = 'QueryAborted'
  readonly code = 'QUERY_ABORTED'

  constructor(purpose: string) {
    super(`query ${purpose} was aborted`)
  }
}

/** Another process holds the warehouse folder. */
export class WarehouseLocked extends DomainError {
  override readonly name = 'WarehouseLocked'
  readonly code = 'WAREHOUSE_LOCKED'

  constructor(folder: string, options: { cause?: unknown } = {}) {
    super(`the warehouse in ${folder} is in use by another process; stop it first`, options)
  }
}

/**
 * Whether a failure says that files of the warehouse are gone or cannot be read; asking again does
 * not help then.
 */
export function saysDamage(error: unknown): boolean {
  return error instanceof WarehouseError && !error.retryable && DAMAGE.has(error.engineCode)
}

/** Names as in ClickHouse's ErrorCodes. */
const DAMAGE: ReadonlySet<number> = new Set([
  32, // ATTEMPT_TO_READ_AFTER_EOF
  33, // CANNOT_READ_ALL_DATA
  40, // CHECKSUM_DOESNT_MATCH
  60, // UNKNOWN_TABLE: the engine has forgotten it with its metadata
  74, // CANNOT_READ_FROM_FILE_DESCRIPTOR
  76, // CANNOT_OPEN_FILE
  79, // INCORRECT_FILE_NAME
  107, // FILE_DOESNT_EXIST
  117, // INCORRECT_DATA
  226, // NO_FILE_IN_DATA_PART
  228, // BAD_SIZE_OF_FILE_IN_DATA_PART
  246, // CORRUPTED_DATA
  271, // CANNOT_DECOMPRESS
])
