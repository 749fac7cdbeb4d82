import { expect, test } from 'vitest'
import { parseTemplate } from '#/intake/mapping/template.ts'

const columns: Record<string, string> = { county: '臺中市', 'doc.no': '40-100' }
const fill = (text: string): string | undefined =>
  parseTemplate(text)?.fill((column) => columns[column])

test.each([
  ['{county}:{doc.no}', '臺中市:40-100'],
  ['plain', 'plain'],
  ['{{{county}}}', '{臺中市}'],
  ['', ''],
])('%j gives %j', (text, filled) => {
  expect(fill(text)).toBe(filled)
})

test('a template with an empty column gives nothing', () => {
  expect(fill('{county}-{absent}')).toBeUndefined()
})

test.each(['{county', 'county}', '{}', '{a{b}}'])('%j does not close', (text) => {
  expect(parseTemplate(text)).toBeUndefined()
})
