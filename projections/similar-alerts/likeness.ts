/** Why one alert is like another, for people. */
export interface LikenessReason {
  readonly code: LikenessCode
  readonly en: string
  readonly zh: string
}

export type LikenessCode = (typeof CODES)[number]

const CODES = [
  'SAME_RULE_KIND_AND_REGION',
  'SAME_RULE_AND_WEIGHT',
  'SAME_RULE_AND_REGION',
  'SAME_RULE_AND_INDUSTRY',
  'SAME_SUBJECT',
] as const

/** The weakest first: each is worth more than all before it together. */
export const LIKENESS: readonly LikenessReason[] = [
  {
    code: 'SAME_RULE_KIND_AND_REGION',
    en: 'Another rule about the same kinds of facts, in the same county.',
    zh: '同一县（市、区）内，关注同类事实的其他规则。',
  },
  {
    code: 'SAME_RULE_AND_WEIGHT',
    en: 'The same rule, raised at the same level, from about as many facts (half to twice).',
    zh: '同一规则，首次预警级别相同，依据的事实数量相近（一半至两倍）。',
  },
  {
    code: 'SAME_RULE_AND_REGION',
    en: 'The same rule in the same county.',
    zh: '同一规则，同一县（市、区）。',
  },
  {
    code: 'SAME_RULE_AND_INDUSTRY',
    en: 'The same rule about a subject of the same division of industry.',
    zh: '同一规则，监管对象行业大类相同。',
  },
  {
    code: 'SAME_SUBJECT',
    en: 'About the same subject.',
    zh: '同一监管对象。',
  },
]

/** How much a reason is worth: a bit of its own, so that a sum says which hold. */
export function worthOf(code: LikenessCode): number {
  return 2 ** LIKENESS.findIndex((reason) => reason.code === code)
}

/** The reasons in a sum of worths, strongest first. */
export function reasonsIn(sum: number): readonly LikenessReason[] {
  return LIKENESS.filter(({ code }) => (sum & worthOf(code)) !== 0).toReversed()
}
