import { expect } from 'vitest'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { HeldFacts } from '@jianwei/projections/evaluation/held-facts.ts'
import { HeldGroups } from '@jianwei/projections/evaluation/held-groups.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { fieldsAskedBy } from '@jianwei/projections/rules/compiler/asked-fields.ts'
import { statedAnew } from '@jianwei/projections/rules/compiler/judged-duties-sql.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { reachOf, ruleName, watchedTypes, type FactRule } from '@jianwei/projections/rules/rule.ts'
import { DueSubjects } from '@jianwei/services/evaluation/due-subjects.ts'
import { evaluateGroups } from '@jianwei/services/evaluation/evaluate-groups.ts'
import { evaluate } from '@jianwei/services/evaluation/evaluate.ts'
import {
  NOTHING_EVALUATED,
  type EvaluatedSince,
} from '@jianwei/services/evaluation/evaluated-since.ts'
import { WARNINGS_LEDGER, type Boundary } from '@jianwei/services/evaluation/ledger.ts'
import { newsBetween, type News } from '@jianwei/services/evaluation/news.ts'
import { ruleNames, touchedSubjects } from '@jianwei/services/evaluation/touched-subjects.ts'
import { NewestWritten } from '@jianwei/services/projector/written-events.ts'
import { logOfEvents } from '#/support/log/log-of-events.ts'
import { minuteOf } from '#/support/rules/live-run.ts'
import type { RandomLog } from '#/support/rules/random-log.ts'
import { told } from '#/support/rules/told-beside.ts'
import { project } from '#/support/warehouse/warehouse-in-folder.ts'

/** How much a run of the rounds may hold in memory. */
export interface RoundsMemory {
  /** Of facts of subjects, and as much of groups. */
  readonly held_bytes: number
  /** Subjects with more facts are looked at by interval. */
  readonly subject_facts: number
  /** Of the others it is asked again who falls due. */
  readonly due_subjects: number
}

/** One look at what came to the log. */
export interface LiveRound {
  readonly rules: readonly FactRule[]
  /** What came: it is in no round before. */
  readonly events: readonly RecordedEvent[]
  /** From where the facts in it are known. */
  readonly news: 'handed over' | 'read' | 'by position'
  /** Where the round is cut short, which of its appends, by turns, it came to write. */
  readonly cut: readonly boolean[] | null
}

/** Entries come behind all facts. */
const ENTRIES_FROM = 1_000_000

/**
 * The evaluation of the sentinel, round by round over a log, into the ledger of a warehouse that is
 * empty at first: with what it holds between rounds, and with rules that come and go.
 */
export class LiveRounds {
  readonly #warehouse: Warehouse
  readonly #log: RandomLog
  readonly #memory: RoundsMemory
  /** How many entries each stream has. */
  readonly #streams = new Map<string, number>()
  #held: Held
  #since: EvaluatedSince = NOTHING_EVALUATED
  #projected = 0 as Position
  #next = ENTRIES_FROM

  constructor(warehouse: Warehouse, log: RandomLog, memory: RoundsMemory) {
    this.#warehouse = warehouse
    this.#log = log
    this.#memory = memory
    this.#held = heldAtFirst(memory)
  }

  /** How many entries were written. */
  get entries(): number {
    return this.#next - ENTRIES_FROM
  }

  /** Begins again from what was saved: whatever was in memory is gone. */
  restart(): void {
    this.#held = heldAtFirst(this.#memory)
  }

