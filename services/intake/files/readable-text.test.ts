import { expect, test } from 'vitest'
import { readableText, withSigns } from '#/intake/files/readable-text.ts'

/** 编号 in GB 18030, Big5 and UTF-16. */
const GB = Uint8Array.of(0xb1, 0xe0, 0xba, 0xc5)
const BIG5 = Uint8Array.of(0xbd, 0x73, 0xb8, 0xb9)

test('a text is read as it is said to be written, and as it looks where that is wrong', () => {
  expect(readableText(Buffer.from('编号'), undefined)).toBe('编号')
  expect(readableText(GB, 'gb18030')).toBe('编号')
  expect(readableText(GB, undefined)).toBe('编号')
  expect(readableText(BIG5, 'big5')).toBe('編號')
  expect(readableText(Buffer.from('编号', 'utf16le'), 'utf-16le')).toBe('编号')
  expect(readableText(Buffer.from('\ufeff编号', 'utf16le'), undefined)).toBe('编号')
})

test('bytes of no text leave the rest of it readable', () => {
  const torn = Buffer.concat([Buffer.from('编号 1 '), Uint8Array.of(0xff), Buffer.from(' 完')])
  expect(readableText(torn, undefined)).toBe('编号 1 \ufffd 完')
  expect(readableText(new Uint8Array(), undefined)).toBe('')
})

test('characters that nobody sees stand as their signs, line feeds as they are', () => {
  expect(withSigns('a\u0000b\tc\u007fd\u200be\r\nf\ng\u0085')).toBe('a␀b␉c␡d⟨200B⟩e\nf\ng⟨0085⟩')
  expect(withSigns('编号 1，🐟')).toBe('编号 1，🐟')
})
