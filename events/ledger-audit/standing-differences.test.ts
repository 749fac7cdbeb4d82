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
