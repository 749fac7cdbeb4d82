import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { LinkStandingView } from '@jianwei/services/server/routes/subject-links.ts'
import { send, type Answer } from '#/api/ask.ts'
import { LINKS_KEY, type LinkRead } from '#/subject/link-queries.ts'

export type LinkStep = 'confirm' | 'undo' | 'reject'

type Standing = Answer<typeof LinkStandingView>['state']

/** What came of the last step; the lists know it a moment later. */
export type LinkStepped =
  | { readonly is: 'taken'; readonly state: Standing }
  | { readonly is: 'failed'; readonly failure: unknown }

/** Takes a step with a link. The same step again changes nothing, so a second try needs no key. */
export function useLinkStep({ named, registered }: LinkRead): {
  readonly take: (step: LinkStep, reason: string) => Promise<boolean>
  readonly isSending: boolean
  readonly stepped: LinkStepped | undefined
} {
  const client = useQueryClient()
  const [isSending, setSending] = useState(false)
  const [stepped, setStepped] = useState<LinkStepped>()

  async function take(step: LinkStep, reason: string): Promise<boolean> {
    setSending(true)
    const address = `/v1/subjects/${encodeURIComponent(named.subject_id)}/links/${step}`
    const body = { target_id: registered.subject_id, reason }
    try {
      const { state } = await send<typeof LinkStandingView>(address, { body })
      setStepped({ is: 'taken', state })
      return true
    } catch (failure) {
      setStepped({ is: 'failed', failure })
      return false
    } finally {
      setSending(false)
      void client.invalidateQueries({ queryKey: [LINKS_KEY] })
      void client.invalidateQueries({ queryKey: ['subject'] })
    }
  }

  return { take, isSending, stepped }
}
