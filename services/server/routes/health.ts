import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { LOG_OF_ITS_OWN, type LogStanding } from '@jianwei/events/ports/log-standing.ts'
import { acceptedLosses } from '@jianwei/projections/accepted-losses/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warehouseAnswers } from '@jianwei/projections/warehouse-answers.ts'
import { loadAuditRecord, standingOf } from '#/ledger-audit/audit-record.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import type { LogWritability } from '#/http/log-writability.ts'
import { importWaits, waitingIn } from '#/server/import-waits.ts'
import { answerHealth, type Readiness } from '#/http/health.ts'
import type { HttpLogger } from '#/http/request-log.ts'
import { problems } from '#/http/problem.ts'
import type { ClockView } from '#/http/clock-view.ts'
import type { ConsumerProgress, Progress } from '#/http/progress.ts'
import { AcceptedLossView, acceptedLossView } from '#/server/views/completeness-view.ts'
import { LedgerAuditHealth } from '#/server/views/ledger-audit-view.ts'
import { holdView, HoldView } from '#/server/views/source-view.ts'
import { LogHealthView, logHealthView } from '#/server/views/log-standing-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

const ConsumerView = z
  .object({
    name: z.enum(['projector', 'sentinel']),
    state: z.enum(['starting', 'running', 'retrying', 'stopped', 'failed']),
    position: z
      .int()
      .meta({ description: 'The last position of the log it has dealt with', examples: [41200] }),
    head: z.int().meta({ description: 'The last position of the log', examples: [41250] }),
    lag_events: z.int().meta({ examples: [50] }),
    lag_seconds: z
      .number()
      .meta({ description: 'Age of the oldest event not dealt with', examples: [0.2] }),
  })
  .meta({ id: 'Consumer', description: 'A reader of the log 消费者 and how far it has come' })

const WaitView = z
  .object({
    ...HoldView.shape,
    sources: z.array(z.string()),
    warnings_waiting: z
      .int()
      .meta({ description: 'Of its sources, not too old for an alert', examples: [0] }),
  })
  .meta({ id: 'ImportWait', description: 'An import under way 导入进行中, and what waits for it' })

const ClockHealth = z
  .object({
    status: z.enum(['trusted', 'leapt', 'log ahead']).meta({
      description:
        "leapt: the machine's clock is not followed; log ahead: " +
        'times of recording stand still until the clock has come up to them',
    }),
    now: Time.meta({ description: 'The time that this process goes by' }),
    machine_now: Time.meta({ description: "What the machine's clock shows" }),
    corrections: z.int().meta({
      description: 'How often times of recording were corrected in this log',
      examples: [0],
    }),
    note: z
      .string()
      .nullable()
      .meta({ description: 'What is wrong and what to do; null while nothing is' }),
  })
  .meta({ id: 'Clock', description: 'How the process stands with the time 时钟状态' })

const ReadinessView = z
  .object({
    status: z.enum(['ready', 'starting', 'impaired']).meta({
      description:
        'Impaired: a consumer tries again after a failure, the warehouse does not answer, ' +
        'the log takes nothing, or an audit found the ledgers different',
    }),
    log_takes_events: z.boolean().meta({
      description:
        'Found by a small write: false while the disk is full or the file may only be read',
    }),
    problems: z.array(z.string()).meta({
      description:
        'Why the log takes nothing, in a sentence each that says what to do; empty for who is ' +
        'not signed in',
    }),
    consumers: z.array(ConsumerView),
    imports: z
      .array(WaitView)
      .nullable()
      .meta({
        description:
          'Under way: alerts of their sources wait until they end. No reason not to be ready. ' +
          'Null while the warehouse does not answer, and for who is not signed in',
      }),
    accepted_losses: z
      .array(AcceptedLossView)
      .nullable()
      .meta({
        description:
          'What this log once held and lacks, after somebody accepted it, oldest first. No ' +
          'reason not to be ready. Null as `imports` is',
      }),
    log: LogHealthView.nullable().meta({
      description:
        'Of a log on a server. No reason not to be ready. Null for a log in a file, while the ' +
        'server does not answer, and for who is not signed in',
    }),
    ledger_audit: LedgerAuditHealth.nullable()
      .optional()
      .meta({
        description:
          'With differences the status is impaired. No reason not to be ready: a server without ' +
          'which nobody can look would not mend a warning',
      }),
    clock: ClockHealth.optional(),
  })
  .meta({ id: 'Readiness' })

