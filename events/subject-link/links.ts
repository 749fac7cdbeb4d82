import type {
  LinkReason,
  SubjectLinkConfirmed,
  SubjectLinkProposalWithdrawn,
  SubjectLinkProposed,
  SubjectLinkRejected,
  SubjectLinkUndone,
} from '#/subject-link/events.ts'

/** What can happen to the links of a subject that is known by name only: `link-<subject id>`. */
export type SubjectLinkEvent =
  | { readonly type: 'SubjectLinkProposed'; readonly data: SubjectLinkProposed }
  | { readonly type: 'SubjectLinkProposalWithdrawn'; readonly data: SubjectLinkProposalWithdrawn }
  | { readonly type: 'SubjectLinkConfirmed'; readonly data: SubjectLinkConfirmed }
  | { readonly type: 'SubjectLinkUndone'; readonly data: SubjectLinkUndone }
  | { readonly type: 'SubjectLinkRejected'; readonly data: SubjectLinkRejected }

export const LINK_STATES = ['proposed', 'withdrawn', 'confirmed', 'undone', 'rejected'] as const
export type LinkState = (typeof LINK_STATES)[number]

export interface SubjectLink {
  readonly state: LinkState
  /** As they were proposed last; null and none where nobody did. */
  readonly score: number | null
  readonly reasons: readonly LinkReason[]
}

/** The links of one subject, by the subject of a register that each is with. */
export type SubjectLinks = ReadonlyMap<string, SubjectLink>

/** What the event makes of a link. */
export const STATE_AFTER: Readonly<Record<SubjectLinkEvent['type'], LinkState>> = {
  SubjectLinkProposed: 'proposed',
  SubjectLinkProposalWithdrawn: 'withdrawn',
  SubjectLinkConfirmed: 'confirmed',
  SubjectLinkUndone: 'undone',
  SubjectLinkRejected: 'rejected',
}

export function evolveLinks(links: SubjectLinks, event: SubjectLinkEvent): SubjectLinks {
  const { target_id } = event.data
  const before = links.get(target_id) ?? { score: null, reasons: [] }
  const { score, reasons } = event.type === 'SubjectLinkProposed' ? event.data : before
  return new Map(links).set(target_id, { state: STATE_AFTER[event.type], score, reasons })
}

/** With whom the subject is linked; undefined where it is with nobody. */
export function linkedTo(links: SubjectLinks): string | undefined {
  for (const [target_id, { state }] of links) if (state === 'confirmed') return target_id
  return undefined
}
