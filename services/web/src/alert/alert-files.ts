import type { AlertEvidenceAttached } from '@jianwei/events/alert/joint-events.ts'
import type { AlertStepRead } from '#/alert/alert-queries.ts'

export interface AttachedFile {
  readonly sha256: string
  /** In bytes. */
  readonly size: number
  readonly media_type: string
  readonly name: string
  readonly actor: string
  readonly at: string
}

/** Files that were attached to an alert, the first first. */
export function filesOf(steps: readonly AlertStepRead[]): readonly AttachedFile[] {
  return steps
    .filter(({ type }) => type === 'AlertEvidenceAttached')
    .map(({ data, actor, occurred_at }) => {
      // The server parsed the event by its type.
      const { sha256, size, media_type, name } = data as unknown as AlertEvidenceAttached
      return { sha256, size, media_type, name, actor, at: occurred_at }
    })
}
