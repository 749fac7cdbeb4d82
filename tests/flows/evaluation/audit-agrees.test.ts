import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { NOTHING_PROJECTED_YET } from '@jianwei/projections/ports/projected-position.ts'
import { statedAnew } from '@jianwei/projections/rules/compiler/judged-duties-sql.ts'
import {
  isSnapshotRule,
  reachOf,
  ruleName,
  watchedTypes,
  type FactRule,
} from '@jianwei/projections/rules/rule.ts'
import { fieldsAskedBy } from '@jianwei/projections/rules/compiler/asked-fields.ts'
import { HeldFacts } from '@jianwei/projections/evaluation/held-facts.ts'
import { HeldGroups } from '@jianwei/projections/evaluation/held-groups.ts'
import { evaluateGroups, type GroupsInto } from '@jianwei/services/evaluation/evaluate-groups.ts'
import { evaluate } from '@jianwei/services/evaluation/evaluate.ts'
import { newsBetween } from '@jianwei/services/evaluation/news.ts'
import { logOfEvents } from '#/support/log/log-of-events.ts'
import {
  NOTHING_EVALUATED,
  type EvaluatedSince,
} from '@jianwei/services/evaluation/evaluated-since.ts'
import { DueSubjects } from '@jianwei/services/evaluation/due-subjects.ts'
import { WARNINGS_LEDGER, type Boundary } from '@jianwei/services/evaluation/ledger.ts'
import { ruleNames, touchedSubjects } from '@jianwei/services/evaluation/touched-subjects.ts'
import { performAudit } from '@jianwei/services/ledger-audit/perform-audit.ts'
import { HANG_MS } from '#/support/hang.ts'
import { anyLog, type RandomLog } from '#/support/rules/random-log.ts'
import { rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/**
 * What is evaluated live, boundary by boundary, is what an audit finds: at each boundary, also long
 * after it. AUDIT_SEED and AUDIT_RUNS repeat a run or make it longer.
 */
const RUNS = Number(process.env['AUDIT_RUNS'] ?? 3)
const SEED =
  process.env['AUDIT_SEED'] === undefined ? {} : { seed: Number(process.env['AUDIT_SEED']) }
const SUBJECTS = 12
const BOUNDARIES = 5
const RESTARTS = 3
/** Some of the subjects of a log. */
const HELD_BYTES_MAX = 40_000
/** Entries come behind all facts. */
const ENTRIES_FROM = 1_000_000

const folder = await openWarehouse()
const { warehouse } = folder
afterAll(() => folder[Symbol.asyncDispose]())

test(
  'an audit of what was evaluated live finds no difference, in any random log',
  async () => {
    let warnings = 0
    // Of one subject; where it is none, everybody is looked at by interval.
    const held_facts_max = fc.constantFrom(0, 0, 3, 1_000)
    const runs = fc.record({ log: anyLog(SUBJECTS), rules: rulesOfAllKinds(1), held_facts_max })
    await fc.assert(
      fc.asyncProperty(runs, async ({ log, rules, held_facts_max: heldMax }) => {
        await dropAll(warehouse)
        await migrate(warehouse, allTableFiles)
        const ofFacts = rules.filter((rule) => !isSnapshotRule(rule))
        const evaluated = await evaluateLive(ofFacts, log, heldMax)
        for (const since of evaluated) {
          const result = await performAudit(
            {
              warehouse,
              log: { head: async () => 0 as Position },
              projected: {
                current: () => NOTHING_PROJECTED_YET,
                beyond: async () => NOTHING_PROJECTED_YET,
              },
              rules: () => ({
                at: async () => ({
                  published: rules.filter((rule) => since.rules.includes(ruleName(rule))),
                  shadows: [],
                  ever_published: rules,
                  unreadable: [],
                }),
              }),
              evaluated: async () => since,
              onRuleFailed: (_, error) => {
                throw error
              },
              signal: new AbortController().signal,
            },
            { audit_id: randomUUID(), position: 0, share: { number: 1, of: 1 } },
            async () => {},
          )
          expect(result?.differences).toEqual([])
          expect(result?.differences_count).toBe(0)
          expect(result?.rules).toHaveLength(since.rules.length)
          warnings += result?.warnings ?? 0
        }
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    )
    // Where nothing is found, nothing is compared.
    expect(warnings).toBeGreaterThan(0)
  },
  HANG_MS * RUNS,
)

/** Gives what was evaluated at each boundary. */
async function evaluateLive(
  all: readonly FactRule[],
  { events, ...stated }: RandomLog,
  heldFactsMax: number,
): Promise<readonly EvaluatedSince[]> {
  let since = NOTHING_EVALUATED
  let next = ENTRIES_FROM
  let dues = new DueSubjects()
  const held = new HeldFacts(HELD_BYTES_MAX, heldFactsMax)
  const groups = new HeldGroups(HELD_BYTES_MAX)
  const types = [...new Set(all.flatMap(watchedTypes))]
  const done: EvaluatedSince[] = []
  const size = Math.ceil(events.length / BOUNDARIES)
  for (let from = 0; from < events.length; from += size) {
    // Some rules are published when others were evaluated before.
    const rules = from === 0 ? all.filter((_, index) => index % 3 > 0) : all
    // A sentinel that starts again knows nothing of who falls due.
    if (done.length % RESTARTS === RESTARTS - 1) dues = new DueSubjects()
    const batch = events.slice(from, from + size)
    await project(warehouse, batch)
    const boundary = boundaryAfter(batch)
    const log = logOfEvents(events.slice(0, from + size))
    const stretch = { after: since.evaluated, up_to: boundary.position }
    const news = await newsBetween(log, stretch, new AbortController().signal)
    held.follow({ ...stretch, news, types, fields: fieldsAskedBy(all) })
    groups.follow({ ...stretch, news })
    const into = { ledger: WARNINGS_LEDGER, dues, held, groups, news, dense: new Set<string>() }
    for (const pass of passesOf(rules, since, boundary, stated)) {
      for (const append of await missing(pass, boundary, stated, into)) {
        const entries = entriesOf(append, boundary, next)
        next += entries.length
        await project(warehouse, entries)
      }
    }
    since = { evaluated: boundary.position, clock: boundary.clock, rules: ruleNames(rules) }
    done.push(since)
  }
  return done
}

interface Pass {
  readonly rules: readonly FactRule[]
  readonly since: EvaluatedSince
}

/** As the sentinel does: rules that go on are evaluated together, the others look at everybody. */
function passesOf(
  rules: readonly FactRule[],
  since: EvaluatedSince,
  boundary: Boundary,
  stated: Omit<RandomLog, 'events'>,
): readonly Pass[] {
  const positions = { after: since.evaluated, up_to: boundary.position }
  const goesOn = (rule: FactRule): boolean =>
    since.rules.includes(ruleName(rule)) && !statedAnew(rule, stated, positions)
  return [
    { rules: rules.filter(goesOn), since },
    { rules: rules.filter((rule) => !goesOn(rule)), since: NOTHING_EVALUATED },
  ].filter((pass) => pass.rules.length > 0)
}

async function missing(
  { rules, since }: Pass,
  boundary: Boundary,
  stated: Omit<RandomLog, 'events'>,
  into: GroupsInto,
): Promise<readonly StreamAppend[]> {
  const found: StreamAppend[] = []
  const at = { ...boundary, ...stated }
  await using touched = await touchedSubjects(warehouse, rules, since, at, into)
  const [ofGroups, ofSubjects] = [
    rules.filter((rule) => reachOf(rule) === 'group'),
    rules.filter((rule) => reachOf(rule) === 'subject').filter(touched.concerns),
  ]
  for (const evaluation of [
    evaluate(warehouse, ofSubjects, touched, boundary, stated, into),
    evaluateGroups(warehouse, ofGroups, since, boundary, stated, into),
  ])
    for await (const appends of evaluation) found.push(...appends)
  return found
}

function entriesOf(
  { stream, events }: StreamAppend,
  { clock }: Boundary,
  first: number,
): readonly RecordedEvent[] {
  return events.map((event, index) =>
    parseRecorded({
      ...event,
      stream,
      position: first + index,
      ordinal: first + index,
      revision: index,
      reported_at: clock,
      recorded_at: clock,
    }),
  )
}

function boundaryAfter(batch: readonly RecordedEvent[]): Boundary {
  const last = batch.at(-1)
  if (last === undefined) throw new TypeError('a batch is never empty')
  const minute = Math.floor(msOfInstant(last.recorded_at) / 60_000) * 60_000
  return { position: last.position, clock: instantFromMs(minute) }
}
