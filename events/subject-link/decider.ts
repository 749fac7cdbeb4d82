import type { Decider } from '#/decider.ts'
import { LinkedElsewhere, LinkStepRefused, LinkUnknown } from '#/subject-link/errors.ts'
import type { LinkReason } from '#/subject-link/events.ts'
import {
  evolveLinks,
  linkedTo,
  type SubjectLinkEvent,
  type SubjectLinks,
} from '#/subject-link/links.ts'

/** A link that is worth a look, as it is scored now. */
export interface FoundLink {
  readonly target_id: string
  readonly score: number
  readonly reasons: readonly LinkReason[]
}

interface Step {
  readonly subject_id: string
  readonly target_id: string
  readonly actor: string
  readonly reason: string
}

export type SubjectLinkCommand =
  /** All that was found for the subject: what was proposed and is not among it is withdrawn. */
  | {
      readonly type: 'ProposeLinks'
      readonly data: {
        readonly subject_id: string
        readonly scheme: number
        readonly found: readonly FoundLink[]
      }
    }
  | { readonly type: 'ConfirmLink'; readonly data: Step }
  | { readonly type: 'UndoLink'; readonly data: Step }
  | { readonly type: 'RejectLink'; readonly data: Step }

/**
 * Who may do what with the links of a subject. What people rejected or undid is not proposed again;
 * they may still confirm it, also where nobody proposed it.
 */
export const subjectLinkDecider: Decider<SubjectLinks, SubjectLinkCommand, SubjectLinkEvent> = {
  initial: new Map(),
  decide: decideLinks,
  evolve: evolveLinks,
}

function decideLinks(
  command: SubjectLinkCommand,
  links: SubjectLinks,
): readonly SubjectLinkEvent[] {
  if (command.type === 'ProposeLinks') return propose(command.data, links)
  const { subject_id, target_id } = command.data
  const link = links.get(target_id)
  const known = { score: link?.score ?? null, reasons: [...(link?.reasons ?? [])] }
  switch (command.type) {
    case 'ConfirmLink': {
      if (link?.state === 'confirmed') return []
      const elsewhere = linkedTo(links)
      if (elsewhere !== undefined) throw new LinkedElsewhere(subject_id, elsewhere)
      if (subject_id === target_id) throw new LinkStepRefused('a subject is not linked to itself')
      return [{ type: 'SubjectLinkConfirmed', data: { ...command.data, ...known } }]
    }
    case 'UndoLink':
      if (link === undefined) throw new LinkUnknown(subject_id, target_id)
      if (link.state === 'undone') return []
      if (link.state !== 'confirmed')
        throw new LinkStepRefused(`the link is ${link.state}: only a confirmed one is undone`)
      return [{ type: 'SubjectLinkUndone', data: command.data }]
    case 'RejectLink':
      if (link === undefined) throw new LinkUnknown(subject_id, target_id)
      if (link.state === 'rejected') return []
      if (link.state === 'confirmed')
        throw new LinkStepRefused('the link is confirmed: undo it instead')
      return [{ type: 'SubjectLinkRejected', data: { ...command.data, ...known } }]
  }
}

function propose(
  { subject_id, scheme, found }: Extract<SubjectLinkCommand, { type: 'ProposeLinks' }>['data'],
  links: SubjectLinks,
): readonly SubjectLinkEvent[] {
  const events: SubjectLinkEvent[] = []
  for (const { target_id, score, reasons } of found) {
    const link = links.get(target_id)
    const isOpen = link === undefined || link.state === 'proposed' || link.state === 'withdrawn'
    if (!isOpen || (link?.state === 'proposed' && saysSame(link, { score, reasons }))) continue
    const data = { subject_id, target_id, score, reasons: [...reasons], scheme }
    events.push({ type: 'SubjectLinkProposed', data })
  }
  const targets = new Set(found.map(({ target_id }) => target_id))
  for (const [target_id, { state }] of links) {
    if (state === 'proposed' && !targets.has(target_id))
      events.push({ type: 'SubjectLinkProposalWithdrawn', data: { subject_id, target_id } })
  }
  return events
}

interface Scored {
  readonly score: number | null
  readonly reasons: readonly LinkReason[]
}

function saysSame(one: Scored, other: Scored): boolean {
  return (
    one.score === other.score &&
    one.reasons.length === other.reasons.length &&
    one.reasons.every(({ code, weight }, index) => {
      const reason = other.reasons[index]
      return reason?.code === code && reason.weight === weight
    })
  )
}
