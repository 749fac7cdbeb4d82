import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { ruleDecider } from '@jianwei/events/rule/decider.ts'
import type {
  RuleEvent,
  RuleState,
  RuleVersion,
  RuleVersions,
} from '@jianwei/events/rule/rule-versions.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ruleLifeEvents, type RuleLifeEvent } from '@jianwei/projections/rule-life/queries.ts'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { Turns } from '#/lifecycle/turns.ts'
import { readRuleText } from '#/text-reading/rule-text.ts'

/** One step in the life of a rule version. */
export interface RuleLifeStep {
  readonly type: RuleEvent['type']
  readonly actor: string
  readonly reason: string
  readonly position: Position
  readonly recorded_at: Instant
}

/** A rule version as the log has it. */
export interface BookedRule {
  readonly rule_id: string
  readonly rule_version: number
  readonly version: RuleVersion
  /** Oldest first, at least one. */
  readonly steps: readonly RuleLifeStep[]
  /** Null when the text does not load with this program. */
  readonly rule: Rule | null
  /** Why it does not. */
  readonly problems: readonly RuleProblem[]
}

/** Every rule version that the log knows at a point, by id and number. */
export interface RuleBook {
  readonly versions: readonly BookedRule[]
}

/** What is evaluated at a point of the log, and what alerts may still speak of. */
export interface RulesInForce {
  readonly published: readonly Rule[]
  readonly shadows: readonly Rule[]
  /**
   * Published now or once: a warning that was raised just before its rule was retired is still told
   * to people.
   */
  readonly ever_published: readonly Rule[]
  readonly unreadable: readonly UnreadableRule[]
}

/**
 * A version that should be evaluated and cannot be, because its text does not load with this
 * program.
 */
export interface UnreadableRule {
  readonly rule_id: string
  readonly rule_version: number
  readonly code: 'RULE_UNREADABLE'
  readonly message: string
}

/** Where the sentinel has its rules from. */
export interface RuleSource {
  /** What the log says up to a position that is in the warehouse. Positions never go back. */
  at(position: Position): Promise<RulesInForce>
}

/** Where the server has its rules from. */
export interface RuleRegistry {
  /** What the warehouse holds now. */
  current(): Promise<RuleBook>
}

type ReadText = Pick<BookedRule, 'rule' | 'problems'>

/**
 * Texts of rules, each read once: a start knows those of the packs already. Grows with the texts in
 * the log, which are all kept.
 */
export class RuleTexts {
  readonly #read: Map<string, ReadText>

  constructor(known: readonly { readonly text: string; readonly rule: Rule }[] = []) {
    this.#read = new Map(known.map(({ text, rule }) => [text, { rule, problems: [] }]))
  }

  read(text: string): ReadText {
    const known = this.#read.get(text)
    if (known !== undefined) return known
    const parsed = readRuleText(text)
    const read = parsed.ok
      ? { rule: parsed.rule, problems: [] }
      : { rule: null, problems: parsed.problems }
    this.#read.set(text, read)
    return read
  }
}

/** Reads the rules from the log, by way of the warehouse: each event once, and each text once. */
export class RuleReader implements RuleSource, RuleRegistry {
  readonly #warehouse: Warehouse
  readonly #rules = new Map<string, RuleVersions>()
  readonly #steps = new Map<string, RuleLifeStep[]>()
  readonly #texts: RuleTexts
  #seen = 0 as Position
  #book: RuleBook = { versions: [] }
  readonly #turns = new Turns()
  #waiting: Promise<RuleBook> | undefined

  constructor(warehouse: Warehouse, texts = new RuleTexts()) {
    this.#warehouse = warehouse
    this.#texts = texts
  }