const Liveness = z.object({ status: z.literal('live') })

export interface HealthOptions {
  readonly logger: Pick<HttpLogger, 'info'>
  readonly warehouse: Warehouse
  readonly progress: Progress
  readonly rules: RuleRegistry
  readonly writes: LogWritability
  readonly standing?: LogStanding
  /** Where it stands what audits of the ledgers found. Default: nowhere. */
  readonly checkpoints?: Pick<CheckpointStore, 'load'>
  readonly consumers_run?: 'here' | 'elsewhere'
  readonly time?: () => ClockView
}

const described = {
  live: {
    tags: ['operation'],
    summary: 'Is the process alive 存活检查',
    response: { 200: Liveness, ...problems(500) },
  },
  ready: {
    tags: ['operation'],
    summary: "Can it answer, and each consumer's lag 就绪检查",
    description:
      'Answers 503 while the warehouse does not answer, the log takes no events, or a ' +
      'consumer that runs in this process starts, tries again or has stopped.',
    response: { 200: ReadinessView, 503: ReadinessView, ...problems(500) },
  },
}

export const healthRoutes: FastifyPluginAsyncZod<HealthOptions> = async (app, options) => {
  const { logger, warehouse, progress, rules, writes } = options
  const { standing = LOG_OF_ITS_OWN, consumers_run = 'here', checkpoints, time } = options
  const readiness = async (request: FastifyRequest): Promise<Readiness> => {
    const consumers = [...(await progress.consumers())]
    const running = consumers.every((consumer) => consumer.state === 'running')
    const asking = askedBy(request, warehouse)
    const [log_takes_events, imports, accepted_losses, log, audit] = await Promise.all([
      writes.canWrite(),
      orNull(() => waitsFor(asking, rules)),
      orNull(async () => (await acceptedLosses(asking)).map(acceptedLossView)),
      orNull(() => logHealth(standing)),
      orNull(() => auditHealth(checkpoints)),
    ])
    const ready = (running || consumers_run === 'elsewhere') && imports !== null && log_takes_events
    const is_red = (audit?.differences ?? 0) > 0
    const whenReady = is_red ? 'impaired' : 'ready'
    const status = ready ? whenReady : statusOf(consumers)
    const problem = writes.problem()
    const says = {
      status,
      log_takes_events,
      problems: problem === null || request.principal.kind === 'anonymous' ? [] : [problem],
      consumers,
    }
    // A probe learns whether it is ready; names of files are for who is signed in.
    const isAnonymous = request.principal.kind === 'anonymous'
    const shown =
      audit !== null && audit !== undefined && isAnonymous ? { ...audit, rules: null } : audit
    const audited = shown === undefined ? {} : { ledger_audit: shown }
    return isAnonymous
      ? { ready, says: { ...says, imports: null, accepted_losses: null, log: null, ...audited } }
      : { ready, says: { ...says, imports, accepted_losses, log, ...audited } }
  }
  answerHealth(app, { logger, readiness, time, described })
}

/** A process that has only begun needs nobody's attention. */
function statusOf(consumers: readonly ConsumerProgress[]): 'starting' | 'impaired' {
  return consumers.some(({ state }) => state === 'starting') ? 'starting' : 'impaired'
}

/**
 * Null while the warehouse does not answer. Why it does not is told where it is asked something;
 * here only that it does not.
 */
async function orNull<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask()
  } catch {
    return null
  }
}

/** Undefined where nobody says how audits stand. */
async function auditHealth(
  checkpoints: HealthOptions['checkpoints'],
): Promise<LedgerAuditHealth | undefined> {
  if (checkpoints === undefined) return undefined
  const { rules, ...counts } = standingOf((await loadAuditRecord(checkpoints)).record)
  return { ...counts, rules: [...rules] }
}

async function logHealth(standing: LogStanding): Promise<LogHealthView | null> {
  const reading = standing.reading()
  return reading === undefined ? null : logHealthView(reading, await standing.findings())
}

async function waitsFor(
  asking: Warehouse,
  rules: RuleRegistry,
): Promise<z.infer<typeof WaitView>[]> {
  await warehouseAnswers(asking, { purpose: 'health:ready' })
  const waits = await importWaits(asking, rules)
  return waits.holds.map((hold) => ({
    ...holdView(hold),
    sources: [...hold.of_sources],
    warnings_waiting: waitingIn(waits, ({ source }) => hold.of_sources.includes(source)),
  }))
}
