import fc from 'fast-check'
import { pinyin } from 'pinyin-pro'
import { expect, test } from 'vitest'
import { readingsOf, typedPinyin } from '#/subject-lookup/pinyin.ts'

/** As the version of the dictionary reads them with which the rows were written. */
test.each([
  ['厦门行政服务中心', [' xia men xing zheng fu wu zhong xin', 'xmxzfwzx']],
  ['重庆小面', [' chong qing xiao mian', 'cqxm']],
  ['朝阳银行', [' chao yang yin hang', 'cyyh']],
  ['绿色食品', [' lv se shi pin', 'lssp']],
  ["7天 Bob's餐饮（店）", [' 7 tian bobs can yin dian', '7tbobscyd']],
  ['曾记', [' ceng ji', 'cj'], [' zeng ji', 'zj']],
  ['單記麵館', [' dan ji mian guan', 'djmg']],
])('%s is read by its words, and by its surname where that differs', (name, ...readings) => {
  expect(readingsOf(name).map(({ pinyin, initials }) => [pinyin, initials])).toEqual(readings)
})

const anyName = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom(
          ...Array.from('厦门重庆朝阳银行单记曾解万俟绿女旅一不了长乐餐饮店有限公司號麵館'),
        ),
      },
      fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code)),
      // Rare characters, also beyond the first plane.
      fc.integer({ min: 0x3400, max: 0x4dbf }).map((code) => String.fromCodePoint(code)),
      fc.integer({ min: 0x20000, max: 0x2a6df }).map((code) => String.fromCodePoint(code)),
      fc.constantFrom(...Array.from("aB7 ü'.（）〇々ー"), 'lǜ', '😀', '\ud800'),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''))

test('it is read as the package says of each character by itself', () => {
  const all = (name: string, surname: 'off' | 'head') =>
    pinyin(name, { type: 'all', toneType: 'none', nonZh: 'consecutive', v: true, surname })
  const letters = (text: string): string =>
    text
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll('u\u0308', 'v')
      .replace(/[^a-z0-9]/g, '')
  fc.assert(
    fc.property(anyName, (name) => {
      const byWords = all(name, 'off')
      const head = /^\p{Script=Han}{1,2}/u.exec(name)?.[0] ?? ''
      const asSurname = head === '' ? [] : all(head, 'head')
      const read = [byWords, [...asSurname, ...byWords.slice(asSurname.length)]].map((parts) => ({
        pinyin: parts
          .map((one) => letters(one.isZh ? one.pinyin : one.origin))
          .map((text) => (text === '' ? '' : ` ${text}`))
          .join(''),
        initials: parts
          .map(({ isZh, pinyin: syllable, origin }) =>
            isZh ? letters(syllable).charAt(0) : letters(origin),
          )
          .join(''),
      }))
      const different = read[0]?.pinyin === read[1]?.pinyin ? read.slice(0, 1) : read
      expect(readingsOf(name)).toEqual(byWords.some(({ isZh }) => isZh) ? different : [])
    }),
    { numRuns: 3_000 },
  )
})

test('a name without Chinese characters has no reading', () => {
  expect(readingsOf('Golden Dragon 88')).toEqual([])
})

test.each([
  ['Xia Men', 'xiamen'],
  ["xi'an", 'xian'],
  ['ＸＭ', 'xm'],
  ['lǜ', 'lv'],
  ['7tian', '7tian'],
  ['91350200', undefined],
  ['厦门xm', undefined],
  ['%_', undefined],
  ['', undefined],
])('%s is typed for %s', (typed, read) => {
  expect(typedPinyin(typed)).toBe(read)
})