  async at(position: Position): Promise<RulesInForce> {
    return rulesInForce(await this.#turns.take(() => this.#readOn(position)))
  }

  /** Who asks while others wait for their turn waits with them. */
  current(): Promise<RuleBook> {
    this.#waiting ??= this.#turns.take(() => {
      this.#waiting = undefined
      return this.#readOn()
    })
    return this.#waiting
  }

  /** One after another, so that no event is taken twice. */
  async #readOn(upTo?: Position): Promise<RuleBook> {
    const range = { after: this.#seen, ...(upTo === undefined ? {} : { up_to: upTo }) }
    const events = await ruleLifeEvents(this.#warehouse, range)
    for (const event of events) this.#take(event)
    if (events.length > 0) this.#book = { versions: this.#booked() }
    return this.#book
  }

  #take(event: RuleLifeEvent): void {
    const { type, position, recorded_at } = event
    const { rule_id, rule_version, actor, reason } = event.data
    this.#rules.set(
      rule_id,
      ruleDecider.evolve(this.#rules.get(rule_id) ?? ruleDecider.initial, event),
    )
    const name = `${rule_id}@${rule_version}`
    const step = { type, actor, reason, position, recorded_at }
    this.#steps.set(name, [...(this.#steps.get(name) ?? []), step])
    this.#seen = position
  }

  #booked(): readonly BookedRule[] {
    const byId = [...this.#rules].sort(([a], [b]) => (a < b ? -1 : 1))
    return byId.flatMap(([rule_id, versions]) =>
      [...versions]
        .sort(([a], [b]) => a - b)
        .map(([rule_version, version]) => ({
          rule_id,
          rule_version,
          version,
          steps: this.#steps.get(`${rule_id}@${rule_version}`) ?? [],
          ...this.#texts.read(version.text),
        })),
    )
  }
}

export function rulesInForce(book: RuleBook): RulesInForce {
  const inState = (...states: readonly RuleState[]): readonly Rule[] =>
    book.versions.flatMap(({ version, rule }) =>
      rule !== null && states.includes(version.state) ? [rule] : [],
    )
  return {
    published: inState('published'),
    shadows: inState('shadow'),
    ever_published: book.versions.flatMap(({ version, rule }) =>
      rule !== null && ledgerState(version) === 'published' ? [rule] : [],
    ),
    unreadable: unreadableRules(book),
  }
}

/** The rules whose text loads, in whatever state: what a warning or an alert may name. */
export function readableRules(book: RuleBook): readonly Rule[] {
  return book.versions.flatMap(({ rule }) => (rule === null ? [] : [rule]))
}

export function unreadableRules(book: RuleBook): readonly UnreadableRule[] {
  return book.versions.flatMap(({ rule_id, rule_version, version, rule, problems }) => {
    if (rule !== null || (version.state !== 'published' && version.state !== 'shadow')) return []
    const paths = problems.map(({ path, message }) => `${path || 'the rule'}: ${message}`)
    const message = `the text in the log does not load with this program: ${paths.join('; ')}`
    return [{ rule_id, rule_version, code: 'RULE_UNREADABLE' as const, message }]
  })
}

/**
 * In which ledger the warnings of a version are: where it is evaluated, or was before it was
 * retired.
 */
export function ledgerState(version: RuleVersion): Exclude<RuleState, 'retired'> {
  return version.state === 'retired' ? version.from : version.state
}

/** What operators should hear of the rules in the log. */
export const DIFFERING_RULES =
  'rules of the packs differ from what the log holds under their version; the log is what counts'

interface Warner {
  warn(fields: object, message: string): void
}

/** Tells of a rule that does not load once, not at every round. */
export function unreadableTeller(logger: Warner): (unreadable: readonly UnreadableRule[]) => void {
  const told = new Set<string>()
  return (unreadable) => {
    for (const rule of unreadable) {
      const name = `${rule.rule_id}@${rule.rule_version}`
      if (told.has(name)) continue
      told.add(name)
      logger.warn({ ...rule }, 'a rule in the log does not load and is not evaluated')
    }
  }
}
