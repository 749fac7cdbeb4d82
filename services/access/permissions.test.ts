import { expect, test } from 'vitest'
import { grantsFor, permissionOf } from '#/access/permissions.ts'
import type { Principal } from '#/access/principal.ts'

const NOBODY = { roles: [] }
const HERE = { region: '330200', domain: null, department: null }
const regulator: Principal = {
  actor: 'regulator',
  kind: 'person',
  grants: [{ role: 'regulator', ...HERE }],
}

test('an address that nobody named is asked by nobody', () => {
  expect(permissionOf('GET', '/v1/secrets')).toBeUndefined()
  expect(permissionOf('DELETE', '/v1/alerts/:alert_id')).toBeUndefined()
})

test('what is named with a star holds for all below, and HEAD is as GET', () => {
  expect(permissionOf('POST', '/v1/alerts/:alert_id/sign')).toBe(
    permissionOf('POST', '/v1/alerts/*'),
  )
  expect(permissionOf('HEAD', '/v1/alerts')).toBe(permissionOf('GET', '/v1/alerts'))
})

test('who has a limit is not shown numbers about all of the platform', () => {
  const whole = permissionOf('GET', '/v1/completeness') ?? NOBODY
  const supervisor = { ...regulator, grants: [{ role: 'supervisor', ...HERE } as const] }
  const unlimited = { ...HERE, region: null }
  expect(grantsFor(whole, supervisor)).toBeUndefined()
  expect(
    grantsFor(whole, { ...supervisor, grants: [{ role: 'supervisor', ...unlimited }] }),
  ).toHaveLength(1)
})

test('an administrator and an auditor are shown no files', () => {
  const alerts = permissionOf('GET', '/v1/alerts') ?? NOBODY
  for (const role of ['administrator', 'auditor', 'public', 'department'] as const)
    expect(grantsFor(alerts, { ...regulator, grants: [{ role, ...HERE }] })).toBeUndefined()
  expect(grantsFor(alerts, regulator)).toEqual(regulator.grants)
})
