import { useMutation } from '@tanstack/react-query'
import type { z } from 'zod'
import { send, type Answer } from '#/api/ask.ts'
import { useOrderKeys } from '#/api/order-key.ts'

/** Sends an order; the same order sent again, after no answer, is taken once. */
export function useKeyed<View extends z.ZodType>(address: string) {
  const keys = useOrderKeys()
  return useMutation({
    mutationFn: async (body: Readonly<Record<string, unknown>>): Promise<Answer<View>> => {
      const order = [address, body]
      const answer = await send<View>(address, { body, key: keys.of(order) })
      keys.forget(order)
      return answer
    },
  })
}
