import { useRef } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { z } from 'zod'
import { send, type Answer } from '#/api/ask.ts'
import { randomId } from '#/api/random-id.ts'

/** Sends an order; the same order sent again, after no answer, is taken once. */
export function useKeyed<View extends z.ZodType>(address: string) {
  const keyed = useRef<{ readonly order: string; readonly key: string }>(undefined)
  return useMutation({
    mutationFn: async (body: Readonly<Record<string, unknown>>): Promise<Answer<View>> => {
      const order = JSON.stringify([address, body])
      if (keyed.current?.order !== order) keyed.current = { order, key: randomId() }
      const answer = await send<View>(address, { body, key: keyed.current.key })
      keyed.current = undefined
      return answer
    },
  })
}
