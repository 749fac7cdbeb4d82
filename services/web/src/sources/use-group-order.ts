import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OrderView } from '@jianwei/services/intake/http/quarantine-group-views.ts'
import { send } from '#/api/ask.ts'
import { useOrderKeys } from '#/api/order-key.ts'
import type { OrderRead } from '#/sources/group-queries.ts'

export interface GroupOrder {
  readonly kind: OrderRead['kind']
  readonly selection: OrderRead['selection']
  readonly reason: string
  /** Read by this text of a mapping; absent for the one that is published. */
  readonly mapping?: string
}

/** Orders something for a group; sent again after no answer, it is the same order. */
export function useGroupOrder() {
  const client = useQueryClient()
  const keys = useOrderKeys()
  return useMutation({
    mutationFn: (order: GroupOrder) => {
      const key = keys.of(order)
      const body = { ...order, order_id: key }
      return send<typeof OrderView>('/v1/quarantine/orders', { body, key })
    },
    onSuccess: (_, order) => keys.forget(order),
    onSettled: () => void client.invalidateQueries({ queryKey: ['quarantine'] }),
  })
}
