import { LEVELS } from '#/parts/vocabulary.ts'

/* What the addresses of these pages hold: facets, ids and versions, and nothing that is typed. */

export const STATES = ['published', 'shadow', 'drafted', 'retired'] as const
export const CLASSES = ['statutory', 'published-practice', 'template'] as const

export interface LibrarySearch {
  readonly state?: (typeof STATES)[number]
  readonly level?: (typeof LEVELS)[number]
  readonly class?: (typeof CLASSES)[number]
  readonly kind?: string
  readonly domain?: string
}

export interface RuleSearch {
  readonly version?: number
  /** Another version, to which it is compared. */
  readonly with?: number
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Raw = Readonly<Record<string, unknown>>

/** Reads an address; what it does not know it leaves out. */
export function librarySearchOf(raw: Raw): LibrarySearch {
  return {
    ...field('state', oneOf(raw['state'], STATES)),
    ...field('level', oneOf(raw['level'], LEVELS)),
    ...field('class', oneOf(raw['class'], CLASSES)),
    ...field('kind', codeOf(raw['kind'])),
    ...field('domain', codeOf(raw['domain'])),
  }
}

export function ruleSearchOf(raw: Raw): RuleSearch {
  return {
    ...field('version', versionOf(raw['version'])),
    ...field('with', versionOf(raw['with'])),
  }
}

export interface EditSearch {
  /** The version from which it is written; a new rule without. */
  readonly rule?: string
  readonly version?: number
  /** A backtest that was asked for here. */
  readonly backtest?: string
}

export function editSearchOf(raw: Raw): EditSearch {
  const backtest = raw['backtest']
  return {
    ...field('rule', codeOf(raw['rule'])),
    ...field('version', versionOf(raw['version'])),
    ...field(
      'backtest',
      typeof backtest === 'string' && UUID.test(backtest) ? backtest : undefined,
    ),
  }
}

export function versionOf(raw: unknown): number | undefined {
  const version = Number(raw)
  return Number.isSafeInteger(version) && version > 0 ? version : undefined
}

export function codeOf(raw: unknown): string | undefined {
  return typeof raw === 'string' && /^[a-z0-9-]{1,100}$/.test(raw) ? raw : undefined
}

/** Left out where there is no value, as the compiler asks of optional fields. */
export function field<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: Value })
}

function oneOf<Value extends string>(raw: unknown, known: readonly Value[]): Value | undefined {
  return known.find((value) => value === raw)
}
