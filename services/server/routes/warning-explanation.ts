import {
  awaitedByFact,
  NOTHING_AWAITED,
  statedAsKnown,
} from '@jianwei/projections/rules/evaluator/awaited.ts'
import { attributeAuthorities } from '@jianwei/projections/authorities/queries.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import type { FastifyRequest } from 'fastify'
import { seesEverything } from '@jianwei/events/access/scope.ts'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { instantFromMs, secondOfInstant } from '@jianwei/events/instant.ts'
import { positionAt } from '@jianwei/projections/clock/queries.ts'
import type { WarningWithdrawn } from '@jianwei/events/warning/events.ts'
import { engineOf } from '@jianwei/projections/evaluation/engine-of.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { publishedRuleText } from '@jianwei/projections/rule-texts/queries.ts'
import { explain } from '@jianwei/projections/rules/evaluator/explain.ts'
import { eventsById } from '@jianwei/projections/events/queries.ts'
import type { Explanation } from '@jianwei/projections/rules/explanation/explanation.ts'
import type { GroupAtSnapshotRow } from '@jianwei/projections/rules/kinds/define-kind.ts'
import { SHIPPED_CALENDARS } from '@jianwei/events/calendar/calendars.ts'
import { calendarsAsKnown } from '@jianwei/projections/rules/calendars/notices-as-known.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  groupOf,
  isSnapshotRule,
  kindOf,
  watchedTypes,
  type FactRule,
  type Rule,
  type SnapshotRule,
} from '@jianwei/projections/rules/rule.ts'
import {
  EXPLAINED_FACTS_MAX,
  explainedFacts,
  type ExplainedFact,
} from '@jianwei/projections/warnings/explained-facts.ts'
import {
  entriesOfWarning,
  evidenceFacts,
  type WarningEntry,
} from '@jianwei/projections/warnings/queries.ts'
import { type RuleRegistry } from '#/rules/rule-book.ts'
import { readRuleText } from '#/text-reading/rule-text.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { askedBy } from '#/server/asking.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import {
  awaitedParts,
  explanationParts,
  ExplanationView,
  warningParts,
} from '#/server/views/explanation-view.ts'
import { ruleSummary } from '#/server/views/rule-view.ts'

export interface WarningExplanationOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly directory: DirectoryReader
}

