import type { Random } from '#/simulation/random.ts'

/**
 * What a campaign may use. The same seed and effort try the same things, though not at the same
 * moments.
 */
export interface AttackContext {
  readonly seed: number
  /** How much is tried: 1 is the short form of CI, 10 takes about ten times as long. */
  readonly effort: number
  /** Chance of its own for each purpose, from the seed. */
  readonly random: (purpose: string) => Random
  /** A folder that is gone when the campaign is over. */
  readonly folder: string
  /** Keeps what broke something, and says where it lies. */
  readonly keep: (bytes: Uint8Array) => string
  readonly signal: AbortSignal
}

/** What came of a campaign. A finding says in one line what was wrong and how it is had again. */
export interface Outcome {
  readonly tried: number
  /** What `tried` counts, such as `inputs`. */
  readonly unit: string
  readonly findings: readonly string[]
  /** What else a reader wants to know, such as how the inputs ended. */
  readonly notes: string
}

/** One way of doing harm, and the promise that must hold all the same. */
export interface Campaign {
  readonly name: string
  readonly tries: string
  /** In both languages of the README. */
  readonly promise: { readonly en: string; readonly zh: string }
  /** Why it cannot run on this machine; undefined where it can. */
  readonly unavailable?: () => Promise<string | undefined>
  readonly run: (context: AttackContext) => Promise<Outcome>
}

/** A campaign that ran, was left out, or broke down itself: that is a finding as well. */
export interface CampaignRow {
  readonly campaign: Campaign
  readonly seconds: number
  readonly outcome: Outcome | { readonly left_out: string }
}
