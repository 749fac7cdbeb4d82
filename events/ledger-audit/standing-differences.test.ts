import { describe, expect, test } from 'vitest'
import { EARLIEST } from '#/instant.ts'
import type { AuditShare, LedgerAudited } from '#/ledger-audit/events.ts'
import { covers, standingAfter } from '#/ledger-audit/standing-differences.ts'

const share = (number: number, of: number): AuditShare => ({ number, of })
const rule = (rule_id: string, differences: number) =>
  ({
    ledger: 'warnings',
    rule_id,
    rule_version: 1,
    engine: 'process',
    warnings: 9,
    differences,
  }) as const

function audited(
  of: AuditShare,
  rules: LedgerAudited['rules'],
  not_audited: LedgerAudited['not_audited'] = [],
): LedgerAudited {
  return {
    audit_id: '8b8f3a3c-6f5a-5b55-9b1a-0d4f6f5f3a10',
    share: of,
    position: 10,
    clock: EARLIEST,
    audit_engine: 'sql',
    subjects: 1,
    rules,
    not_audited,
    warnings: 9,
    differences_count: 0,
    differences: [],
  }
}

const after = (...audits: readonly LedgerAudited[]) =>
  audits.reduce<ReturnType<typeof standingAfter>>(standingAfter, []).map(({ rule_id }) => rule_id)

describe('what stands of differences', () => {
  test.each<[string, readonly LedgerAudited[], readonly string[]]>([
    ['a difference stands', [audited(share(2, 30), [rule('a', 1)])], ['a']],
    [
      'the same share without one settles it',
      [audited(share(2, 30), [rule('a', 1)]), audited(share(2, 30), [rule('a', 0)])],
      [],
    ],
    [
      'another share says nothing of it',
      [audited(share(2, 30), [rule('a', 1)]), audited(share(3, 30), [rule('a', 0)])],
      ['a'],
    ],
    [
      'all of it covers every share',
      [audited(share(2, 30), [rule('a', 1)]), audited(share(1, 1), [rule('a', 0)])],
      [],
    ],
    [
      'a share covers no more than itself',
      [audited(share(1, 1), [rule('a', 1)]), audited(share(2, 30), [rule('a', 0)])],
      ['a'],
    ],
    [
      'a rule in force no more is settled, one that was not audited is not',
      [
        audited(share(1, 1), [rule('a', 1), rule('b', 2)]),
        audited(share(1, 1), [], [{ rule_id: 'b', rule_version: 1, reason: 'unreadable' }]),
      ],
      ['b'],
    ],
    [
      'found again counts once',
      [audited(share(1, 1), [rule('a', 1)]), audited(share(1, 1), [rule('a', 3)])],
      ['a'],
    ],
  ])('%s', (_, audits, expected) => {
    expect(after(...audits)).toEqual(expected)
  })

  test('a share covers those that lie in it', () => {
    expect(covers(share(1, 2), share(3, 6))).toBe(true)
    expect(covers(share(1, 2), share(4, 6))).toBe(false)
    expect(covers(share(2, 3), share(1, 2))).toBe(false)
    expect(covers(share(7, 7), share(7, 7))).toBe(true)
  })
})

const WARNING = '8b8f3a3c-6f5a-5b55-9b1a-0d4f6f5f3a11'
const OTHER = '8b8f3a3c-6f5a-5b55-9b1a-0d4f6f5f3a12'

/** An audit that names the warnings of rule `a` that differ, and may count more. */
function naming(of: AuditShare, warnings: readonly string[], count = warnings.length) {
  const named = { ledger: 'warnings', rule_id: 'a', rule_version: 1 } as const
  const sides = { subject_id: 'test:a', in_ledger: null, by_sql: null }
  return {
    ...audited(of, [rule('a', count)]),
    differences_count: count,
    differences: warnings.map((warning_id) => ({ ...named, warning_id, ...sides })),
  }
}

const nights = (numbers: readonly number[], warnings: readonly string[] = []) =>
  numbers.map((number) => naming(share(number, 30), warnings))
const numbersTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
const EVERYBODY = naming(share(1, 1), [WARNING])

describe('what is found of everybody and again by night', () => {
  test.each<[string, readonly LedgerAudited[], number]>([
    ['counts once', [EVERYBODY, naming(share(2, 30), [WARNING])], 1],
    ['counts beside what is found newly', [EVERYBODY, naming(share(2, 30), [OTHER])], 2],
    ['stands while a share was not compared since', [EVERYBODY, ...nights(numbersTo(29))], 1],
    ['is settled when each share was compared since', [EVERYBODY, ...nights(numbersTo(30))], 0],
    [
      'stands as the night found it, whatever the others say',
      [EVERYBODY, ...nights([2], [WARNING]), ...nights(numbersTo(30).filter((n) => n !== 2))],
      1,
    ],
    [
      'is settled by the night after that found it',
      [EVERYBODY, ...nights([2], [WARNING]), ...nights(numbersTo(30))],
      0,
    ],
    [
      'stands where a night left the rule out',
      [
        EVERYBODY,
        ...nights(numbersTo(29)),
        audited(share(30, 30), [], [{ rule_id: 'a', rule_version: 1, reason: 'failed' }]),
      ],
      1,
    ],
    [
      'is settled by shares of several divisions',
      [
        EVERYBODY,
        naming(share(2, 2), []),
        naming(share(1, 30), []),
        naming(share(2, 3), []),
        naming(share(1, 3), []),
      ],
      0,
    ],
    [
      'stands where these leave a gap',
      [EVERYBODY, naming(share(1, 3), []), naming(share(2, 2), [])],
      1,
    ],
    [
      'is settled too where an audit counts more than it names',
      [naming(share(1, 1), [WARNING], 150), ...nights(numbersTo(30))],
      0,
    ],
  ])('%s', (_, audits, expected) => {
    const standing = audits.reduce<ReturnType<typeof standingAfter>>(standingAfter, [])
    expect(standing.reduce((sum, { differences }) => sum + differences, 0)).toBe(expected)
  })

  test('what an older program noted is settled as well', () => {
    const { audit_id } = EVERYBODY
    const named = { ledger: 'warnings', rule_id: 'a', rule_version: 1 } as const
    const older = [{ audit_id, ...named, share: share(1, 1), differences: 2 }]
    expect(nights(numbersTo(30)).reduce(standingAfter, older)).toEqual([])
  })
})
