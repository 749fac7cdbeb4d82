import type { EventData } from '#/envelope.ts'
import { plainText } from '#/identifiers/feed-noise.ts'
import { derivedId } from '#/identity.ts'
import { statedParty } from '#/subject-link/named-party.ts'
import { TRADE_WORDS } from '#/subject-link/trade-words.ts'

/** Numbering of subjects that are known by nothing but what facts call them. */
const NAMED = 'named'

/** What anybody may be called: without an address it is nobody in particular. */
const ANYBODY: ReadonlySet<string> = new Set([
  ...TRADE_WORDS.map(([word]) => word),
  ...(
    '商家 店家 店铺 门店 小店 商户 老板 个体户 摊贩 摊点 公司 企业 单位 物业公司 开发商 业主 市场 工地 ' +
    '某店 某公司 某商家 某饭店 某超市 网店 商铺'
  ).split(' '),
])

/** The end of names that hide who it is: 某某公司, 某餐馆. */
const HIDDEN = /^某+/u

/**
 * The subject of a fact that names no subject and does name its party: one for each name and
 * address within a region, to the letter but for width, blanks and case, so that two shops of one
 * name are two. Undefined where the fact names nobody, or nobody in particular. What it gives for a
 * fact never changes: it is the identity of subjects in the log.
 */
export function namedSubjectOf(fact: {
  readonly type: string
  readonly region: string | null
  readonly data: EventData
}): string | undefined {
  const party = statedParty(fact)
  if (party === undefined) return undefined
  const name = plainText(party.name)
  const address = plainText(party.addresses[0] ?? '')
  const isAnybody = ANYBODY.has(name) || HIDDEN.test(name) || name.length < 2
  if (isAnybody && address === '') return undefined
  return `${NAMED}:${derivedId('named-subject', fact.region ?? '', name, address)}`
}
