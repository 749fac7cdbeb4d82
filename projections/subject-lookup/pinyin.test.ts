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
