import { expect, test } from 'vitest'
import { bytesOfBase64, hexRows, hidesSomething, textOf } from '#/sources/bytes.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('base64 gives back the bytes, and they their text', () => {
  const text = '{"id":"张\t1"}\n'
  const base64 = btoa(String.fromCharCode(...bytes(text)))
  expect(textOf(bytesOfBase64(base64))).toBe(text)
})

test('text in the encoding of an office is read by its content type', () => {
  const gbk = Uint8Array.of(0xc4, 0xb3, 0xb9, 0xab, 0xcb, 0xbe)
  expect(textOf(gbk, 'text/csv; charset=gb18030; columns=a')).toBe('某公司')
})

test('a byte order mark stays in the text', () => {
  expect(textOf(bytes('\uFEFFa'))).toBe('\uFEFFa')
})

test.each(['\uFEFFa', 'a\u200Bb', 'a\u0000', 'a\u202Eb'])('%j hides something', (text) => {
  expect(hidesSomething(text)).toBe(true)
})

test('tabs and line ends hide nothing', () => {
  expect(hidesSomething('张 a\tb\r\n')).toBe(false)
})

test('a dump has sixteen bytes a row, and no more rows than asked for', () => {
  expect(hexRows(bytes('0123456789abcdef张\n'), 9)).toEqual([
    {
      offset: '00000000',
      hex: '30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66',
      ascii: '0123456789abcdef',
    },
    { offset: '00000010', hex: 'e5 bc a0 0a', ascii: '....' },
  ])
  expect(hexRows(bytes('0123456789abcdef0'), 1)).toHaveLength(1)
})
