import { ROLES_OF_PEOPLE, type RoleName } from '@jianwei/events/access/roles.ts'
import type { Purpose } from '#/access/masking-policy.ts'
import type { Principal, RoleGrant } from '#/access/principal.ts'

/** Who may ask an address at all. What they are shown of it is limited by their grants besides. */
export interface Permission {
  /** `everybody`: also who is not signed in. */
  readonly roles: readonly RoleName[] | 'everybody'
  /**
   * Numbers about all of the platform, which mean nothing for a part of it: the role must be
   * granted without a region, a domain and a department.
   */
  readonly without_limits?: true
  /** Also a key that may send something: intake holds each event against what the key may. */
  readonly by_key?: true
  /** What personal fields are looked at for (`masking-policy.ts`); absent: to look something up. */
  readonly purpose?: Purpose
}

const EVERYBODY: Permission = { roles: 'everybody' }
const PUBLISHED: Permission = { ...EVERYBODY, purpose: 'publication' }

/** Facts and who they are about. A department sees what it sent. */
const FACTS = may('supervisor', 'regulator', 'analyst', 'department')
/** All facts, and which warnings rest on them. */
const HISTORY = may('supervisor', 'regulator', 'analyst')
/** Warnings and alerts, and why. */
const FILES: Permission = { ...may('supervisor', 'regulator', 'analyst'), purpose: 'handling' }
const HANDLING: Permission = { ...may('supervisor', 'regulator'), purpose: 'handling' }
/** Who may be shown a personal field in clear, for a reason that is on record. */
const UNMASKING = may('supervisor', 'regulator')
/** A number tells who has to do with whom: who works on matters, and who sent it. */
const SEARCH_BY_NUMBER = may('supervisor', 'regulator', 'department')
const RULES = may('supervisor', 'regulator', 'analyst', 'auditor')
const RULE_STEPS = may('supervisor', 'analyst')
/** A backtest looks at all of history, and its numbers are about all of it. */
const BACKTESTS = wholly('supervisor', 'analyst')
/** A silence may span the whole platform, and says how much it holds back there. */
const SILENCES = wholly('supervisor', 'auditor')
const SILENCE_STEPS = wholly('supervisor')
/** It says how many alerts it raises, wherever. */
const PUBLISHING = wholly('supervisor')
/** A table is about all alerts, and its trial looks at any of them. */
const ROUTING = wholly('supervisor')
/** By a notice the days of everybody are counted. */
const CALENDARS = wholly('supervisor')
/** Who decides an attribute decides it of all subjects. */
const AUTHORITIES = wholly('supervisor')
const ADMINISTRATION = may('administrator')
const SIGNED_IN = may(...ROLES_OF_PEOPLE)
/** Within what the role was granted for, and nobody else reads who did what. */
const AUDIT = may('auditor')
const WHOLE = wholly('supervisor', 'analyst', 'auditor')
/** Refused input lies nowhere, and holds what was sent as it was sent. */
const REFUSED = wholly('supervisor', 'department')

/** Files, within what a key may send; whoever is not granted it without limits sees their own. */
const IMPORTS: Permission = { ...may('supervisor', 'department'), by_key: true }

/**
 * Every address, by method and route, and the roles that may ask it; `*` stands for all below. What
 * is not here nobody may ask: a test walks all routes.
 */
