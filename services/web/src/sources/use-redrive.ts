import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { RedriveTaken } from '@jianwei/services/intake/http/quarantine-routes.ts'
import { send, type Answer } from '#/api/ask.ts'
import { useOrderKeys } from '#/api/order-key.ts'

/** Nothing: the original. With a repair, why. */
export type RedriveOrder = { readonly repaired: string; readonly reason: string } | undefined

export type Redriven =
  | { readonly is: 'taken'; readonly events: Answer<typeof RedriveTaken>['events'] }
  | { readonly is: 'failed'; readonly order: RedriveOrder; readonly failure: unknown }

/**
 * Sends a refused input through intake again. What came of it is read again either way, because a
 * refusal is kept as well.
 */
export function useRedrive(id: string): {
  readonly redrive: (order: RedriveOrder) => Promise<void>
  readonly isSending: boolean
  readonly redriven: Redriven | undefined
} {
  const client = useQueryClient()
  const keys = useOrderKeys()
  const [isSending, setSending] = useState(false)
  const [redriven, setRedriven] = useState<Redriven>()

  async function redrive(order: RedriveOrder): Promise<void> {
    setSending(true)
    try {
      const { events } = await send<typeof RedriveTaken>(`/v1/quarantine/${id}/redrive`, {
        key: keys.of(order),
        ...(order === undefined ? {} : { body: order }),
      })
      setRedriven({ is: 'taken', events })
    } catch (failure) {
      setRedriven({ is: 'failed', order, failure })
    } finally {
      setSending(false)
      void client.invalidateQueries({ queryKey: ['quarantine'] })
      void client.invalidateQueries({ queryKey: ['sources'] })
      void client.invalidateQueries({ queryKey: ['source'] })
    }
  }

  return { redrive, isSending, redriven }
}