  /** Gives the boundary, and what was stated up to it. */
  async round(round: LiveRound): Promise<{ readonly boundary: Boundary; readonly stated: Stated }> {
    await this.#project(round.events)
    const boundary = boundaryAfter(round.events)
    const stated = told(this.#log, boundary)
    const news = await this.#news(round, boundary)
    this.#follow(round.rules, news, boundary)
    for (const pass of passesOf(round.rules, this.#since, boundary, stated)) {
      const found = await this.#missing(pass, news, boundary, stated)
      await this.#write(
        found.filter((_, index) => isWritten(round, index)),
        boundary,
      )
    }
    if (round.cut === null) {
      const [evaluated, rules] = [boundary.position, ruleNames(round.rules)]
      this.#since = { evaluated, clock: boundary.clock, rules }
    } else this.restart()
    return { boundary, stated }
  }

  async #project(events: readonly RecordedEvent[]): Promise<void> {
    await project(this.#warehouse, events)
    const up_to = lastOf(events).position
    this.#held.newest.add({ after: this.#projected, up_to, events, characters: 0 })
    this.#projected = up_to
  }

  #news({ news }: LiveRound, { position }: Boundary): Promise<News | 'by position'> {
    const { clock, evaluated } = this.#since
    if (clock === null || news === 'by position') return Promise.resolve('by position')
    const log = logOfEvents(this.#log.events.filter((event) => event.position <= position))
    const newest = news === 'read' ? undefined : this.#held.newest
    const stretch = { after: evaluated, up_to: position }
    return newsBetween(log, stretch, new AbortController().signal, { newest })
  }

  #follow(rules: readonly FactRule[], news: News | 'by position', { position }: Boundary): void {
    const { dues, held, groups } = this.#held
    const stretch = { after: this.#since.evaluated, up_to: position, news }
    const ofSubjects = rules.filter((rule) => reachOf(rule) === 'subject')
    const types = [...new Set(ofSubjects.flatMap(watchedTypes))]
    dues.keepOnly(rules)
    groups.keepOnly(rules)
    groups.follow(stretch)
    held.follow({ ...stretch, types, fields: fieldsAskedBy(ofSubjects) })
  }

  async #missing(
    { rules, since }: Pass,
    news: News | 'by position',
    boundary: Boundary,
    stated: Stated,
  ): Promise<readonly StreamAppend[]> {
    const into = { ...this.#held, ledger: WARNINGS_LEDGER, news }
    const at = { ...boundary, ...stated }
    await using touched = await touchedSubjects(this.#warehouse, rules, since, at, into)
    const concerned = rules.filter(touched.concerns)
    const ofSubjects = concerned.filter((rule) => reachOf(rule) === 'subject')
    const ofGroups = concerned.filter((rule) => reachOf(rule) === 'group')
    const found: StreamAppend[] = []
    for (const evaluation of [
      evaluate(this.#warehouse, ofSubjects, touched, boundary, stated, into),
      evaluateGroups(this.#warehouse, ofGroups, since, boundary, stated, into),
    ])
      for await (const appends of evaluation) found.push(...appends)
    return found
  }

  async #write(appends: readonly StreamAppend[], { clock }: Boundary): Promise<void> {
    const written = appends.flatMap(({ stream, expected, events }) => {
      const before = this.#streams.get(stream) ?? 0
      expect(expected, `the revision of ${stream}`).toBe(before === 0 ? 'absent' : before - 1)
      this.#streams.set(stream, before + events.length)
      const first = this.#next
      this.#next += events.length
      return events.map((event, index) =>
        parseRecorded({
          ...event,
          stream,
          position: first + index,
          ordinal: first + index,
          revision: before + index,
          reported_at: clock,
          recorded_at: clock,
        }),
      )
    })
    if (written.length > 0) await project(this.#warehouse, written)
  }
}

/** What is in memory between rounds. */
interface Held {
  readonly dues: DueSubjects
  readonly held: HeldFacts
  readonly groups: HeldGroups
  readonly dense: Set<string>
  readonly newest: NewestWritten
}

function heldAtFirst({ held_bytes, subject_facts, due_subjects }: RoundsMemory): Held {
  return {
    dues: new DueSubjects(due_subjects),
    held: new HeldFacts(held_bytes, subject_facts),
    groups: new HeldGroups(held_bytes),
    dense: new Set(),
    newest: new NewestWritten(),
  }
}

interface Pass {
  readonly rules: readonly FactRule[]
  readonly since: EvaluatedSince
}

/** As the sentinel does: rules that go on are evaluated together, the others look at everybody. */
function passesOf(
  rules: readonly FactRule[],
  since: EvaluatedSince,
  { position }: Boundary,
  stated: Stated,
): readonly Pass[] {
  const positions = { after: since.evaluated, up_to: position }
  const goesOn = (rule: FactRule): boolean =>
    since.rules.includes(ruleName(rule)) && !statedAnew(rule, stated, positions)
  const going = rules.filter(goesOn)
  return [
    { rules: going, since: { ...since, rules: ruleNames(going) } },
    { rules: rules.filter((rule) => !goesOn(rule)), since: NOTHING_EVALUATED },
  ].filter((pass) => pass.rules.length > 0)
}

function isWritten({ cut }: LiveRound, index: number): boolean {
  return cut === null || cut[index % cut.length] === true
}

function boundaryAfter(events: readonly RecordedEvent[]): Boundary {
  const { position, recorded_at } = lastOf(events)
  return { position, clock: minuteOf(recorded_at) }
}

function lastOf(events: readonly RecordedEvent[]): RecordedEvent {
  const last = events.at(-1)
  if (last === undefined) throw new TypeError('nothing came in a round')
  return last
}
