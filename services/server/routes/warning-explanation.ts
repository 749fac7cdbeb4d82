import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { instantFromMs, secondOfInstant } from '@jianwei/events/instant.ts'
import { positionAt } from '@jianwei/projections/clock/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { publishedRuleText } from '@jianwei/projections/rule-texts/queries.ts'
import { explain } from '@jianwei/projections/rules/explanation/explain.ts'
import type { Explanation } from '@jianwei/projections/rules/explanation/explanation.ts'
import { explainPeer } from '@jianwei/projections/rules/kinds/peer/explanation.ts'
import {
  groupAtSnapshotSql,
  type GroupAtSnapshotRow,
} from '@jianwei/projections/rules/kinds/peer/group-at-snapshot-sql.ts'
import type { Known } from '@jianwei/projections/rules/places.ts'
import {
  groupOf,
  isSnapshotRule,
  watchedTypes,
  type FactRule,
  type PeerRule,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import {
  EXPLAINED_FACTS_MAX,
  explainedFacts,
  type ExplainedFact,
} from '@jianwei/projections/warnings/explained-facts.ts'
import { entriesOfWarning, type WarningEntry } from '@jianwei/projections/warnings/queries.ts'
import { type RuleShelf } from '#/rule-book.ts'
import { readRuleText } from '#/rule-text.ts'
import { askedBy } from '#/server/asking.ts'
import { problems, RequestRefused } from '#/server/problem.ts'
import { explanationParts, ExplanationView, warningParts } from '#/server/views/explanation-view.ts'
import { ruleSummary } from '#/server/views/rule-view.ts'

export interface WarningExplanationOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleShelf
}

export const warningExplanationRoutes: FastifyPluginAsyncZod<WarningExplanationOptions> = async (app, options) => {
  app.get(
    '/v1/warnings/:warning_id/explanation',
    {
      schema: {
        tags: ['warnings'],
        summary: 'Why a warning was raised, and what would have kept it from being 预警解释',
        description:
          'The condition with the values that were compared, the part of each fact, the text of the rule in force, and the smallest ' +
          'changes. Computed from what was known when the warning was last raised: also for one that was withdrawn since.',
        params: z.strictObject({ warning_id: z.uuid().meta({ description: 'Warning id 风险预警编号' }) }),
        response: { 200: ExplanationView, ...problems(400, 404, 422, 500, 503) },
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
      const { rule, text } = await ruleInForce(asking, options.rules, raised)
      const { facts, explanation } = isSnapshotRule(rule)
        ? await explainedAmongPeers(asking, rule, raised)
        : await explainedAlone(asking, rule, raised)
      return {
        ...warningParts(raised, last),
        rule: ruleSummary(rule),
        rule_text: text,
        content_hash: rule.content_hash,
        ...explanationParts(explanation, facts),
      }
    },
  )
}

interface Explained {
  readonly facts: readonly ExplainedFact[]
  readonly explanation: Explanation
}

async function explainedAlone(asking: Warehouse, rule: FactRule, raised: WarningEntry): Promise<Explained> {
  const facts = await factsOf(asking, rule, raised, groupOf(rule), raised.seen_position)
  return { facts, explanation: explain(rule, { facts, ...placeOf(raised) }) }
}

/** What the snapshot knew is what was recorded before it. */
async function explainedAmongPeers(asking: Warehouse, rule: PeerRule, raised: WarningEntry): Promise<Explained> {
  const { subject_id, clock, seen_position } = raised
  const place = placeOf(raised)
  const before = await positionAt(asking, instantFromMs(place.second * 1_000 - 1))
  const facts = await factsOf(asking, rule, raised, null, before)
  const known = knownUpTo(seen_position)
  const sql = groupAtSnapshotSql(rule, known, clock, { subject_id, second: place.second })
  const [group] = await asking.query<GroupAtSnapshotRow>(sql, { purpose: 'warnings:peers' })
  const numbers = (group?.others ?? []).map(Number)
  const zeros = Number(group?.members ?? 1) - 1 - numbers.length
  const others = [...numbers, ...Array.from({ length: zeros }, () => 0)]
  return { facts, explanation: explainPeer(rule, { facts, others, ...place }) }
}

async function factsOf(
  asking: Warehouse,
  rule: Rule,
  { subject_id }: WarningEntry,
  group: ReturnType<typeof groupOf>,
  position: number,
): Promise<readonly ExplainedFact[]> {
  const event_types = watchedTypes(rule)
  const facts = await explainedFacts(asking, { subject_id, group, event_types, known: knownUpTo(position) })
  if (facts !== undefined) return facts
  throw new RequestRefused('EXPLANATION_TOO_LARGE', `the subject has more than ${EXPLAINED_FACTS_MAX} facts`)
}

function placeOf({ anchor, anchor_at, clock }: WarningEntry) {
  return { anchor, second: secondOfInstant(anchor_at), clock: secondOfInstant(clock) }
}

function knownUpTo(position: number): Known {
  return { by: 'platform', until: { by: 'platform', position } }
}

/** The rule as it was published; where the warehouse does not hold that event, as the book has it. */
async function ruleInForce(
  asking: Warehouse,
  shelf: RuleShelf,
  named: Pick<WarningEntry, 'rule_id' | 'rule_version'>,
): Promise<{ readonly rule: Rule; readonly text: string | null }> {
  const published = await publishedRuleText(asking, named)
  const book = await shelf.current()
  const booked = book.versions.find(
    ({ rule_id, rule_version }) => rule_id === named.rule_id && rule_version === named.rule_version,
  )
  // The book has read its texts already; only one that it does not hold is read here.
  if (published !== undefined && booked?.version.text !== published.text) {
    const parsed = readRuleText(published.text)
    if (parsed.ok) return { rule: parsed.rule, text: published.text }
  }
  const loaded = booked?.rule ?? null
  if (loaded === null) throw new RequestRefused('RULE_UNKNOWN', 'the rule version is neither in the log nor loaded')
  return { rule: loaded, text: published?.text ?? null }
}
