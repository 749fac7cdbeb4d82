import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Position } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { LOG_OF_ITS_OWN, type LogStanding } from '@jianwei/events/ports/log-standing.ts'
import { acceptedLosses, concerns } from '@jianwei/projections/accepted-losses/queries.ts'
import {
  eventsThere,
  heldEvents,
  holdsThroughout,
  missingEvents,
  rangeOfPeriod,
  ruleEntries,
  type MissingEvents,
  type NumberedRange,
  type PositionRange,
} from '@jianwei/projections/completeness/queries.ts'
import { ordinalUpTo } from '@jianwei/projections/ordinals/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import {
  ledgerState,
  type BookedRule,
  type RuleBook,
  type RuleRegistry,
} from '#/rules/rule-book.ts'
import { askedBy, beyondHead } from '#/server/asking.ts'
import { importWaits, waitingIn } from '#/server/import-waits.ts'
import { InstantField, ruleField } from '#/server/parameters.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { Progress } from '#/http/progress.ts'
import type { RuleFailures } from '#/server/rule-failures.ts'
import { setAsideViews, streamLossViews } from '#/server/views/log-standing-view.ts'
import {
  completenessView,
  CompletenessView,
  ordinalsBetween,
  type CertifiedRule,
  type ComparedEnd,
  type ComparedEnds,
} from '#/server/views/completeness-view.ts'

export interface CompletenessRoutesOptions {
  readonly warehouse: Warehouse
  readonly log: EventLog
  readonly standing?: LogStanding
  readonly rules: RuleRegistry
  readonly rule_failures: RuleFailures
  readonly progress: Progress
}

const Query = z.strictObject({
  from: InstantField.optional().meta({
    description: 'Recorded at this time or later; from the beginning without it',
  }),
  to: InstantField.optional().meta({
    description: 'Recorded before this time; up to now without it',
  }),
  rule_id: ruleField,
  rule_version: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'The newest published version without it' }),
})

export const completenessRoutes: FastifyPluginAsyncZod<CompletenessRoutesOptions> = async (
  app,
  options,
) => {
  app.get(
    '/v1/completeness',
    {
      schema: {
        tags: ['rules'],
        summary: 'Whether everything of a period was evaluated 完整性证明',
        description:
          'For any period of recording, and a rule version: so many events in the log, so ' +
          'many in the warehouse, so many evaluated, late ' +
          'or quarantined, and no gaps. Positions of a log may have gaps; its events are ' +
          'numbered without any. The log and the warehouse are compared at both ends of the ' +
          'period by position, number and identity, and counted by the numbers between them.',
        querystring: Query,
        response: { 200: CompletenessView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const { from, to, rule_id, rule_version } = request.query
      const asking = askedBy(request, options.warehouse)
      const named =
        rule_id === undefined
          ? undefined
          : ruleNamed(await options.rules.current(), rule_id, rule_version)
      const rule = named?.rule
      const range = await rangeOfPeriod(asking, { from, to }, await options.log.head())
      const ends = await comparedEnds(asking, options.log, range)
      const numbered = { range, ordinals: ordinalsBetween(ends) }
      const [held, missing, accepted, findings] = await Promise.all([
        heldEvents(asking, range, rule === undefined ? [] : watchedTypes(rule)),
        missingFrom(asking, numbered),
        acceptedLosses(asking),
        (options.standing ?? LOG_OF_ITS_OWN).findings(),
      ])
      const losses = accepted.filter((loss) => concerns(loss, { from, to }))
      const certified =
        named === undefined ? null : await certifiedRule(asking, options, named, numbered)
      const certificate = completenessView({
        period: { from: from ?? null, to: to ?? null },
        ...numbered,
        ends,
        held,
        missing,
        losses,
        set_aside: setAsideViews(findings.set_aside, { from, to }),
        stream_losses: streamLossViews(findings.stream_losses, { from, to }),
        rule: certified,
      })
      return { ...certificate, ...(await beyondHead(asking, [from, to])) }
    },
  )
}

/** Just before the range and at its end. An end at 0 is the beginning of the log. */
async function comparedEnds(
  asking: Warehouse,
  log: EventLog,
  { first, last }: PositionRange,
): Promise<ComparedEnds> {
  const positions = [first - 1, last].filter((position) => position > 0)
  const [inLog, held] = await Promise.all([
    log.placesAt(positions as Position[]),
    eventsThere(asking, positions),
  ])
  const end = (position: number): ComparedEnd | null =>
    position === 0
      ? null
      : {
          position,
          in_log: inLog.get(position as Position) ?? null,
          held: held.get(position) ?? null,
        }
  return { before: end(first - 1), last: end(last) }
}

/** Looks for what is missing only where counts say that something is. */
async function missingFrom(
  asking: Warehouse,
  numbered: NumberedRange,
): Promise<readonly MissingEvents[]> {
  return (await holdsThroughout(asking, numbered)) ? [] : missingEvents(asking, numbered)
}

interface NamedRule {
  readonly booked: BookedRule
  readonly rule: Rule
}

/** Drafts and shadows raise no warnings that could be certified. */
function ruleNamed({ versions }: RuleBook, id: string, version: number | undefined): NamedRule {
  const named = versions.flatMap((booked): readonly NamedRule[] => {
    const { rule_id, rule_version, rule } = booked
    const isNamed = rule_id === id && (version === undefined || rule_version === version)
    return isNamed && rule !== null && ledgerState(booked.version) === 'published'
      ? [{ booked, rule }]
      : []
  })
  const newest = named.toSorted((a, b) => a.rule.version - b.rule.version).at(-1)
  if (newest === undefined)
    throw new RequestRefused(
      'RULE_UNKNOWN',
      'no published rule with a text that loads has this id and version',
    )
  return newest
}

/** A rule that was retired is evaluated up to there at the most. */
function retiredAt({ version, steps }: BookedRule): number {
  return version.state === 'retired' ? (steps.at(-1)?.position ?? Infinity) : Infinity
}

async function certifiedRule(
  asking: Warehouse,
  { progress, rule_failures, rules }: CompletenessRoutesOptions,
  { rule, booked }: NamedRule,
  { range, ordinals }: NumberedRange,
): Promise<CertifiedRule> {
  const consumers = await progress.consumers()
  const named = { rule_id: rule.id, rule_version: rule.version }
  const ofRule = (one: { readonly rule_id: string; readonly rule_version: number }): boolean =>
    one.rule_id === rule.id && one.rule_version === rule.version
  const evaluated_up_to = Math.min(
    consumers.find((consumer) => consumer.name === 'sentinel')?.position ?? 0,
    retiredAt(booked),
  )
  const inForce = booked.version.state === 'retired' ? [] : [rule]
  // What was evaluated is in the warehouse.
  const evaluated =
    evaluated_up_to >= range.last ? ordinals.last : await ordinalUpTo(asking, evaluated_up_to)
  return {
    rule,
    evaluated_up_to,
    not_evaluated: Math.max(0, ordinals.last - Math.max(evaluated, ordinals.first - 1)),
    entries: await ruleEntries(asking, range, named),
    waiting: waitingIn(await importWaits(asking, rules), ofRule),
    failures: [
      ...rule_failures.current(inForce).filter(ofRule),
      ...rule_failures.not_looked_at(inForce),
    ],
    feed_outcomes: rule_failures.feed_outcomes().filter(ofRule),
  }
}
