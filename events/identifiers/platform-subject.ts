/**
 * Namespaces of subject ids in which the platform names what is its own: `platform:clock`, `rule:late-filing`. No department may report
 * facts about such a subject: they would pass for what the platform found, or for facts of a group.
 */
export const PLATFORM_NAMESPACES = ['group', 'jianwei', 'platform', 'quarantine', 'rule', 'source'] as const

export type PlatformNamespace = (typeof PLATFORM_NAMESPACES)[number]

const namespaces: ReadonlySet<string> = new Set(PLATFORM_NAMESPACES)

export function platformSubject(namespace: PlatformNamespace, local: string): string {
  return `${namespace}:${local}`
}

export function isPlatformSubject(subjectId: string): boolean {
  return namespaces.has(subjectId.slice(0, Math.max(subjectId.indexOf(':'), 0)))
}
