import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { waitableClock } from '#/duties/duty-clock.ts'
import { DutyKeeper, type DutyQueueView } from '#/duties/duty-keeper.ts'
import { AuditKeeper } from '#/ledger-audit/audit-keeper.ts'
import type { LedgerAuditStanding } from '#/ledger-audit/audit-record.ts'
import { logDuring, type Tenure, type WhileActive } from '#/lifecycle/lease.ts'
import type { Loops } from '#/lifecycle/loops.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'
import { together } from '#/lifecycle/together.ts'
import { type RuleSource, unreadableTeller } from '#/rules/rule-book.ts'
import { domainsOf } from '#/rules/rule-domains.ts'
import type { FieldsKeptView } from '@jianwei/projections/evaluation/fields-kept.ts'
import type { EvaluationMemory } from '#/evaluation/memory-metrics.ts'
import { followLinks, type FollowLinksOptions } from '#/links/follow-links.ts'
import { runRouting } from '#/routing/routing.ts'
import { loadSentinelRecord } from '#/sentinel/sentinel-record.ts'
import { runSentinel, type SentinelOptions, type SentinelRound } from '#/sentinel/sentinel.ts'
import { keepTime, letTimePassUntil } from '#/timekeeping/timekeeper.ts'

/** How long the log may be silent before the passing of time is written into it. */
const CLOCK_TICK_MS = 600_000

const DUES_CUT =
  'more subjects will fall due than are held: of some rules, the facts are asked again'

const GROUPS_DENSE =
  'groups of rules have more facts than are held: the statements of these rules are asked'

const FIELDS_FILLING = 'rules name fields that are not kept: facts are filled with them'
const FIELDS_FILLED = 'facts are filled with the fields that rules name'
const FIELDS_NOT_FILLED =
  'facts are not filled with the fields that rules name: the problem says why'

