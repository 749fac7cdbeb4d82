import { GrantedRole } from '@jianwei/events/access/account-events.ts'
import { SendingScope } from '@jianwei/events/access/sending-scope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { z } from 'zod'

/** What was given on the command line is no role, scope or name. */
export class AccessOrderRefused extends DomainError {
  override readonly name = 'AccessOrderRefused'
  readonly code = 'ACCESS_ORDER_REFUSED'
}

export interface ScopeOptions {
  readonly sources: string
  readonly types?: string
  readonly regions?: string
}

/** Lists with commas; what is left out is not limited. */
export function givenScope({ sources, types, regions }: ScopeOptions): SendingScope {
  return parsed(SendingScope, {
    sources: listed(sources),
    event_types: types === undefined ? null : listed(types),
    regions: regions === undefined ? null : listed(regions),
  })
}

export interface GrantOptions {
  readonly role: string
  readonly region?: string
  readonly domain?: string
  readonly department?: string
}

export function givenGrant(options: GrantOptions): GrantedRole {
  const { role, region = null, domain = null, department = null } = options
  return parsed(GrantedRole, { role, region, domain, department })
}

/** Throws AccessOrderRefused with everything that does not fit. */
export function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'value'}: ${message}`,
  )
  throw new AccessOrderRefused(problems.join('\n'))
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
