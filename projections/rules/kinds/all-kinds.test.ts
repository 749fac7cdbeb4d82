import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ALL_KINDS } from '#/rules/kinds/all-kinds.ts'
import { countKind } from '#/rules/kinds/count/kind.ts'
import type { CountRule } from '#/rules/kinds/count/parameters.ts'
import { defineKind } from '#/rules/kinds/define-kind.ts'
import { peerKind } from '#/rules/kinds/peer/kind.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { sumKind } from '#/rules/kinds/sum/kind.ts'

test('every kind has a name of its own', () => {
  const names = ALL_KINDS.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})

test('every kind has its row in the README, and its folder what the property tests draw', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  for (const { name } of ALL_KINDS) {
    // Not `toContain`, which would print the whole README.
    const row = readme.includes(`\n| \`${name}\` | `)
    expect(row, `projections/rules/README.md has no row for the kind ${name}`).toBe(true)
    const file = `${name}/parameters.arbitrary.ts`
    const drawn = existsSync(new URL(file, import.meta.url))
    expect(drawn, `projections/rules/kinds/${file} is missing`).toBe(true)
  }
})

describe('the compiler refuses', () => {
  // What is shown here is that these lines need their comments: without an error they fail.
  test('a kind that lacks a part', () => {
    const { ledgerSql: _, ...lacking } = countKind
    // @ts-expect-error -- a ledger is missing
    expect(defineKind<CountRule>(lacking)).toBe(lacking)
  })

  test('a kind that does not say how it explains a warning', () => {
    const { explain: _, ...lacking } = countKind
    // @ts-expect-error -- an explanation is missing
    expect(defineKind<CountRule>(lacking)).toBe(lacking)
  })

  test('a kind on snapshots that lacks a part', () => {
    const { passesSnapshot: _, ...lacking } = peerKind
    // @ts-expect-error -- nobody knows when a snapshot is due
    expect(defineKind<PeerRule, 'snapshots'>(lacking)).toBe(lacking)
  })

  test("a part of another kind's", () => {
    const mixed = { ...countKind, warningsSql: sumKind.warningsSql }
    // @ts-expect-error -- this statement needs the parameters of a sum
    expect(defineKind<CountRule>(mixed)).toBe(mixed)
  })
})
