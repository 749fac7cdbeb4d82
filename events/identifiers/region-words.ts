import { REGION_TILES } from '#/identifiers/region-tiles.ts'

/* What people leave out when they write the name of a region. */

const SHORT_PROVINCES: ReadonlyMap<string, string> = new Map(
  REGION_TILES.map(({ code, zh }) => [code, zh]),
)

/** What kind of division it is stands at the end; longer words first. */
const ENDINGS = ['自治州', '自治县', '自治旗', '矿区', '林区', '特区', '新区', '地区', '街道', '镇']
const SHORT_ENDINGS = ['市', '区', '县', '盟', '州', '旗', '乡']

/** Of autonomous areas, named before the ending. Many have several. */
const PEOPLES =
  '蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 ' +
  '傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 ' +
  '仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 ' +
  '鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 各族 蒙古 哈萨克 柯尔克孜'
const PEOPLE = new RegExp(`(?:${PEOPLES.split(' ').join('|')})$`)

/** As it is called in short 简称; undefined where nothing can be left out. */
export function shortRegionName(code: string, name: string): string | undefined {
  const ofProvince = SHORT_PROVINCES.get(code)
  if (ofProvince !== undefined && name.startsWith(ofProvince)) return ofProvince
  const ending = [...ENDINGS, ...SHORT_ENDINGS].find((one) => name.endsWith(one))
  if (ending === undefined) return undefined
  let short = name.slice(0, -ending.length)
  if (ending.startsWith('自治')) while (PEOPLE.test(short)) short = short.replace(PEOPLE, '')
  // 滑县 is not called 滑.
  return short.length >= 2 ? short : undefined
}

/** As names are compared: without blanks, in the usual width. */
export function comparedRegionName(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/gu, '')
}
