import { RegionsRefused } from '@jianwei/events/region/errors.ts'
import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import {
  QueryAborted,
  WarehouseError,
  WarehouseLocked,
} from '@jianwei/projections/warehouse-error.ts'
import { AlertChanged } from '#/desk/changed-alert.ts'
import { DutyChanged } from '#/duties/duty-steps.ts'
import type { Refusal } from '#/http/error-answers.ts'
import { RuleRefused, RuleTestsFailed } from '#/rules/rule-steps.ts'

/**
 * ClickHouse's numbers for a table and a database that do not exist: the migrations have not run
 * yet.
 */
const NOT_MIGRATED = [60, 81]

/** What the errors of the warehouse, of alerts, of rules and of backtests mean to whoever asked. */
export function serverRefusal(error: Error): Refusal | undefined {
  if (error instanceof BacktestRefused)
    return { code: error.code, detail: error.message, reasons: error.reasons }
  if (error instanceof AlertChanged) {
    const { code, message: detail, revision, steps } = error
    return { code, detail, more: { revision, changes: steps } }
  }
  if (error instanceof DutyChanged) {
    const { code, message: detail, revision, steps } = error
    return { code, detail, more: { revision, changes: steps } }
  }
  if (error instanceof RegionsRefused) {
    const { code, problems } = error
    return { code, reasons: problems.map((problem) => ({ ...problem, path: 'body.csv' })) }
  }
  if (error instanceof QueryAborted) return { code: 'REQUEST_ABORTED' }
  if (error instanceof WarehouseLocked) return { code: 'WAREHOUSE_UNAVAILABLE' }
  if (error instanceof WarehouseError)
    return { code: isWorthRetrying(error) ? 'WAREHOUSE_UNAVAILABLE' : 'INTERNAL' }
  if (error instanceof RuleRefused || error instanceof RuleTestsFailed) {
    const { code } = error
    return {
      code,
      reasons: error.problems.map(({ path, message }) => ({ code, path: textPath(path), message })),
    }
  }
  return undefined
}

/** A path in the YAML that the body carries. */
function textPath(path: string): string {
  return path === '' ? 'body.text' : `body.text:${path}`
}

function isWorthRetrying(error: WarehouseError): boolean {
  return error.retryable || NOT_MIGRATED.includes(error.engineCode)
}
