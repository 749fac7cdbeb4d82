import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type {
  BulkAnswersView,
  BulkPreviewView,
} from '@jianwei/services/server/views/alert-bulk-view.ts'
import { send, type Answer } from '#/api/ask.ts'
import type { ListedAlert, ListQuestion } from '#/desk/alert-list.ts'
import { tellStepTaken } from '#/parts/send-step.ts'

export type BulkPreview = Answer<typeof BulkPreviewView>
export type BulkAnswer = BulkPreview['items'][number]

/** An alert that somebody picked; without a revision where its row is no more in the list. */
export type Picked = Pick<ListedAlert, 'alert_id'> & Partial<Pick<ListedAlert, 'revision'>>

/** Which alerts: those that somebody picked, as they saw them, or all that fit. */
export type BulkOf = { readonly alerts: readonly Picked[] } | { readonly question: ListQuestion }

export interface Bulk {
  readonly preview: (step: Readonly<Record<string, string>>) => void
  readonly previewed: BulkPreview | undefined
  readonly commit: () => void
  readonly answers: readonly BulkAnswer[] | undefined
  readonly isSending: boolean
  readonly failure: unknown
  /** Back to the step and its fields. */
  readonly change: () => void
}

/**
 * A step with many alerts, in two requests: what it would come to, and, with the token of that
 * preview, the step. The token sent again gives the same answers, so that a second try is safe.
 */
export function useBulk(of: BulkOf): Bulk {
  const [previewed, setPreviewed] = useState<BulkPreview>()
  const previewing = useMutation({
    mutationFn: (step: Readonly<Record<string, string>>) =>
      send<typeof BulkPreviewView>('/v1/alerts/bulk/preview', { body: { step, of: namedBy(of) } }),
    onSuccess: setPreviewed,
  })
  const taking = useMutation({
    mutationFn: (token: string) =>
      send<typeof BulkAnswersView>('/v1/alerts/bulk', { body: { token } }),
    onSuccess: ({ items }) => items.forEach(tellDone),
  })
  return {
    preview: previewing.mutate,
    previewed,
    commit: () => previewed !== undefined && taking.mutate(previewed.token),
    answers: taking.data?.items,
    isSending: previewing.isPending || taking.isPending,
    failure: taking.error ?? previewing.error,
    change: () => {
      setPreviewed(undefined)
      taking.reset()
    },
  }
}

/** Has rows and numbers follow what was done with each. */
function tellDone({ alert_id, outcome, state, revision }: BulkAnswer): void {
  if (outcome !== 'done' || state === null || revision === null) return
  tellStepTaken({ alert_id, state, revision, position: null, undo: null })
}

function namedBy(of: BulkOf) {
  if ('alerts' in of) return { alerts: of.alerts }
  const { filter, text } = of.question
  return { filter: { ...filter, ...(text === '' ? {} : { text }) } }
}
