import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { readCoverage, rulesOf } from '@jianwei/tools/generate/coverage.ts'
import { withPacksTables } from '@jianwei/tools/generate/packs-tables.ts'
import { readSource } from '#/support/source-tree.ts'

const files = await readRuleFiles(shippedRules())
const coverage = readCoverage()
const entries = [...Object.entries(coverage.rules), ...Object.entries(coverage.deadlines)]
const named = [...entries.flatMap(([, entry]) => rulesOf(entry)), ...Object.keys(coverage.others)]

describe('the list of what the packs cover', () => {
  test('has each condition and each time limit of docs/domain once', () => {
    const [conditions, limits] = [rowIds('rules.md'), rowIds('time-limits.md')]
    expect([conditions.length, limits.length]).toEqual([66, 56])
    expect(Object.keys(coverage.rules)).toEqual(conditions)
    expect(Object.keys(coverage.deadlines)).toEqual(limits)
  })

  test('names no rule that is not shipped', () => {
    const shipped = new Set(files.map(({ rule }) => rule.id))
    expect(named.filter((id) => !shipped.has(id))).toEqual([])
  })

  test('names every rule that is shipped', () => {
    const known = new Set(named)
    expect(files.map(({ rule }) => rule.id).filter((id) => !known.has(id))).toEqual([])
  })

  test('names no rule twice under one id', () => {
    const twice = entries.filter(
      ([, entry]) => new Set(rulesOf(entry)).size < rulesOf(entry).length,
    )
    expect(twice.map(([id]) => id)).toEqual([])
  })

  test('says of at least 45 of the rules and 25 of the deadlines that they are in', () => {
    const present = (part: typeof coverage.rules): number =>
      Object.values(part).filter((entry) => rulesOf(entry).length > 0).length
    expect(present(coverage.rules)).toBeGreaterThanOrEqual(45)
    expect(present(coverage.deadlines)).toBeGreaterThanOrEqual(25)
  })
})

describe('a shipped rule', () => {
  const packs = files.map(({ path, rule }) => ({
    pack: basename(dirname(path)),
    file: basename(path, '.yaml'),
    rule,
  }))

  test('lies in a file of its own name', () => {
    expect(packs.filter(({ file, rule }) => file !== rule.id).map(({ file }) => file)).toEqual([])
  })

  test('lies in the pack of its class, or in the one about supervisors', () => {
    const astray = packs.filter(
      ({ pack, rule }) => pack !== 're-supervision' && pack !== rule.class,
    )
    expect(astray.map(({ rule }) => rule.id)).toEqual([])
  })

  test('calls itself a template and its number a default in its text where it is one', () => {
    const templates = packs.filter(({ rule }) => rule.class === 'template')
    expect(templates.length).toBeGreaterThan(5)
    const silent = templates.filter(
      ({ rule }) => !/^Template\b/.test(rule.text.en) || !rule.text.zh.startsWith('模板规则'),
    )
    expect(silent.map(({ rule }) => rule.id)).toEqual([])
  })

  test('can open an alert: what it waits for ends before its anchor is too old', () => {
    const silent = files.filter(({ rule }) => daysWaited(rule) >= rule.alert_anchor_age_days)
    expect(silent.map(({ rule }) => rule.id)).toEqual([])
  })

  test('cites the law, the notice or the report itself, never a file or a number of ours', () => {
    const sources = files.flatMap(({ rule }) =>
      rule.legal_basis.map(({ source }) => ({ id: rule.id, source })),
    )
    expect(sources.length).toBeGreaterThan(100)
    const ours = /\.(?:md|ya?ml|ts|sql)\b|\b(?:R\d\d|D\d{1,2}|LL?\d{1,2}|W\d{1,2}|C\d{1,2})\b/
    expect(sources.filter(({ source }) => ours.test(source))).toEqual([])
  })

  test('says of practice whether only a report of it was found', () => {
    const reported = files.flatMap(({ rule }) =>
      rule.legal_basis
        .filter(({ law, source }) => /报道|转载/.test(law) && !source.startsWith('公开报道'))
        .map(({ law }) => `${rule.id}: ${law}`),
    )
    expect(reported).toEqual([])
  })
})

test('the tables of the packs are in step; run `npm run docs:packs` if they are not', () => {
  const readme = readFileSync(join(shippedRules(), 'README.md'), 'utf8')
  expect(readme).toBe(withPacksTables(readme, { files, coverage }))
})

/**
 * Calendar days from the anchor to the warning, at most; 0 where the anchor is the warning's own
 * time.
 */
function daysWaited(rule: Rule): number {
  if (rule.kind === 'silence') return rule.parameters.silent_seconds / 86_400
  if (rule.kind !== 'deadline') return 0
  const { due } = rule.parameters
  switch (due.in) {
    case 'hours':
      return due.count / 24
    case 'calendar_days':
      return due.count
    case 'working_days':
      // A week has five of them, and the longest holidays take some more.
      return due.count * 1.4 + 15
    case 'field':
      return 0
  }
}

/** What stands first in the rows of the tables on a page of `docs/domain`: R01, D1 … */
function rowIds(page: string): readonly string[] {
  const rows = readSource(`docs/domain/${page}`).text.matchAll(/^\| ([RD]\d+) \|/gm)
  // The pattern has one group.
  return [...rows].map(([, id]) => id!)
}