export const warningExplanationRoutes: FastifyPluginAsyncZod<WarningExplanationOptions> = async (
  app,
  options,
) => {
  app.get(
    '/v1/warnings/:warning_id/explanation',
    {
      schema: {
        tags: ['warnings'],
        summary: 'Why a warning was raised, and what would have kept it from being 预警解释',
        description:
          'The condition with the values that were compared, the part of each fact, the text ' +
          'of the rule in force, and the smallest ' +
          'changes. Computed from what was known when the warning was last raised: also for ' +
          'one that was withdrawn since.',
        params: z.strictObject({
          warning_id: z.uuid().meta({ description: 'Warning id 风险预警编号' }),
        }),
        response: { 200: ExplanationView, ...problems(400, 404, 409, 422, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, options.warehouse)
      const entries = await entriesOfWarning(asking, request.params.warning_id)
      const raised = entries.findLast((entry) => entry.movement === 'raised')
      const last = entries.at(-1)
      if (raised === undefined || last === undefined) {
        throw new RequestRefused('WARNING_UNKNOWN', 'no warning has this id')
      }
      await refuseBeyondScope(request, options.warehouse, raised)
      const { rule, text } = await ruleInForce(asking, options.rules, raised)
      const unitOf = unitsBy(await options.directory.knownUpTo(raised.seen_position))
      const { facts, explanation } = isSnapshotRule(rule)
        ? await explainedAmongPeers(asking, rule, raised)
        : await explainedAlone(asking, rule, raised)
      return {
        ...warningParts(raised, last),
        rule: ruleSummary(rule),
        rule_text: text,
        content_hash: rule.content_hash,
        engine: engineOf(rule),
        ...explanationParts(explanation, facts, unitOf),
        ...(await awaitedOf(asking, rule, { raised, last, facts })),
      }
    },
  )
}

/**
 * A rule looks at all facts. Where some of its evidence lies elsewhere, an explanation without it
 * would be wrong and one with it would tell of it: neither is given, and what is said is only that.
 * A rule that compares among peers looks at everybody.
 */
async function refuseBeyondScope(
  request: FastifyRequest,
  warehouse: Warehouse,
  { subject_id, warning_id, evidence }: WarningEntry,
): Promise<void> {
  if (seesEverything(request.scope)) return
  const shown = await evidenceFacts(askedBy(request, warehouse), subject_id, [warning_id])
  const seen = new Set(shown.map(({ fact_id }) => fact_id))
  if (evidence.length > 0 && evidence.every((id) => seen.has(id))) return
  throw new RequestRefused(
    'EXPLANATION_BEYOND_SCOPE',
    'not all of its facts may be shown to you: ask somebody whose region holds all of them',
  )
}

interface Explained {
  readonly facts: readonly ExplainedFact[]
  readonly explanation: Explanation
}

async function explainedAlone(
  asking: Warehouse,
  rule: FactRule,
  raised: WarningEntry,
): Promise<Explained> {
  const facts = await factsOf(asking, rule, raised, groupOf(rule), raised.seen_position)
  const stated = await everStated(asking)
  const calendars = calendarsAsKnown(stated, knownUpTo(raised.seen_position, stated))
  return { facts, explanation: explain(rule, { facts, calendars, ...anchorOf(raised) }) }
}

/** What the snapshot knew is what was recorded before it. */
async function explainedAmongPeers(
  asking: Warehouse,
  rule: SnapshotRule,
  raised: WarningEntry,
): Promise<Explained> {
  const { subject_id, clock, seen_position } = raised
  const anchor = anchorOf(raised)
  const before = await positionAt(asking, instantFromMs(anchor.second * 1_000 - 1))
  const facts = await factsOf(asking, rule, raised, null, before)
  const known = knownUpTo(seen_position, { authorities: await attributeAuthorities(asking) })
  const kind = kindOf(rule)
  const sql = kind.groupAtSnapshotSql(rule, known, clock, { subject_id, second: anchor.second })
  const [group] = await asking.query<GroupAtSnapshotRow>(sql, { purpose: 'warnings:peers' })
  const numbers = (group?.others ?? []).map(Number)
  const zeros = Number(group?.members ?? 1) - 1 - numbers.length
  const others = [...numbers, ...Array.from({ length: zeros }, () => 0)]
  return {
    facts,
    explanation: kind.explain(rule, {
      facts,
      others,
      calendars: SHIPPED_CALENDARS,
      ...anchor,
    }),
  }
}

/**
 * What the duty behind the warning waited for when it was raised, by the fact as it is explained
 * and by what sources had stated; and, where it was withdrawn since, for want of which feed.
 */
async function awaitedOf(
  asking: Warehouse,
  rule: Rule,
  {
    raised,
    last,
    facts,
  }: {
    readonly raised: WarningEntry
    readonly last: WarningEntry
    readonly facts: readonly ExplainedFact[]
  },
) {
  const anchor = facts.find(({ fact_id }) => fact_id === raised.anchor)
  const noFeed = await noFeedOf(asking, last)
  // The anchor of what waits for nothing is an instant.
  if (anchor === undefined) return awaitedParts(NOTHING_AWAITED, noFeed)
  const stated = await everStated(asking)
  const awaited = awaitedByFact(
    rule,
    anchor,
    statedAsKnown(stated, knownUpTo(raised.seen_position, stated)),
  )
  return awaitedParts(awaited, noFeed)
}

/** The types for whose want the warning was withdrawn, as its last entry says; often none. */
async function noFeedOf(
  asking: Warehouse,
  { movement, event_id }: WarningEntry,
): Promise<readonly string[]> {
  if (movement === 'raised') return []
  const [event] = await eventsById(asking, [event_id])
  // The catalogue parsed the data as that of the type before the warehouse took it.
  const withdrawn = event?.data as WarningWithdrawn | null | undefined
  return withdrawn?.no_feed_of ?? []
}

async function factsOf(
  asking: Warehouse,
  rule: Rule,
  { subject_id }: WarningEntry,
  group: ReturnType<typeof groupOf>,
  position: number,
): Promise<readonly ExplainedFact[]> {
  const event_types = watchedTypes(rule)
  const facts = await explainedFacts(asking, {
    subject_id,
    group,
    event_types,
    known: knownUpTo(position, { authorities: await attributeAuthorities(asking) }),
  })
  if (facts !== undefined) return facts
  throw new RequestRefused(
    'EXPLANATION_TOO_LARGE',
    `the subject has more than ${EXPLAINED_FACTS_MAX} facts`,
  )
}

function anchorOf({ anchor, anchor_at, clock }: WarningEntry) {
  return { anchor, second: secondOfInstant(anchor_at), clock: secondOfInstant(clock) }
}

function knownUpTo(position: number, { authorities }: Pick<Stated, 'authorities'>): Known {
  return { by: 'platform', until: { by: 'platform', position }, authorities }
}

/**
 * The rule as it was published; where the warehouse does not hold that event, as the book has it.
 */
async function ruleInForce(
  asking: Warehouse,
  registry: RuleRegistry,
  named: Pick<WarningEntry, 'rule_id' | 'rule_version'>,
): Promise<{ readonly rule: Rule; readonly text: string | null }> {
  const published = await publishedRuleText(asking, named)
  const book = await registry.current()
  const booked = book.versions.find(
    ({ rule_id, rule_version }) => rule_id === named.rule_id && rule_version === named.rule_version,
  )
  // The book has read its texts already; only one that it does not hold is read here.
  if (published !== undefined && booked?.version.text !== published.text) {
    const parsed = readRuleText(published.text)
    if (parsed.ok) return { rule: parsed.rule, text: published.text }
  }
  const loaded = booked?.rule ?? null
  if (loaded === null)
    throw new RequestRefused('RULE_UNKNOWN', 'the rule version is neither in the log nor loaded')
  return { rule: loaded, text: published?.text ?? null }
}
