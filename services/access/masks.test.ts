import { expect, test } from 'vitest'
import {
  HIDDEN,
  maskAddress,
  maskBankCard,
  maskIdNumber,
  maskInFreeText,
  maskName,
  maskTelephone,
} from '#/access/masks.ts'

// Made up: the check characters are right, the persons are not.
const ID_NUMBER = '350203199001011248'

test('a name keeps its first character, or a surname of two', () => {
  expect(['张三', '欧阳明日', '欧阳', '李', 'Alice Example', ' 王小明 '].map(maskName)).toEqual([
    '张*',
    '欧阳*',
    '欧*',
    '*',
    'A*',
    '王*',
  ])
})

test('numbers keep what tells them apart, and no more', () => {
  expect(maskIdNumber(ID_NUMBER)).toBe('3502**********1248')
  expect(maskIdNumber('350203900101123')).toBe('3502*******1123')
  expect(maskIdNumber('E12345678')).toBe('E1*****78')
  expect(maskIdNumber('12345')).toBe('*****')
  expect(
    ['13812345678', '+86 138-1234-5678', '0592-1234567', '1234567', '110'].map(maskTelephone),
  ).toEqual(['138****5678', '138****5678', '059****4567', '*****67', HIDDEN])
  expect(maskBankCard('6222 0212 3456 7890 128')).toBe('***************0128')
})

test('an address ends with its district or street', () => {
  expect(
    [
      '厦门市思明区湖滨南路88号501室',
      '福建省厦门市思明区莲前街道莲花五村12号',
      '思明区张三家',
      '思明区示例小区3栋',
      '12 Example Road',
      '不详',
    ].map(maskAddress),
  ).toEqual([
    '厦门市思明区湖滨南路***',
    '福建省厦门市思明区莲前街道***',
    '思明区***',
    '思明区***',
    '***',
    '***',
  ])
})

test('numbers and given names are masked within a text, however they are written', () => {
  const texts = [
    `张三（${ID_NUMBER}）来电13812345678`,
    `身份证 350203 19900101 1248，电话 138-1234-5678`,
    `３５０２０３１９９００１０１１２４８ 与 ＋８６１３８１２３４５６７８`,
    '卡号6222021234567890128，座机0592-1234567',
    '旧证350203900101123',
    `%33%35%30${ID_NUMBER.slice(3)}`,
    '验错 350203199001011234',
    '单号 2026030112345678，金额 13800 元',
  ]
  expect(texts.map((text) => maskInFreeText(text, ['张三']))).toEqual([
    '张*（3502**********1248）来电138****5678',
    '身份证 3502**********1248，电话 138****5678',
    '3502**********1248 与 138****5678'.replace('3502', '３５０２').replace('1248', '１２４８'),
    '卡号***************0128，座机059****4567',
    '旧证3502*******1123',
    HIDDEN,
    '验错 3502**********1234',
    '单号 2026030112345678，金额 13800 元',
  ])
})
