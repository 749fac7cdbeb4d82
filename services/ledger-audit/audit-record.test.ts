import { expect, test } from 'vitest'
import { loadAuditRecord, NOTHING_AUDITED, standingOf } from '#/ledger-audit/audit-record.ts'

const STANDING = {
  audit_id: '8b8f3a3c-6f5a-5b55-9b1a-0d4f6f5f3a10',
  ledger: 'warnings',
  rule_id: 'a',
  rule_version: 1,
  share: { number: 1, of: 1 },
  differences: 3,
}

const WARNINGS = ['8b8f3a3c-6f5a-5b55-9b1a-0d4f6f5f3a11']

test.each([
  ['an older program saved', STANDING, { ...STANDING, warnings: [], compared: [] }],
  [
    'this one saves',
    { ...STANDING, warnings: WARNINGS, compared: [{ number: 2, of: 30 }] },
    { ...STANDING, warnings: WARNINGS, compared: [{ number: 2, of: 30 }] },
  ],
])('a record is read as %s it', async (_, saved, standing) => {
  const value = JSON.stringify({ ...NOTHING_AUDITED, standing: [saved] })
  const { record } = await loadAuditRecord({ load: async () => ({ value, version: 4 }) })
  expect(record.standing).toEqual([standing])
  expect(standingOf(record)).toMatchObject({
    differences: 3,
    rules: [{ rule_id: 'a', rule_version: 1 }],
  })
})
