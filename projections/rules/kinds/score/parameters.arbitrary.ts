import fc from 'fast-check'
import { EVENT_TYPES, stepSelection, window } from '@jianwei/tests/support/rules/random-parts.ts'

const NAMES = ['A', 'B', 'C', 'D'] as const
const TITLE = { en: 'Random', zh: '随机' }

const points = fc.constantFrom(-2, -1, 0, 0.5, 1, 1, 2, 3)
const perAmount = fc.record({
  field: fc.constant('data.amount'),
  amount: fc.constantFrom(1, 3),
  points: fc.constantFrom(-1, 1, 1, 2),
})
const byValue = fc.record({
  field: fc.constantFrom('data.ticket', 'region', 'data.word'),
  values: fc.constantFrom({ t1: 2, t2: -1 }, { '330100': 1, a: 2, "o'b\\c": -1, 见微知著: 3 }),
  otherwise: fc.constantFrom(0, 1),
})
const halfLife = fc.constantFrom(undefined, undefined, '1 hour', '24 hours', '30 hours', '7 days')

/** A window of more half-lives than a rule may have. */
const LONGEST = '24855 days'

/** Bounds that scores of few facts meet exactly, before and after whole half-lives. */
const bounds = fc
  .uniqueArray(fc.constantFrom(-1, 0, 0.5, 1, 1, 1.5, 2, 3), { minLength: 1, maxLength: 3 })
  .map((chosen) => chosen.toSorted((a, b) => a - b))

// Conditions everywhere would leave few facts to score.
const scoredFacts = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ events: EVENT_TYPES }) },
  stepSelection,
)

const indicator = fc.record({
  of: scoredFacts,
  valued: fc.oneof(
    { weight: 2, arbitrary: points.map((each) => ({ points: each })) },
    perAmount.map((per) => ({ points_per: per })),
    byValue.map((by) => ({ points_by: by })),
  ),
  newest: fc.boolean(),
  half_life: halfLife,
  cap: fc.constantFrom(undefined, undefined, 1, 2),
})

const override = fc.record({
  of: scoredFacts,
  window: fc.option(window, { nil: undefined }),
  band: fc.nat({ max: 4 }),
})

/** Random parameters as a rule's file has them. */
export const parameters = fc
  .record({
    window,
    base: fc.constantFrom(undefined, 0, 1, -1),
    indicators: fc.array(indicator, { minLength: 1, maxLength: 3 }),
    overrides: fc.oneof(
      fc.array(override, { maxLength: 0 }),
      fc.array(override, { minLength: 1, maxLength: 2 }),
    ),
    bounds,
    byOverrideAlone: fc.boolean(),
    warned: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  })
  .map(({ window, base, indicators, overrides, bounds, byOverrideAlone, warned }) => {
    const line = [...bounds, undefined].map((below, index) => ({
      band: NAMES[index] ?? 'D',
      ...(index === 0 ? {} : { from: bounds[index - 1] }),
      ...(below === undefined ? {} : { below }),
    }))
    const bands = byOverrideAlone ? [...line, { band: 'E', override_only: true }] : line
    const names = bands.map(({ band }) => band)
    return {
      window,
      ...(base === undefined ? {} : { base }),
      indicators: indicators.map(({ valued, half_life, cap, ...rest }, index) => ({
        id: `indicator-${index}`,
        title: TITLE,
        ...rest,
        ...valued,
        ...(half_life === undefined || window === LONGEST ? {} : { half_life }),
        ...(cap === undefined ? {} : { cap }),
      })),
      bands,
      overrides: overrides.map(({ of, window: own, band }, index) => ({
        id: `override-${index}`,
        title: TITLE,
        of,
        ...(own === undefined ? {} : { window: own }),
        band: names[band % names.length],
      })),
      warn_bands: warnedOf(names, warned),
    }
  })

/** Some of the bands; mostly the last ones, as people have them. */
function warnedOf(names: readonly string[], warned: readonly boolean[]): readonly string[] {
  const chosen = names.filter((_, index) => warned[index] === true)
  return chosen.length === 0 || chosen.length === names.length ? names.slice(-1) : chosen
}
