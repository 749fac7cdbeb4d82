import { expect, test } from 'vitest'
import { valueOfText, withValue } from '#/parts/yaml-edit.ts'

const TEXT = `# Agreed on 1 March.
id: late
version: 1
title: { en: Late, zh: 逾期 } # short
text:
  en: >-
    One line
    and another.
  zh: 一行。
kind: count
parameters:
  of: { events: [PenaltyDecided] } # all of them
  at_least: 2
`

test('one value is replaced, and nothing else moves', () => {
  const changed = withValue(TEXT, ['parameters', 'at_least'], 3)
  expect(changed).toBe(TEXT.replace('at_least: 2', 'at_least: 3'))
  expect(withValue(TEXT, ['title', 'en'], 'Too late')).toBe(TEXT.replace('Late,', 'Too late,'))
})

test('a list in one line stays there, with the comment behind it', () => {
  expect(withValue(TEXT, ['parameters', 'of', 'events'], ['CaseFiled', 'CaseClosed'])).toBe(
    TEXT.replace('[PenaltyDecided]', '[CaseFiled, CaseClosed]'),
  )
})

test('a folded text takes a new one, and lines of it are kept', () => {
  for (const en of ['All new.', 'One\nTwo: 2', '']) {
    const changed = withValue(TEXT, ['text', 'en'], en)
    expect(valueOfText(changed)).toMatchObject({ text: { en, zh: '一行。' }, kind: 'count' })
    expect(changed).toContain('# all of them')
  }
})

test('what would read as something else is quoted', () => {
  for (const zh of ['yes: no', '# 1', 'true', '5', ''])
    expect(valueOfText(withValue(TEXT, ['title', 'zh'], zh))).toMatchObject({ title: { zh } })
})

test('a new field is added and one without a value taken out, and comments stay', () => {
  const added = withValue(TEXT, ['parameters', 'window'], '30 days')
  expect(valueOfText(added)).toMatchObject({ parameters: { at_least: 2, window: '30 days' } })
  for (const comment of ['# Agreed', '# short', '# all of them']) expect(added).toContain(comment)
  expect(withValue(added, ['parameters', 'window'], undefined)).not.toContain('window')
})

test('a text that is no YAML stays as it is', () => {
  expect(withValue('id: [', ['id'], 'x')).toBe('id: [')
  expect(valueOfText('id: [')).toBeUndefined()
  expect(valueOfText('id: *nothing')).toBeUndefined()
})
