import { useMutation } from '@tanstack/react-query'
import type { SignedInView } from '@jianwei/services/sign-in/routes/sign-in-routes.ts'
import { send } from '#/api/ask.ts'
import { client } from '#/api/client.ts'
import { listenAgain } from '#/live/live.ts'

export interface SignIn {
  readonly address: '/v1/sign-in' | '/v1/sign-in/token' | '/v1/demo-sign-in'
  readonly body: Readonly<Record<string, string>>
}

/** Begins a session; everything that was read as somebody else is forgotten. */
export function useSignIn() {
  return useMutation({
    mutationFn: ({ address, body }: SignIn) => send<typeof SignedInView>(address, { body }),
    onSuccess: async () => {
      await client.resetQueries()
      listenAgain()
    },
  })
}
