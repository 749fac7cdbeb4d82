import { refused, type RefusedIdentifier } from '#/identifiers/parsed-identifier.ts'

/**
 * `namespace:local`, for what the national codes do not name: the namespace says whose numbering it
 * is, the local part is that numbering's own text, kept as it is (in Unicode form NFC).
 */
export const NAMESPACE_CHARACTERS_MAX = 32
export const LOCAL_PART_CHARACTERS_MAX = 128

/** What is being named; the refusal codes begin with it. */
export type NamespacedKind = 'SUBJECT' | 'REGION'

export type NamespacedRefusal<Kind extends NamespacedKind> =
  `${Kind}_${'NAMESPACE' | 'LOCAL_EMPTY' | 'LOCAL_LENGTH' | 'LOCAL_BLANKS' | 'LOCAL_UNPRINTABLE'}`

export type ParsedNamespaced<Kind extends NamespacedKind> =
  | { readonly ok: true; readonly namespace: string; readonly local: string }
  | RefusedIdentifier<NamespacedRefusal<Kind>>

// Control, format, private and unassigned characters, lone surrogates, and the two line separators.
const UNPRINTABLE = /[\p{C}\u2028\u2029]/u

/** True for text that means to be `namespace:local`, rightly written or not. */
export function looksNamespaced(text: string): boolean {
  return /^\s*[A-Za-z][A-Za-z0-9_.-]*:/.test(text)
}

export function parseNamespaced<Kind extends NamespacedKind>(
  raw: string,
  kind: Kind,
): ParsedNamespaced<Kind> {
  const colon = raw.indexOf(':')
  const namespace = raw.slice(0, Math.max(colon, 0))
  const local = raw.slice(colon + 1).normalize('NFC')
  if (namespace.length > NAMESPACE_CHARACTERS_MAX || !/^[a-z][a-z0-9-]*$/.test(namespace)) {
    return refused(
      `${kind}_NAMESPACE`,
      'the part before the colon is lower-case letters, digits and hyphens, ' +
        `begins with a letter and has at most ${NAMESPACE_CHARACTERS_MAX} characters`,
    )
  }
  if (local === '') return refused(`${kind}_LOCAL_EMPTY`, 'nothing stands after the colon')
  if (local.length > LOCAL_PART_CHARACTERS_MAX) {
    return refused(
      `${kind}_LOCAL_LENGTH`,
      `the part after the colon has at most ${LOCAL_PART_CHARACTERS_MAX} characters, ` +
        `this one has ${local.length}`,
    )
  }
  if (local !== local.trim()) {
    return refused(`${kind}_LOCAL_BLANKS`, 'the part after the colon begins or ends with a blank')
  }
  if (UNPRINTABLE.test(local)) {
    return refused(
      `${kind}_LOCAL_UNPRINTABLE`,
      'the part after the colon holds a character that cannot be printed',
    )
  }
  return { ok: true, namespace, local }
}

/**
 * Namespaces of subject ids in which the platform names what is its own: `platform:clock`,
 * `rule:late-filing`. No department may report facts about such a subject: they would pass for what
 * the platform found, or for facts of a group.
 */
export const PLATFORM_NAMESPACES = [
  'group',
  'jianwei',
  'organisation',
  'platform',
  'quarantine',
  'rule',
  'source',
] as const

export type PlatformNamespace = (typeof PLATFORM_NAMESPACES)[number]

const namespaces: ReadonlySet<string> = new Set(PLATFORM_NAMESPACES)

export function platformSubject(namespace: PlatformNamespace, local: string): string {
  return `${namespace}:${local}`
}

export function isPlatformSubject(subjectId: string): boolean {
  return namespaces.has(subjectId.slice(0, Math.max(subjectId.indexOf(':'), 0)))
}
