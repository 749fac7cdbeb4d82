import { fileURLToPath } from 'node:url'
import type { DataFile } from '#/reports/imported-data.ts'
import { snapshotClaim } from '#/reports/snapshot-claim.ts'

/** A rule of `rules/` held against an outcome of `outcomes/`, by file name. */
export interface ReportedRule {
  readonly rule: string
  readonly outcome: string
}

/** One report: the data, the rules, and what a reader must know of them. */
export interface DataSet {
  readonly name: string
  readonly title: string
  readonly origin: string
  readonly files: readonly DataFile[]
  readonly rules: readonly ReportedRule[]
  /** What is weak, in our words. */
  readonly weak: readonly string[]
  /** Lines that only this report has; it is given the folder of the shared data. */
  readonly further?: (shared: string) => readonly string[]
}

/** Beside the repository; read, never copied. */
export const SHARED_DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url))

export const DATA_SETS: readonly DataSet[] = [
  {
    name: 'tw-epa-penalties',
    title: 'Taiwan: environmental penalties, 2011–2015',
    origin:
      'Penalties under environmental law, with the day of the violation, of the decision, ' +
      'and of later changes. CC0.',
    files: [
      {
        path: fileURLToPath(
          new URL('../../services/intake/examples/tw-epa-penalties.csv.gz', import.meta.url),
        ),
        mapping: 'tw-epa-penalties',
      },
    ],
    rules: [
      { rule: 'tw-five-penalties-in-one-year', outcome: 'tw-violation-within-180-days' },
      { rule: 'tw-two-penalties-in-one-year', outcome: 'tw-violation-within-180-days' },
      { rule: 'tw-five-violations-in-one-year', outcome: 'tw-violation-within-180-days' },
    ],
    weak: [
      'Only penalised facilities occur. A facility is in the population for 180 days after ' +
        'each penalty, so the base rate is that of facilities with a fresh record; against all ' +
        'registered facilities the same precision would look several times better.',
      'A count warns where it is reached. A facility that stays above five for years is ' +
        'warned of once, so recall is small however good the precision is.',
      'Those who were penalised are inspected more: part of what the rule foresees is where ' +
        'inspectors go.',
      'A violation is told by its penalty, weeks to months later. A window is decided only ' +
        '151 days after its end, and one violation of ten is still told later than that.',
      'The day of the decision stands for the day on which a row was entered, which is not ' +
        'published.',
    ],
    further: snapshotClaim,
  },
  {
    name: 'sf-health-scores',
    title: 'San Francisco: restaurant inspections, 2015–2018',
    origin: 'Inspections with scores, violations by risk, complaint inspections. PDDL.',
    files: [{ path: `${SHARED_DATA}/sf-health-scores/events.csv.gz`, mapping: 'sf-health-scores' }],
    rules: [
      {
        rule: 'sf-three-high-risk-violations-in-one-year',
        outcome: 'sf-score-below-80-at-next-routine-inspection',
      },
    ],
    weak: [
      'Three years are short: four warnings of ten have no next routine inspection in the ' +
        'data and are not decided. Those that are have the shorter gaps.',
      'Violations and scores are given by the same visits and the same people; a restaurant ' +
        'that was scored low once may be looked at more strictly.',
      'The day of the inspection stands for the day on which it became known. The violations ' +
        'of one visit are dated eight months after all others, which stretches the weeks over ' +
        'which the workload is averaged.',
      'The next routine inspection comes when it is scheduled. The lead time is the time ' +
        'until then, not until a harm.',
    ],
  },
  {
    name: 'chicago-food-inspections',
    title: 'Chicago: canvass inspections, 2011–2014',
    origin:
      'Routine inspections of food establishments, the codes they cited, and licence terms. ' +
      'Published by the City of Chicago.',
    files: [
      {
        path: `${SHARED_DATA}/chicago-food-inspections/inspections.ndjson.gz`,
        mapping: 'chicago-inspections',
      },
      {
        path: `${SHARED_DATA}/chicago-food-inspections/licenses.ndjson.gz`,
        mapping: 'chicago-licences',
      },
    ],
    rules: [
      {
        rule: 'chicago-two-critical-violations-in-two-years',
        outcome: 'chicago-critical-violation-at-next-canvass',
      },
      {
        rule: 'chicago-critical-violation-score',
        outcome: 'chicago-critical-violation-at-next-canvass',
      },
    ],
    weak: [
      'The score’s weights were fitted on these very years, so its row says how it fits them ' +
        'and not how it will do; what a fit on earlier years gave on the year after stands at ' +
        'the head of its file.',
      'Each rule is compared with the establishments it can know: the score also reads ' +
        'licences, so first inspections of licensed establishments are in its population and ' +
        'its base rate is another one.',
      'Precision is about twice the base rate and no more: most establishments with critical ' +
        'violations have none at the next inspection.',
      'An establishment is seen about twice in three years, so most critical violations are ' +
        'found at a first inspection, which a rule over earlier inspections cannot foresee: ' +
        'recall is small.',
      'About half of the warnings have no next inspection in the data and are not decided.',
      'Only canvass inspections that took place are in the data; complaint visits and ' +
        're-inspections are missing.',
      'Which inspector comes matters much for what is found, and is left out on purpose.',
    ],
  },
]
