import { regionName, type RegionCode } from '@jianwei/events/identifiers/region-code.ts'
import { randomOf, type Random } from '@jianwei/tools/simulation/random.ts'
import type { TestEvent } from '#/support/log/recorded-log.ts'

/*
 * Made shops of two cities with what a register and callers say of them: single shops, chains with
 * branches, shops of one name in other districts, and many in one building. Callers leave out what
 * does not matter to them, write as they hear, and also name shops that no register has. Nothing of
 * it is anybody's.
 */

export interface PlantedShops {
  readonly events: readonly TestEvent[]
  /** By the subject that a call names, who it is; null where no register has it. */
  readonly truth: ReadonlyMap<string, string | null>
}

interface Shop {
  readonly id: string
  readonly brand: string
  readonly trade: readonly string[]
  readonly branch: string
  readonly region: string
  readonly road: string
  readonly house: number
  readonly room: string
  readonly phone: string
  readonly registered: boolean
}

const CITIES = [
  { city: '350100', districts: ['350102', '350103', '350104', '350105', '350111'] },
  { city: '350200', districts: ['350203', '350205', '350206', '350211'] },
] as const
const SYLLABLES = Array.from(
  '蜀香园渔家灶江湖老王陈记阿海福临门聚德金鼎荣华百味鲜天泰康宁悦来顺丰满江红玉兰青竹雅舍云水谣山里人' +
    '大龙小芳春风秋月吉祥如意东海南洋西湖北岸五谷杂粮三余堂明珠翠微星河岚岭',
)
const ROADS = [
  ...'五四 东大 八一七 古田 湖东 工业 杨桥 六一 则徐 上浦 连江 福马 金山 国货 台江 学军 白马 华林 五一 西环'.split(
    ' ',
  ),
  ...'湖滨 厦禾 中山 思明 嘉禾 吕岭 莲前 仙岳 枋湖 集源 银江 海沧 滨湖 环岛 演武'.split(' '),
]
/** As callers say it, and as registers write it. */
const TRADES = [
  ['火锅店', '餐饮管理', '火锅餐饮店'],
  ['面馆', '餐饮', '面店'],
  ['饭店', '餐饮服务', '餐饮店'],
  ['奶茶店', '餐饮管理', '饮品店'],
  ['超市', '商贸', '便利店'],
  ['药店', '大药房', '药房'],
  ['理发店', '美容美发', '美发店'],
  ['水果店', '生鲜', '水果店'],
  ['健身房', '健身', '健身房'],
  ['洗车', '汽车服务', '汽车服务'],
] as const
const MISHEARD: Readonly<Record<string, string>> = {
  园: '圆',
  记: '纪',
  福: '富',
  金: '锦',
  荣: '容',
  悦: '月',
  德: '得',
  江: '姜',
  康: '慷',
  临: '林',
  泰: '太',
  香: '湘',
}
const DIGITS = Array.from('零一二三四五六七八九')

/** `shops`: how many there are in all; about as many calls name one. */
export function plantedShops(seed: number, shops: number): PlantedShops {
  const random = randomOf(seed, 'shops')
  const all = shopsOf(random, shops)
  const truth = new Map<string, string | null>()
  const events: TestEvent[] = all
    .filter(({ registered }) => registered)
    .map((shop) => registration(random, shop))
  for (const [index, shop] of all.entries()) {
    if (!random.chance(0.6)) continue
    const subject_id = `hotline:${index}`
    truth.set(subject_id, shop.registered ? shop.id : null)
    events.push(call(random, shop, subject_id))
  }
  return { events, truth }
}

function shopsOf(random: Random, count: number): readonly Shop[] {
  const all: Shop[] = []
  while (all.length < count) {
    const first = shop(random, all.length)
    all.push(first)
    const kind = random.fraction()
    const further = kind < 0.35 ? 1 + random.below(4) : 0
    for (let made = 0; made < further; made++) {
      const next = shop(random, all.length)
      const { brand, trade } = first
      // A chain, shops of one name elsewhere, or others in the same building.
      if (kind < 0.15) all.push({ ...next, brand, trade, branch: `${next.road}路` })
      else if (kind < 0.25) all.push({ ...next, brand, trade })
      else {
        const { region, road, house } = first
        all.push({ ...next, region, road, house, room: `${1 + random.below(9)}0${made + 1}` })
      }
    }
    const last = all.length - 1
    const isChain = kind < 0.15 && last >= 0
    if (isChain) all[all.indexOf(first)] = { ...first, branch: `${first.road}路` }
  }
  return all.slice(0, count)
}

