import { expect, test } from 'vitest'
import type { AccountEvent } from '#/access/account.ts'
import { accountDecider, isValid } from '#/access/decider.ts'
import type { RoleName } from '#/access/roles.ts'
import { outOfScope, type SendingScope } from '#/access/sending-scope.ts'
import { stateAfter } from '#/decider.ts'
import type { Instant } from '#/instant.ts'

const NOW = '2026-03-20T02:00:00.000Z' as Instant
const LATER = '2026-03-21T02:00:00.000Z' as Instant
const by = { actor: 'local:administrator', reason: 'asked for' }

const opened = (kind: 'person' | 'service'): AccountEvent => ({
  type: 'AccountOpened',
  data: { account: 'chen', kind, ...by },
})
const granted = (role: RoleName): AccountEvent => ({
  type: 'RoleGranted',
  data: {
    account: 'chen',
    grant: { role, region: null, domain: null, department: null },
    ...by,
  },
})
const issued = (key_id: string): AccountEvent => ({
  type: 'ApiKeyIssued',
  data: {
    account: 'chen',
    key_id,
    key_hash: 'ab',
    sends: null,
    expires_at: LATER,
    ...by,
  },
})

function decide(before: readonly AccountEvent[], command: AccountEvent, now = NOW) {
  return accountDecider.decide({ ...command, now }, stateAfter(accountDecider, before))
}

test.each([
  ['administrator', 'auditor'],
  ['auditor', 'administrator'],
  ['administrator', 'supervisor'],
  ['supervisor', 'auditor'],
] as const)('%s and %s are never one account', (held, wanted) => {
  expect(() => decide([opened('person'), granted(held)], granted(wanted))).toThrow(
    expect.objectContaining({ code: 'DUTIES_TOGETHER' }),
  )
})

test('who works on alerts may also lead, and a role that was withdrawn stands in nobody’s way', () => {
  const before = [opened('person'), granted('regulator')]
  expect(decide(before, granted('supervisor'))).toHaveLength(1)
  const { data } = granted('administrator')
  // The event was made two lines above.
  const withdrawn = { type: 'RoleWithdrawn', data } as AccountEvent
  const after = [opened('person'), granted('administrator'), withdrawn]
  expect(decide(after, granted('auditor'))).toHaveLength(1)
})

test('the same again is nothing new, and a name is given once', () => {
  expect(decide([opened('person'), granted('analyst')], granted('analyst'))).toEqual([])
  expect(() => decide([opened('person')], opened('person'))).toThrow('given once')
  const closed: AccountEvent = { type: 'AccountClosed', data: { account: 'chen', ...by } }
  expect(() => decide([opened('person'), closed], opened('person'))).toThrow('given once')
  expect(() => decide([opened('person'), closed], granted('analyst'))).toThrow('closed')
})

test('a link sets one password, before it ends', () => {
  const invited: AccountEvent = {
    type: 'AccountInvited',
    data: { account: 'chen', link_hash: 'l1', expires_at: LATER, ...by },
  }
  const set: AccountEvent = {
    type: 'PasswordSet',
    data: { account: 'chen', password_hash: '$argon2id$x', link_hash: 'l1' },
  }
  expect(decide([opened('person'), invited], set)).toEqual([set])
  expect(() => decide([opened('person'), invited], set, LATER)).toThrow('has ended')
  expect(() => decide([opened('person'), invited, set], set)).toThrow('used before')
  expect(() => decide([opened('service')], invited)).toThrow('gets keys')
})

test('a key that got a successor is valid until it ends, and gets no second one', () => {
  const rotated: AccountEvent = {
    type: 'ApiKeyRotated',
    data: {
      account: 'chen',
      key_id: 'k1',
      successor_id: 'k2',
      ends_at: '2026-03-20T12:00:00.000Z' as Instant,
      ...by,
    },
  }
  const before = [opened('service'), issued('k1'), issued('k2'), rotated]
  const [old, successor] = stateAfter(accountDecider, before)?.keys ?? []
  if (old === undefined || successor === undefined) return expect.unreachable()
  const valid = (at: string) => [old, successor].map((key) => isValid(key, at as Instant))
  expect(valid('2026-03-20T11:59:59.000Z')).toEqual([true, true])
  expect(valid('2026-03-20T12:00:00.000Z')).toEqual([false, true])
  expect(() => decide(before, rotated)).toThrow('has a successor: k2')
  expect(() => decide([opened('person')], issued('k1'))).toThrow('keys are for services')
})

test('what is out of scope names the attribute and what is allowed there', () => {
  const scope: SendingScope = {
    sources: ['urn:example:market-bureau', 'urn:example:hotline:*'],
    event_types: ['ComplaintReceived'],
    regions: ['350100' as never],
  }
  const event = { source: 'urn:example:market-bureau', type: 'ComplaintReceived', region: '350102' }
  const paths = (change: object) => outOfScope(scope, { ...event, ...change }).map((x) => x.path)
  expect(paths({})).toEqual([])
  expect(paths({ source: 'urn:example:hotline:12345' })).toEqual([])
  expect(paths({ source: 'urn:example:other' })).toEqual(['source'])
  expect(paths({ type: 'PenaltyDecided', region: '330100' })).toEqual(['type', 'region'])
  expect(paths({ region: null })).toEqual(['region'])
  expect(paths({ type: 'FactRetracted', region: null })).toEqual([])
})
