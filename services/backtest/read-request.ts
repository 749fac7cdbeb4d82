import { streamOf } from '@jianwei/events/envelope.ts'
import {
  CivilDateSchema,
  instantFromMs,
  parseInstant,
  type Instant,
} from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import {
  BacktestRefused,
  type BacktestRefusal,
} from '@jianwei/projections/backtest/backtest-refused.ts'
import type { Outcome } from '@jianwei/projections/backtest/outcome.ts'
import type { BacktestEngine } from '@jianwei/projections/backtest/result.ts'
import { parseOutcome, type ParsedOutcome } from '@jianwei/projections/backtest/parse-outcome.ts'
import type { OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import { groupOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import { textReader } from '#/text-reading/text-reader.ts'
import { outcomeText } from '#/backtest/named-outcomes.ts'
import type { BacktestOptions } from '#/backtest/run-backtest.ts'
import { unfitContent } from '#/text-reading/yaml-text.ts'

/** A rule: its YAML, or a version that the log knows. */
export type AskedRule = string | { readonly rule_id: string; readonly version: number }

/** A backtest as people ask for it. */
export interface BacktestRequest {
  readonly rule: AskedRule
  /** A number is a version of the same rule that the log knows. */
  readonly against?: AskedRule | number | undefined
  /** The name of an outcome that comes with the program, YAML, or what YAML would give. */
  readonly outcome?: unknown
  readonly by: OrderOfKnowing
  /**
   * A time with an offset, or a day: the first one, and the last one, which is in it. Days are
   * those of the rule.
   */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** What finds the warnings; chosen by size where it is left out. */
  readonly engine?: BacktestEngine | undefined
}

/** Throws BacktestRefused with everything that is wrong with the part that was read. */
export async function readRequest(
  request: BacktestRequest,
  log: EventLog,
): Promise<BacktestOptions> {
  const rule = await readRule(request.rule, 'rule', log)
  const { against, outcome, by } = request
  if (outcome !== undefined && outcome !== null && groupOf(rule) !== null) {
    const message = 'the rule warns of groups; outcomes happen to subjects'
    throw new BacktestRefused('OUTCOME_REFUSED', message, [
      { code: 'OUTCOME_REFUSED', path: 'outcome', message },
    ])
  }
  const other = typeof against === 'number' ? { rule_id: rule.id, version: against } : against
  return {
    rule,
    against: other === undefined ? null : await readRule(other, 'against', log),
    outcome: outcome === undefined || outcome === null ? null : await readOutcome(outcome),
    by,
    from: request.from === undefined ? null : timeOf(request.from, 'from', rule, 0),
    // A day is in the period up to its end.
    to: request.to === undefined ? null : timeOf(request.to, 'to', rule, 1),
    engine: request.engine ?? null,
  }
}

async function readRule(asked: AskedRule, path: string, log: EventLog): Promise<Rule> {
  const text = typeof asked === 'string' ? asked : await publishedText(asked, path, log)
  const parsed = parseRule(await yamlOf(text, path, 'RULE_REFUSED'))
  if (parsed.ok) return parsed.rule
  throw refusal('RULE_REFUSED', 'the rule does not load', path, parsed.problems)
}

/** The YAML of a version as the log has it. */
async function publishedText(
  { rule_id, version }: Exclude<AskedRule, string>,
  path: string,
  log: EventLog,
): Promise<string> {
  let text: string | undefined
  for await (const { data } of log.read(streamOf('rule', rule_id))) {
    // Whatever its state: a draft may be written anew, and the last text is its.
    if (data['rule_version'] === version && typeof data['text'] === 'string') text = data['text']
  }
  if (text !== undefined) return text
  const message = `the log has no version ${version} of ${rule_id}`
  throw new BacktestRefused('RULE_VERSION_UNKNOWN', message, [
    { code: 'RULE_VERSION_UNKNOWN', path, message },
  ])
}

async function readOutcome(input: unknown): Promise<Outcome> {
  const given =
    typeof input === 'string'
      ? await yamlOf((await outcomeText(input)) ?? input, 'outcome', 'OUTCOME_REFUSED')
      : input
  const unfit = unfitContent(given)
  const parsed: ParsedOutcome =
    unfit === undefined
      ? parseOutcome(given)
      : { ok: false, problems: [{ path: '', message: unfit }] }
  if (parsed.ok) return parsed.outcome
  throw refusal('OUTCOME_REFUSED', 'the outcome cannot be read', 'outcome', parsed.problems)
}

async function yamlOf(text: string, path: string, code: BacktestRefusal): Promise<unknown> {
  const content = await textReader.read({ wanted: 'content', text })
  if (content.ok) return content.value
  throw refusal(code, 'this is no YAML', path, content.problems)
}

function timeOf(text: string, path: string, rule: Rule, days_after: number): Instant {
  const instant = parseInstant(text)
  if (instant !== undefined) return instant
  const day = CivilDateSchema.safeParse(text)
  if (day.success) {
    return instantFromMs(
      ((dayNumberOf(day.data) + days_after) * 86_400 - rule.utc_offset_seconds) * 1_000,
    )
  }
  throw refusal('PERIOD_REFUSED', 'the period cannot be read', path, [
    {
      path: '',
      message:
        'expected a day such as 2026-03-01, or a time with an offset such as ' +
        '2026-03-01T09:30:00+08:00',
    },
  ])
}

function refusal(
  code: BacktestRefusal,
  message: string,
  part: string,
  problems: readonly RuleProblem[],
): BacktestRefused {
  const reasons = problems.map(({ path, message: why }) => ({
    code,
    path: path === '' ? part : `${part}.${path}`,
    message: why,
  }))
  return new BacktestRefused(code, message, reasons)
}