export interface SentinelLogger {
  debug(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface SentinelParts extends Pick<
  SentinelOptions,
  | 'log'
  | 'warehouse'
  | 'checkpoints'
  | 'projected'
  | 'newest'
  | 'signal'
  | 'tracing'
  | 'onEvaluated'
  | 'facts_held_bytes'
> {
  readonly loops: Loops
  readonly whileActive: WhileActive
  /** What is evaluated. Made anew at each start, because a source has read up to some position. */
  readonly rules: () => RuleSource
  readonly now: () => Instant
  /** From which score on links of subjects are made by themselves; null where none is. */
  readonly link_by_itself?: number | null
  /** Whether it orders audits of the ledgers by night. Default: yes. */
  readonly nightly_audits?: boolean
  readonly logger: SentinelLogger
  /** What comes first each time that it begins; it may append to the log it is given. */
  readonly prepare?: (log: EventLog) => Promise<void>
  readonly onRound?: (round: SentinelRound) => void
  readonly onLinks?: FollowLinksOptions['onStretch']
}

/** How far the sentinel is: the position of an event, and how many the log holds up to it. */
export interface EvaluatedTo {
  readonly position: number
  readonly ordinal: number
}

export interface RunningSentinel extends Running {
  /** The last event that it has dealt with; zeros before the first. */
  evaluated(): EvaluatedTo
  /** What it holds to evaluate with; undefined while this process does not evaluate. */
  memory(): EvaluationMemory | undefined
  /** What falls due; undefined while this process does not keep the clocks. */
  duties(): DutyQueueView | undefined
  /** What audits of the ledgers found; undefined while this process does not make them. */
  ledgerAudits(): LedgerAuditStanding | undefined
}

/**
 * Evaluates the rules as the warehouse fills, raises alerts, puts them into queues, proposes links
 * of subjects and follows them, keeps the clocks of duties, audits the ledgers, and lets time pass
 * in the log.
 */
export function startSentinel(parts: SentinelParts): RunningSentinel {
  const { warehouse, checkpoints, projected, loops, logger, now } = parts
  const tellUnreadable = unreadableTeller(logger)
  let evaluated: EvaluatedTo = { position: 0, ordinal: 0 }
  let memory: EvaluationMemory | undefined
  let dense = 0
  const tellFields = (fields: FieldsKeptView): void => {
    const { unfilled, problem } = memory?.fields ?? { unfilled: 0, problem: null }
    if (fields.problem !== null && fields.problem !== problem)
      logger.warn({ ...fields }, FIELDS_NOT_FILLED)
    else if (fields.unfilled > 0 && unfilled === 0) logger.debug({ ...fields }, FIELDS_FILLING)
    else if (fields.unfilled === 0 && unfilled > 0) logger.debug({ ...fields }, FIELDS_FILLED)
  }
  const evaluate = async (tenure: Tenure): Promise<void> => {
    const log = logDuring(tenure, parts.log)
    await parts.prepare?.(log)
    await runSentinel({
      log,
      warehouse,
      checkpoints,
      rules: parts.rules(),
      projected,
      ...(parts.newest === undefined ? {} : { newest: parts.newest }),
      signal: tenure.signal,
      ...(parts.tracing === undefined ? {} : { tracing: parts.tracing }),
      ...(parts.onEvaluated === undefined ? {} : { onEvaluated: parts.onEvaluated }),
      ...(parts.facts_held_bytes === undefined ? {} : { facts_held_bytes: parts.facts_held_bytes }),
      onRound: (round) => {
        evaluated = { position: round.position, ordinal: round.ordinal }
        if (round.due.cut > (memory?.due.cut ?? 0)) logger.warn({ ...round.due }, DUES_CUT)
        if (round.dense.length > dense) logger.warn({ rules: round.dense }, GROUPS_DENSE)
        dense = round.dense.length
        tellFields(round.fields)
        memory = { due: round.due, held: round.held, groups: round.groups, fields: round.fields }
        if (round.entries > 0) logger.debug({ ...round }, 'rules evaluated')
        tellUnreadable(round.unreadable)
        parts.onRound?.(round)
      },
    })
  }
  const route = async (tenure: Tenure): Promise<void> => {
    const log = logDuring(tenure, parts.log)
    const rules = parts.rules()
    const domainOf = domainsOf(async () => (await rules.at(await log.head())).ever_published)
    await runRouting({ log, checkpoints, domainOf, signal: tenure.signal })
  }
  const link = (tenure: Tenure): Promise<void> =>
    followLinks({
      log: logDuring(tenure, parts.log),
      warehouse,
      checkpoints,
      projected,
      by_itself: parts.link_by_itself ?? null,
      signal: tenure.signal,
      ...(parts.onLinks === undefined ? {} : { onStretch: parts.onLinks }),
    })
  let keeper: DutyKeeper | undefined
  const keepDuties = async (tenure: Tenure): Promise<void> => {
    const log = logDuring(tenure, parts.log)
    keeper = new DutyKeeper({
      log,
      checkpoints,
      clock: waitableClock(now),
      letTimePass: (to) => letTimePassUntil(log, to),
    })
    await keeper.run(tenure.signal)
  }
  let auditor: AuditKeeper | undefined
  const auditLedgers = async (tenure: Tenure): Promise<void> => {
    auditor = new AuditKeeper({
      log: logDuring(tenure, parts.log),
      warehouse,
      checkpoints,
      projected,
      rules: parts.rules,
      evaluated: async () => (await loadSentinelRecord(checkpoints)).record,
      clock: waitableClock(now),
      nightly: parts.nightly_audits ?? true,
      onRuleFailed: ({ id, version }, error) =>
        logger.warn({ rule_id: id, rule_version: version, err: error }, 'a rule is not audited'),
    })
    await auditor.run(tenure.signal)
  }
  const keep = (tenure: Tenure): Promise<void> =>
    keepTime({
      log: logDuring(tenure, parts.log),
      now,
      tick_ms: CLOCK_TICK_MS,
      signal: tenure.signal,
    })
  const running = startRunning(parts.signal, (signal) =>
    parts.whileActive(signal, async (tenure) => {
      try {
        await together(tenure.signal, [
          (until) => loops.run('sentinel', () => evaluate({ ...tenure, signal: until }), until),
          (until) => loops.run('routing', () => route({ ...tenure, signal: until }), until),
          (until) => loops.run('links', () => link({ ...tenure, signal: until }), until),
          (until) => loops.run('duties', () => keepDuties({ ...tenure, signal: until }), until),
          (until) =>
            loops.run('ledger audits', () => auditLedgers({ ...tenure, signal: until }), until),
          (until) => loops.run('time', () => keep({ ...tenure, signal: until }), until),
        ])
      } finally {
        // Another process keeps them now: what this one knew grows old.
        keeper = undefined
        memory = undefined
        auditor = undefined
      }
    }),
  )
  return {
    ...running,
    evaluated: () => evaluated,
    memory: () => memory,
    duties: () => keeper?.view,
    ledgerAudits: () => auditor?.standing,
  }
}
