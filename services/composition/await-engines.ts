import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import { ANONYMOUS } from '#/access/principal.ts'
import {
  holdsUp,
  type CheckEngine,
  type EngineFinding,
} from '@jianwei/events/ports/engine-check.ts'
import type { ServiceContext } from '#/composition/run-service.ts'
import { answerHealth } from '#/http/health.ts'
import { httpApp } from '#/http/http-app.ts'
import { listeningAddress } from '#/http/listening-address.ts'
import { metricsRoutes } from '#/http/metrics-route.ts'
import { answerProblem } from '#/http/problem.ts'
import { RETRY_AFTER_S } from '#/http/problem-kinds.ts'
import { sentenceOf, sentencesOf } from '#/start-checks/told-findings.ts'

/** Between two looks at engines that are not in order. */
const PAUSE_MS = 2_000

/** Outside nobody needs to know what the engines are called. */
const WHERE_TOLD = '/health/ready and npx jianwei doctor say what is missing and how it is given'

type Waiting = Pick<
  ServiceContext<{ readonly host: string; readonly port: number }>,
  'config' | 'logger' | 'signal'
> & {
  /** Of a program in a terminal: what it waits for, and that it goes on. */
  readonly say?: (line: string) => void
}

/**
 * Resolves when the engines have all that the process will need of them. Until then it listens
 * where the process will: it is alive and not ready, says in one sentence each what is missing and
 * how it is given, and answers everything else 503. Rejects when the process is asked to stop.
 */
export async function enginesInOrder(
  { config, logger, signal, say = () => {} }: Waiting,
  checks: readonly CheckEngine[],
): Promise<void> {
  const ask = async (): Promise<readonly EngineFinding[]> =>
    (await Promise.all(checks.map((check) => check()))).flat()
  let findings = await ask()
  const told = new Set<string>()
  const tell = (): void => {
    for (const finding of findings) {
      const sentence = sentenceOf(finding)
      if (finding.verdict === 'fine' || told.has(sentence)) continue
      told.add(sentence)
      const { engine, verdict } = finding
      if (holdsUp(finding)) {
        say(`Waiting for ${sentence}`)
        logger.error({ engine, verdict, problem: sentence }, 'engine missing')
      } else logger.warn({ engine, problem: sentence }, 'engine advice')
    }
  }
  tell()
  if (!findings.some(holdsUp)) return
  await using app = waitingApp(() => sentencesOf(findings), logger)
  await app.listen({ host: config.host, port: config.port })
  logger.info({ ...listeningAddress(app) }, 'waiting for engines')
  while (findings.some(holdsUp)) {
    await sleep(PAUSE_MS, undefined, { signal })
    findings = await ask()
    tell()
  }
  logger.info({}, 'engines in order')
}

/** Answers in place of a process whose engines are not in order. Not listening yet. */
export function waitingApp(
  problems: () => readonly string[],
  logger: Waiting['logger'],
): FastifyInstance {
  const metrics = new Registry()
  const app = httpApp({
    logger,
    metrics,
    hosts: 'any',
    authenticate: async () => ANONYMOUS,
    async answerUnknown(request, reply) {
      reply.header('retry-after', RETRY_AFTER_S)
      answerProblem(request, reply, 'ENGINES_NOT_IN_ORDER', { detail: WHERE_TOLD })
      return true
    },
  })
  answerHealth(app, {
    logger,
    readiness: async () => ({
      ready: false,
      says: { status: 'waiting for engines', problems: problems() },
    }),
  })
  app.register(metricsRoutes, { metrics })
  return app
}
