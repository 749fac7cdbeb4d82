import { z } from 'zod'

/** All roles but that of whoever shows no credentials. */
export const ROLES_OF_PEOPLE = [
  'administrator',
  'supervisor',
  'regulator',
  'department',
  'analyst',
  'auditor',
] as const

/**
 * What somebody may do here. A role is granted for a region, a domain and a department, each of
 * which may be left open.
 *
 *  - `administrator` keeps accounts, keys, organisations and settings, and by that sees no file
 *  - `supervisor` decides over others' work and rights
 *  - `regulator` works on alerts
 *  - `department` streams events and sees what it sent
 *  - `analyst` asks about history, rules and backtests
 *  - `auditor` reads who did what
 *  - `public` sees what the law has published
 */
export const ROLES = [...ROLES_OF_PEOPLE, 'public'] as const
export const RoleName = z.enum(ROLES)
export type RoleName = z.infer<typeof RoleName>
