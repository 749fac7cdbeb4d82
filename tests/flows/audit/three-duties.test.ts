import { property, array, assert, asyncProperty, constantFrom, record, boolean } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountEvent } from '@jianwei/events/access/account.ts'
import { accountDecider } from '@jianwei/events/access/decider.ts'
import { DutiesTogether } from '@jianwei/events/access/errors.ts'
import { ROLES, type RoleName } from '@jianwei/events/access/roles.ts'
import { recordEvent, streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import { AccessBook } from '@jianwei/services/sign-in/access-book.ts'
import { takeAccountSteps } from '@jianwei/services/sign-in/account-steps.ts'
import { principalOfAccount } from '@jianwei/services/sign-in/principals.ts'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'

/*
 * 三权分立: system (administrator), security (supervisor) and audit (auditor) are never one account,
 * whoever gives what at the same time, and whatever a log says.
 */

const DUTIES: readonly RoleName[] = ['administrator', 'supervisor', 'auditor']
const NOW = '2026-03-20T02:00:00.000Z' as Instant
const by = { actor: 'admin.lin', reason: 'asked for' }
const intake = intakeForEachTest()

const opened = (account: string): AccountEvent => ({
  type: 'AccountOpened',
  data: { account, kind: 'person', ...by },
})
const changed = (account: string, role: RoleName, isGiven: boolean): AccountEvent => ({
  type: isGiven ? 'RoleGranted' : 'RoleWithdrawn',
  data: { account, grant: { role, region: null, domain: null, department: null }, ...by },
})

function dutiesIn(roles: readonly RoleName[]): number {
  return new Set(roles.filter((role) => DUTIES.includes(role))).size
}

async function rolesOf(account: string): Promise<readonly RoleName[]> {
  const book = new AccessBook()
  await book.catchUp(intake.opened.log)
  return book.account(account)?.grants.map(({ role }) => role) ?? []
}

describe('no account holds two of the three duties', () => {
  test('whatever is given and taken away in whatever order', () => {
    const steps = array(record({ role: constantFrom(...ROLES), isGiven: boolean() }))
    assert(
      property(steps, (taken) => {
        let state = accountDecider.evolve(null, opened('chen'))
        for (const { role, isGiven } of taken) {
          try {
            const command = { ...changed('chen', role, isGiven), now: NOW }
            for (const event of accountDecider.decide(command, state))
              state = accountDecider.evolve(state, event)
          } catch (error) {
            expect(error).toBeInstanceOf(DutiesTogether)
          }
          expect(dutiesIn(state?.grants.map((grant) => grant.role) ?? [])).toBeLessThan(2)
        }
      }),
    )
  })

  test('where all three are given at the same time one is, and the others are refused', async () => {
    await assert(
      asyncProperty(
        array(constantFrom(...DUTIES), { minLength: 2, maxLength: 6 }),
        async (given) => {
          const account = `a${await intake.opened.log.head()}`
          await takeAccountSteps(intake.opened.log, [opened(account)], NOW)
          const outcomes = await Promise.allSettled(
            given.map((role) =>
              takeAccountSteps(intake.opened.log, [changed(account, role, true)], NOW),
            ),
          )
          const roles = await rolesOf(account)
          expect(dutiesIn(roles)).toBe(1)
          for (const [index, outcome] of outcomes.entries()) {
            const isHeld = given[index] === roles[0]
            expect(outcome.status).toBe(isHeld ? 'fulfilled' : 'rejected')
            if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DutiesTogether)
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  test('an administrator cannot become an auditor, nor give it to themselves', async () => {
    const { log } = intake.opened
    const lin = by.actor
    await takeAccountSteps(log, [opened(lin), changed(lin, 'administrator', true)], NOW)
    for (const role of ['auditor', 'supervisor'] as const)
      await expect(takeAccountSteps(log, [changed(lin, role, true)], NOW)).rejects.toThrow(
        DutiesTogether,
      )
    // All steps of an order or none: who gives both at once gives neither.
    const both = [opened('wang'), changed('wang', 'auditor', true)] as const
    await expect(
      takeAccountSteps(log, [...both, changed('wang', 'supervisor', true)], NOW),
    ).rejects.toThrow(DutiesTogether)
    expect(await rolesOf('wang')).toEqual([])
  })

  test('where a log says so all the same, none of the duties counts', async () => {
    const events = [opened('zhao'), ...DUTIES.map((role) => changed('zhao', role, true))]
    await appendOne(
      intake.opened.log,
      streamOf('account', 'zhao'),
      'any',
      [...events, changed('zhao', 'analyst', true)].map(({ type, data }, index) =>
        recordEvent({
          type,
          schema_version: 1,
          source: 'urn:example:by-hand',
          id: String(index),
          subject_id: 'platform:access',
          region: null,
          occurred_at: NOW,
          causation_id: null,
          data,
        }),
      ),
    )
    const book = new AccessBook()
    await book.catchUp(intake.opened.log)
    const account = book.account('zhao')
    expect(account && principalOfAccount(account).grants.map(({ role }) => role)).toEqual([
      'analyst',
    ])
  })
})
