import { expect, test } from 'vitest'
import { whyNot, type Stand } from '#/alert/offers.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const LATER = '2026-03-01T00:30:00.000Z'
const RAISED: Stand = {
  state: 'raised',
  level: 'yellow',
  finding: null,
  owner: null,
  unit: null,
  claimed_by: null,
  claimed_until: null,
  closing_proposed_by: null,
  supervised_by: null,
  merged_into: null,
  merged_alerts: [],
  further_subjects: [],
}

const ask = (step: Parameters<typeof whyNot>[0], more: Partial<Stand> = {}) =>
  whyNot(step, { ...RAISED, ...more }, 'me', NOW)

test('what waits is signed for before it is verified, disposed of and fed back', () => {
  expect(ask('sign')).toBeUndefined()
  expect(ask('verify')).toBe('not_signed')
  expect(ask('dispose')).toBe('not_verified')
  expect(ask('feed-back')).toBe('not_disposed')
  expect(ask('verify', { state: 'signed_for' })).toBeUndefined()
})

test('a claim of somebody else keeps others from signing until it ends', () => {
  const claim = { claimed_by: 'other', claimed_until: LATER }
  expect(ask('sign', claim)).toBe('claimed')
  expect(ask('sign', { ...claim, claimed_by: 'me' })).toBeUndefined()
  expect(ask('sign', { ...claim, claimed_until: '2026-02-28T23:00:00.000Z' })).toBeUndefined()
})

test('what was not substantiated is fed back, not disposed of', () => {
  const verified = { state: 'verified', finding: 'not_substantiated' } as const
  expect(ask('dispose', verified)).toBe('not_substantiated')
  expect(ask('feed-back', verified)).toBeUndefined()
  expect(ask('feed-back', { ...verified, finding: 'substantiated' })).toBe('not_disposed')
})

test('nobody confirms their own closing', () => {
  expect(ask('confirm-closing')).toBe('not_proposed')
  expect(ask('confirm-closing', { closing_proposed_by: 'me' })).toBe('own_proposal')
  expect(ask('confirm-closing', { closing_proposed_by: 'other' })).toBeUndefined()
  expect(ask('decline-closing', { closing_proposed_by: 'me' })).toBeUndefined()
})

test('what is closed is reopened and talked about, and nothing else', () => {
  const closed = { state: 'closed' } as const
  expect(ask('reopen', closed)).toBeUndefined()
  expect(ask('comment', closed)).toBeUndefined()
  expect(ask('urge', closed)).toBe('closed')
  expect(ask('reopen')).toBe('not_closed')
})
