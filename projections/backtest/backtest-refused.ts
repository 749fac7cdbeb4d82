import { DomainError } from '@jianwei/events/errors.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'

export type BacktestRefusal =
  /** The rule, or the one it is compared with, does not load. */
  | 'RULE_REFUSED'
  /** The log has no such version of the rule. */
  | 'RULE_VERSION_UNKNOWN'
  | 'OUTCOME_REFUSED'
  | 'PERIOD_REFUSED'
  /** More warnings, subjects or outcomes than one backtest takes. */
  | 'BACKTEST_TOO_LARGE'
  /** As many backtests wait as may. */
  | 'BACKTESTS_BUSY'
  /** It is done, and the warehouse has its warnings no longer. */
  | 'BACKTEST_WARNINGS_GONE'

/** A backtest that cannot be run as asked; `reasons` name the paths. */
export class BacktestRefused extends DomainError {
  override readonly name = 'BacktestRefused'
  readonly code: BacktestRefusal
  override readonly retryable: boolean
  readonly reasons: readonly RefusalReason[]

  constructor(code: BacktestRefusal, message: string, reasons: readonly RefusalReason[] = []) {
    super(
      [
        message,
        ...reasons.map(({ path, message: why }) => `  ${path || 'the whole'}: ${why}`),
      ].join('\n'),
    )
    this.code = code
    this.retryable = code === 'BACKTESTS_BUSY'
    this.reasons = reasons
  }
}
