import { DomainError } from '@jianwei/events/errors.ts'

/** The engine refused or failed. `engineCode` is ClickHouse's error number, for example 60 for an unknown table. */
export class WarehouseError extends DomainError {
  override readonly name = 'WarehouseError'
  readonly code = 'WAREHOUSE_ERROR'
  override readonly retryable: boolean
  readonly engineCode: number

  constructor(message: string, engineCode: number, options: { retryable: boolean; cause?: unknown }) {
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
