import { plainCharacters } from '#/subject-link/plain-characters.ts'
import { withoutPlaces } from '#/subject-link/place-names.ts'
import { TRADE_WORDS } from '#/subject-link/trade-words.ts'

/** The name of an organisation or a shop, taken apart for comparison. */
export interface OrganisationName {
  /** Without places in front, legal form and branch. */
  readonly core: string
  /** The core without the words of its trade; the core where nothing else is left. */
  readonly brand: string
  /** Its trade, where words at the end say one (`trade-words.ts`); else empty. */
  readonly trade: string
  /** Which of several shops it is: `五四路`, `2`; empty where the name does not say. */
  readonly branch: string
}

const LEGAL_FORM =
  /(?:集团)?(?:股份有限公司|有限责任公司|有限公司|分公司|公司|普通合伙企业|有限合伙企业|个人独资企业|合伙企业|专业合作社|合作社|集团)/u
const FORM_IN_BRACKETS = /^(?:个体工商户|普通合伙|有限合伙|特殊普通合伙|个人独资|中国|集团|连锁)$/u
const BRANCH_END = /(?:分公司|分店|旗舰店|直营店|加盟店|专卖店|门店|总店|店|分部|门市部|营业部)$/u
/** 某某第2分店, 某某2店. */
const NUMBERED = /^(.{2,}?)第?(\d{1,3})(?:分店|店|分公司|分部)$/u

/** `places`: what the regions are called in which it may lie, longest first. */
export function organisationName(raw: string, places: readonly string[]): OrganisationName {
  const { outside, inside } = brackets(plainCharacters(raw))
  let branch = inside.filter((one) => !places.includes(one) && !FORM_IN_BRACKETS.test(one)).at(-1)
  let core = withoutPlaces(lettersOf(outside), places)
  const form = LEGAL_FORM.exec(core)
  if (form !== null && form.index >= 2) {
    const behind = core.slice(form.index + form[0].length)
    core = core.slice(0, form.index)
    if (behind.length > 0 && branch === undefined) branch = behind
  }
  const numbered = NUMBERED.exec(core)
  if (numbered !== null && branch === undefined) {
    core = numbered[1] ?? core
    branch = numbered[2]
  }
  const [brand, trade] = brandOf(core)
  return { core, brand, trade, branch: branchOf(branch ?? '', places) }
}

function brackets(text: string): { readonly outside: string; readonly inside: readonly string[] } {
  const inside: string[] = []
  const outside = text.replace(
    /[([{【〔《「]([^)\]}】〕》」]*)[)\]}】〕》」]/gu,
    (_, within: string) => {
      inside.push(lettersOf(within))
      return ''
    },
  )
  return { outside, inside: inside.filter((one) => one !== '') }
}

/** Letters and digits alone. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '')
}

function branchOf(text: string, places: readonly string[]): string {
  const plain = withoutPlaces(text, places).replace(LEGAL_FORM, '')
  const left = plain.replace(BRANCH_END, '').replace(/^第/u, '')
  return left === '' ? plain : left
}

function brandOf(core: string): readonly [brand: string, trade: string] {
  let [brand, trade] = [core, '']
  for (;;) {
    const found = TRADE_WORDS.find(
      ([word]) => brand.endsWith(word) && brand.length >= word.length + 2,
    )
    if (found === undefined) return [brand, trade]
    brand = brand.slice(0, -found[0].length)
    trade = found[1] === '' ? trade : found[1]
  }
}