const PERMISSIONS: Readonly<Record<string, Permission>> = {
  'GET /health/live': EVERYBODY,
  'GET /health/ready': EVERYBODY,
  'GET /metrics': EVERYBODY,
  'GET /openapi.json': EVERYBODY,
  'GET /': EVERYBODY,
  'GET /assets/*': EVERYBODY,
  'GET /docs': EVERYBODY,
  'GET /docs/*': EVERYBODY,

  // What is published, and what anybody may send in. None of it is limited by a scope.
  'GET /v1/public/*': PUBLISHED,
  'POST /v1/public/*': PUBLISHED,

  // Who is not signed in is refused before this table is asked, but for signing in itself.
  'GET /v1/me': EVERYBODY,
  'GET /v1/sign-in/*': EVERYBODY,
  'POST /v1/sign-in': EVERYBODY,
  'POST /v1/sign-in/*': EVERYBODY,
  'POST /v1/demo-sign-in': EVERYBODY,
  'POST /v1/sign-out': EVERYBODY,
  'GET /v1/sessions': EVERYBODY,
  'DELETE /v1/sessions/:session_id': EVERYBODY,
  'GET /v1/accounts': ADMINISTRATION,
  'GET /v1/accounts/*': ADMINISTRATION,
  'POST /v1/accounts': ADMINISTRATION,
  'POST /v1/accounts/*': ADMINISTRATION,

  'GET /v1/notices/*': ADMINISTRATION,
  'POST /v1/notices/*': ADMINISTRATION,

  'GET /v1/grid-cells': SIGNED_IN,
  'POST /v1/grid-cells': ADMINISTRATION,
  'POST /v1/grid-cells/*': ADMINISTRATION,
  'GET /v1/units': SIGNED_IN,
  'GET /v1/units/*': SIGNED_IN,
  'GET /v1/units/unresolved': FACTS,
  'POST /v1/units': ADMINISTRATION,
  'POST /v1/units/*': ADMINISTRATION,

  'POST /v1/events': { ...may('department'), by_key: true },
  'GET /v1/quarantine': REFUSED,
  'GET /v1/quarantine/held': REFUSED,
  'GET /v1/quarantine/groups': REFUSED,
  'GET /v1/quarantine/groups/*': REFUSED,
  'POST /v1/quarantine/groups/*': REFUSED,
  'GET /v1/quarantine/orders': REFUSED,
  'GET /v1/quarantine/orders/*': REFUSED,
  'POST /v1/quarantine/orders': REFUSED,
  'POST /v1/quarantine/orders/*': REFUSED,
  'POST /v1/quarantine/preview': REFUSED,
  'GET /v1/quarantine/:id': REFUSED,
  'POST /v1/quarantine/:id/redrive': REFUSED,

  'POST /v1/uploads': IMPORTS,
  'GET /v1/uploads/:upload_id': IMPORTS,
  'GET /v1/imports': IMPORTS,
  'GET /v1/imports/:import_id': IMPORTS,
  'POST /v1/imports': IMPORTS,
  'POST /v1/imports/:import_id/stop': IMPORTS,
  'GET /v1/mappings': IMPORTS,
  'GET /v1/mappings/schema': EVERYBODY,
  'GET /v1/mappings/*': IMPORTS,
  'POST /v1/mappings/preview': IMPORTS,
  'POST /v1/mappings/proposal': IMPORTS,
  // What a name means for everybody who imports by it.
  'POST /v1/mappings': wholly('supervisor', 'department'),

  'GET /v1/map': SIGNED_IN,
  'GET /v1/overview': FILES,
  'GET /v1/event-types': { ...SIGNED_IN, by_key: true },
  'GET /v1/event-types/:type': { ...SIGNED_IN, by_key: true },

  'GET /v1/events/:event_id': FACTS,
  'POST /v1/events/:event_id/unmask': UNMASKING,
  'GET /v1/facts': FACTS,
  'POST /v1/facts/*': HISTORY,
  'GET /v1/counts': FACTS,
  'GET /v1/counts/*': FACTS,
  'GET /v1/sources': FACTS,
  'GET /v1/authorities': FACTS,
  'POST /v1/authorities': AUTHORITIES,
  'GET /v1/attribute-conflicts': FACTS,
  'GET /v1/attribute-conflicts/counts': FACTS,
  'POST /v1/attribute-conflicts/return': HANDLING,
  'GET /v1/subjects': FACTS,
  'POST /v1/subjects/find': FACTS,
  'POST /v1/subjects/search': SEARCH_BY_NUMBER,
  'GET /v1/subjects/:subject_id': FACTS,
  'GET /v1/subjects/:subject_id/history': FACTS,
  'GET /v1/subjects/:subject_id/changes': FACTS,
  'GET /v1/subjects/:subject_id/relations': FACTS,
  'GET /v1/subjects/:subject_id/standing': FACTS,
  'GET /v1/subjects/:subject_id/risk': FILES,
  'GET /v1/subjects/:subject_id/links': HISTORY,
  'POST /v1/subjects/:subject_id/links/*': HANDLING,
  'GET /v1/link-proposals': HISTORY,

  'GET /v1/warnings': FILES,
  'GET /v1/warnings/:warning_id': FILES,
  'GET /v1/warnings/:warning_id/explanation': FILES,
  'GET /v1/shadow-warnings': FILES,
  'GET /v1/alerts': FILES,
  'GET /v1/alerts/*': FILES,
  'GET /v1/alerts/assignments/template': { ...HANDLING, purpose: 'export' },
  'GET /v1/alerts/:alert_id/print/:document': { ...HANDLING, purpose: 'print' },
  // Whatever stands in a file, nobody can mask it.
  'GET /v1/alerts/:alert_id/evidence/:sha256': HANDLING,
  'POST /v1/alerts': HANDLING,
  'POST /v1/alerts/*': HANDLING,
  'GET /v1/silences': SILENCES,
  'GET /v1/silences/:silence_id': SILENCES,
  'POST /v1/silences/preview': SILENCES,
  'POST /v1/silences': SILENCE_STEPS,
  'POST /v1/silences/*': SILENCE_STEPS,
  'GET /v1/duties': FILES,
  'GET /v1/duties/*': FILES,
  'POST /v1/duties/*': HANDLING,

  'GET /v1/views': FILES,
  'PUT /v1/views/:view_id': FILES,
  'POST /v1/views/*': FILES,
  'POST /v1/views/:view_id/default': may('supervisor'),
  'GET /v1/regions': SIGNED_IN,
  'POST /v1/regions': ADMINISTRATION,
  'GET /v1/calendars': SIGNED_IN,
  'POST /v1/calendars': CALENDARS,
  'GET /v1/routing': SIGNED_IN,
  'GET /v1/routing/counts': WHOLE,
  'POST /v1/routing': ROUTING,
  'POST /v1/routing/dry-run': ROUTING,
  'POST /v1/alerts/export': FILES,
  'GET /v1/exports/:export_id': may('supervisor', 'regulator', 'analyst', 'auditor'),

  'GET /v1/rules': RULES,
  'GET /v1/rules/:rule_id': RULES,
  'GET /v1/rules/:rule_id/versions/:version': RULES,
  'GET /v1/rules/:rule_id/versions/:version/not-judged': FILES,
  'GET /v1/rules/:rule_id/versions/:version/statement': RULES,
  'GET /v1/rules/:rule_id/compare': FILES,
  'GET /v1/rules/:rule_id/closings': FILES,
  'POST /v1/rules': RULE_STEPS,
  'POST /v1/rules/check': RULE_STEPS,
  'POST /v1/rules/:rule_id/versions/:version/shadow': RULE_STEPS,
  'POST /v1/rules/:rule_id/versions/:version/publish': PUBLISHING,
  'GET /v1/rules/:rule_id/versions/:version/publish/preview': PUBLISHING,
  'POST /v1/rules/:rule_id/versions/:version/retire': may('supervisor'),
  'GET /v1/backtests': BACKTESTS,
  'POST /v1/backtests': BACKTESTS,
  'GET /v1/backtests/:backtest_id': BACKTESTS,
  'POST /v1/backtests/:backtest_id/cancel': BACKTESTS,
  'GET /v1/backtests/:backtest_id/result': BACKTESTS,
  'GET /v1/backtests/:backtest_id/warnings': BACKTESTS,
  'GET /v1/completeness': WHOLE,
  'GET /v1/ledger-audits': WHOLE,
  'POST /v1/ledger-audits': WHOLE,
  'GET /v1/ledger-audits/:audit_id': WHOLE,
  'GET /v1/audit': AUDIT,
}

