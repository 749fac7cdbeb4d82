import { afterEach, beforeEach } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import type { NewEvent, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { RuleReader } from '@jianwei/services/rules/rule-book.ts'
import { deskServer, send } from '#/support/desk/desk-bench.ts'
import { someEvent } from '#/support/log/events.ts'
import { complaintRuleText } from '#/support/rules/rule-text.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'

export const WHY = { reason: 'agreed in March' }
/** Who asks where a test does not say who, and why. */
export const WHO = { actor: LOCAL_ADMINISTRATOR.actor, ...WHY }
const BEGINS = '2026-03-20T02:00:00.000Z'
export const clock = settableClock(BEGINS)
/** Days of three complaints, enough for the plain rule. */
export const three = ['2026-03-01', '2026-03-04', '2026-03-08']

let folder: Awaited<ReturnType<typeof temporaryFolder>>
export let pipeline: RunningPipeline
export let app: FastifyInstance

/**
 * Every test of the file has a data folder of its own, with the loops and the API over the rules of
 * its log.
 */
export function withLivingRules(): void {
  beforeEach(async () => {
    folder = await temporaryFolder('living-rules')
    clock.set(BEGINS)
    await start()
  })
  afterEach(async () => {
    await stop()
    await folder[Symbol.asyncDispose]()
  })
}

export async function start(): Promise<void> {
  pipeline = await runPipeline(folder.path, 'of the log', clock)
  const { warehouse, log } = pipeline.stores
  app = deskServer({
    warehouse,
    log,
    rules: new RuleReader(warehouse),
    now: () => clock.now(),
  })
}

export async function stop(): Promise<void> {
  await app.close()
  await pipeline[Symbol.asyncDispose]()
}

export function complaint(day: string, subject = '91330203MA00000010'): NewEvent {
  return someEvent({ occurred_at: `${day}T04:00:00.000Z` as Instant, subject_id: subject })
}

export async function post(url: string, body: object, as = WHO.actor) {
  const answer = await send(app, url, { as, body })
  return { status: answer.statusCode, body: answer.json() }
}

/** What the API says once everything in the log was taken up. */
export async function get(url: string) {
  await pipeline.settle()
  return (await app.inject(url)).json()
}

export function draft(given: Readonly<Record<string, unknown>>) {
  return post('/v1/rules', { text: complaintRuleText({ id: 'complaints', ...given }), ...WHY })
}

/** A step of a version, and what follows from it. */
export async function step(version: number, name: string, more: object = {}) {
  const taken = await post(`/v1/rules/complaints/versions/${version}/${name}`, { ...WHY, ...more })
  await pipeline.settle()
  return taken
}

export async function everything(): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const { signal } = new AbortController()
  for await (const batch of pipeline.stores.log.follow('start', {
    signal,
    batch_events_max: 1_000,
    until: 'head',
  })) {
    events.push(...batch.events)
  }
  return events
}

const FOUND = /^(Shadow)?Warning(Raised|Withdrawn)$/

/** What the platform found: `WarningRaised 1` is one of version 1. */
export async function found(): Promise<readonly string[]> {
  return (await everything()).flatMap(({ type, data }) => {
    if (FOUND.test(type)) return [`${type} ${String(data['rule_version'])}`]
    return type === 'AlertRaised' ? [type] : []
  })
}