function shop(random: Random, index: number): Shop {
  const { districts } = random.pick(CITIES)
  const length = random.pick([2, 2, 3, 3, 4])
  return {
    id: `register:${index}`,
    brand: Array.from({ length }, () => random.pick(SYLLABLES)).join(''),
    trade: random.pick(TRADES),
    branch: '',
    region: random.pick(districts),
    road: random.pick(ROADS) + random.pick(['', '', '北', '南']),
    house: 1 + random.below(400),
    room: random.chance(0.3) ? `${1 + random.below(20)}0${1 + random.below(9)}` : '',
    phone: `1390000${String(random.below(10_000)).padStart(4, '0')}`,
    registered: random.chance(0.85),
  }
}

function registration(random: Random, shop: Shop): TestEvent {
  const { brand, trade, branch, region, road, house, room } = shop
  const [city, district] = placesOf(region)
  const place = random.pick([city, `${city}${district}`, district, city.slice(0, 2)])
  const branchOf = branch === '' ? '' : random.pick([`（${branch}店）`, `${branch}分公司`])
  const legal = `${place}${brand}${trade[1]}有限公司`
  const name = branchOf.endsWith('分公司')
    ? legal + branchOf
    : random.pick([legal, `${place}${brand}${trade[2]}`]) + branchOf
  const street = `${road}路${house}号${room === '' ? '' : `${random.pick(['', '主楼'])}${room}室`}`
  return {
    id: shop.id,
    type: 'SubjectRegistered',
    schema_version: 2,
    subject_id: shop.id,
    occurred_at: '2020-01-01T00:00:00.000Z',
    region,
    data: {
      name,
      subject_type: 'enterprise',
      address_operating:
        random.pick([`福建省${city}${district}`, `${city}${district}`, district]) + street,
      ...(random.chance(0.5) ? { phone: shop.phone } : {}),
    },
  }
}

function call(random: Random, shop: Shop, subject_id: string): TestEvent {
  const name = misheard(random, calledName(random, shop))
  const address = calledAddress(random, shop)
  return {
    id: subject_id,
    type: 'TicketDispatched',
    schema_version: 2,
    subject_id,
    occurred_at: '2026-03-01T00:00:00.000Z',
    region: random.chance(0.85) ? shop.region : `${shop.region.slice(0, 4)}00`,
    data: {
      ticket_number: subject_id,
      respondent_name: name,
      ...(address === undefined ? {} : { respondent_address: address }),
      ...(random.chance(0.15) ? { respondent_phone: shop.phone } : {}),
    },
  }
}

function calledName(random: Random, { brand, trade, branch, region }: Shop): string {
  const [city, district] = placesOf(region)
  const called = random.pick([
    brand + trade[0],
    brand + trade[0],
    brand + trade[2],
    `${city}${brand}${trade[1]}有限公司`,
    `${district}${brand}${trade[0]}`,
    brand,
  ])
  return branch !== '' && random.chance(0.6)
    ? called + random.pick([`（${branch}店）`, `(${branch}分店)`])
    : called
}

/** One in twelve is written as it was heard. */
function misheard(random: Random, name: string): string {
  if (!random.chance(1 / 12)) return name
  const heard = Array.from(name).find((character) => character in MISHEARD)
  if (heard !== undefined) return name.replace(heard, MISHEARD[heard] ?? heard)
  return name.length > 4 ? name.slice(0, 1) + name.slice(2) : name
}

function calledAddress(random: Random, { region, road, house, room }: Shop): string | undefined {
  const [city, district] = placesOf(region)
  const place = random.pick(['', '', district, `${city}${district}`])
  const how = random.fraction()
  if (how < 0.25) return undefined
  if (how < 0.4) return `${place}${road}路附近`
  const number = random.chance(0.15) ? inCharacters(house) : String(house)
  // Who looks at the next door is off by two.
  const written = random.chance(0.05) ? String(house + 2) : number
  return `${place}${road}路${written}号${room !== '' && random.chance(0.5) ? `${room}室` : ''}`
}

function inCharacters(house: number): string {
  return Array.from(String(house), (digit) => DIGITS[Number(digit)] ?? digit).join('')
}

function placesOf(region: string): readonly [city: string, district: string] {
  // The codes above are in the table.
  const code = region as RegionCode
  return [regionName(`${code.slice(0, 4)}00` as RegionCode), regionName(code)]
}