/** Undefined for an address that is not in the table. */
export function permissionOf(method: string, url: string): Permission | undefined {
  // Whoever may read an address may ask for its headers.
  const name = `${method === 'HEAD' ? 'GET' : method} ${url}`
  const named = PERMISSIONS[name]
  if (named !== undefined) return named
  // The longest beginning that is named with a star.
  const parts = name.split('/')
  for (let kept = parts.length - 1; kept > 1; kept -= 1) {
    const begun = PERMISSIONS[`${parts.slice(0, kept).join('/')}/*`]
    if (begun !== undefined) return begun
  }
  return undefined
}

/** The grants by which somebody may ask; undefined where none allows it. */
export function grantsFor(
  { roles, without_limits, by_key }: Permission,
  principal: Principal,
): readonly RoleGrant[] | undefined {
  if (roles === 'everybody') return principal.grants
  if (by_key === true && principal.sends !== undefined && principal.sends !== null)
    return principal.grants
  const grants = principal.grants.filter(
    ({ role, region, domain, department }) =>
      roles.includes(role) &&
      (without_limits !== true || (region === null && domain === null && department === null)),
  )
  return grants.length === 0 ? undefined : grants
}

function may(...roles: readonly RoleName[]): Permission {
  return { roles }
}

function wholly(...roles: readonly RoleName[]): Permission {
  return { roles, without_limits: true }
}
