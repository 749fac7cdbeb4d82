import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { asksOf, foundWarnings } from '@jianwei/projections/evaluation/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import type { ScoreRule } from '@jianwei/projections/rules/kinds/score/parameters.ts'
import { pointsText } from '@jianwei/projections/rules/kinds/score/points.ts'
import { scoreAt } from '@jianwei/projections/rules/kinds/score/score.ts'
import { scoreAtSql, type ScoreRow } from '@jianwei/projections/rules/kinds/score/score-at-sql.ts'
import { reachOf, watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { explainedFacts } from '@jianwei/projections/warnings/explained-facts.ts'
import type { FoundWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { standingThen } from '@jianwei/projections/warnings/standing-then.ts'

/** Whom one asks about, up to when, and how far things were known. */
export interface RiskQuestion {
  readonly subject_id: string
  readonly as_of: Instant
  readonly known: Known
}

/** The part of an indicator in a score. */
export interface Contribution {
  readonly indicator: string
  readonly title: { readonly en: string; readonly zh: string }
  /** Within the indicator's cap, as decimal text. */
  readonly points: string
  /** The facts that add points, newest first, each with what it adds before the cap. */
  readonly facts: readonly { readonly fact_id: string; readonly points: string }[]
}

export interface SubjectScore {
  readonly rule: ScoreRule
  /** Decimal text. */
  readonly score: string
  readonly band: string
  /** The facts that put the subject into the band directly, where some do. */
  readonly decided_by: string | null
  /** Null where there are more facts than are explained: the score holds all the same. */
  readonly contributions: readonly Contribution[] | null
}

/**
 * The subject's score by the rule, as `npx jianwei score` gives it, and what it is made of: facts
 * that had happened by `as_of`, as known.
 */
export async function subjectScore(
  asking: Warehouse,
  rule: ScoreRule,
  { subject_id, as_of, known }: RiskQuestion,
): Promise<SubjectScore> {
  const second = secondOfInstant(as_of)
  const facts = await explainedFacts(asking, {
    subject_id,
    group: null,
    event_types: watchedTypes(rule),
    known,
  })
  if (facts === undefined) return scoreAlone(asking, rule, { subject_id, as_of, known })
  const { score, band, parts, added, decided_by } = scoreAt(rule, facts, second)
  const { indicators, overrides } = rule.parameters
  return {
    rule,
    score: pointsText(score),
    band,
    decided_by: decided_by === null ? null : (overrides[decided_by]?.id ?? null),
    contributions: indicators.map(({ id, title }, index) => ({
      indicator: id,
      title,
      points: pointsText(parts[index] ?? 0),
      facts: (added[index] ?? [])
        .filter(({ micro }) => micro !== 0)
        .toSorted((a, b) => b.fact.second - a.fact.second)
        .map(({ fact, micro }) => ({ fact_id: fact.fact_id, points: pointsText(micro) })),
    })),
  }
}

/** Of a subject with more than EXPLAINED_FACTS_MAX facts, by statement. */
async function scoreAlone(
  asking: Warehouse,
  rule: ScoreRule,
  { subject_id, as_of, known }: RiskQuestion,
): Promise<SubjectScore> {
  const scope = { of: 'subjects', subject_ids: [subject_id] } as const
  const statement = scoreAtSql(rule, { scope, known }, secondOfInstant(as_of))
  const [row] = await asking.query<ScoreRow>(statement, asksOf(rule, 'score'))
  const nothing = scoreAt(rule, [], secondOfInstant(as_of))
  return {
    rule,
    score: pointsText(Number(row?.score ?? nothing.score)),
    band: row?.band ?? nothing.band,
    decided_by: null,
    contributions: null,
  }
}

/** Warnings about the subject, and the rules of which none can be told. */
export interface StandingWarnings {
  readonly warnings: readonly (FoundWarning & { readonly rule: Rule })[]
  /** Rules that are not judged for this question, and why. */
  readonly not_judged: readonly { readonly rule: Rule; readonly because: NotJudged }[]
}

/**
 * `group`: its warnings are about groups of facts, not about this subject. `snapshot_by_source`:
 * judged at snapshots of what this platform knew, which has no meaning by source.
 */
export type NotJudged = 'group' | 'snapshot_by_source'

/**
 * What the rules say of the subject at `as_of` over facts as known: `W(R, k, t)` of anchors up to
 * then, oldest first. Rules that are judged at snapshots are told as the ledger had them.
 */
export async function standingWarningsOf(
  asking: Warehouse,
  rules: readonly Rule[],
  { subject_id, as_of, known }: RiskQuestion,
): Promise<StandingWarnings> {
  const byReach = Map.groupBy(rules, reachOf)
  const snapshots = byReach.get('snapshot') ?? []
  const stated = await everStated(asking)
  const scope = { of: 'subjects', subject_ids: [subject_id] } as const
  const found = []
  for (const rule of byReach.get('subject') ?? []) {
    const warnings = await foundWarnings(asking, rule, {
      scope,
      known,
      clock: as_of,
      ...stated,
    })
    found.push(...warnings.map((warning) => ({ ...warning, rule })))
  }
  const then =
    known.by === 'source'
      ? []
      : await standingThen(asking, {
          subject_id,
          rule_ids: snapshots.map(({ id }) => id),
          position: known.until?.position,
          as_of,
        })
  const judged = then.flatMap((warning) => {
    const rule = snapshots.find(
      ({ id, version }) => id === warning.rule_id && version === warning.rule_version,
    )
    return rule === undefined ? [] : [{ ...warning, rule }]
  })
  const groups = (byReach.get('group') ?? []).map((rule) => ({ rule, because: 'group' as const }))
  const bySource = known.by === 'source' ? snapshots : []
  return {
    warnings: [...found, ...judged]
      .filter(({ anchor_at }) => anchor_at <= as_of)
      .toSorted((a, b) => (a.anchor_at < b.anchor_at ? -1 : 1)),
    not_judged: [
      ...groups,
      ...bySource.map((rule) => ({ rule, because: 'snapshot_by_source' as const })),
    ],
  }
}
