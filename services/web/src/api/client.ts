import { QueryClient } from '@tanstack/react-query'
import { mayPass } from '#/api/failures.ts'

const TRIES_MAX = 3
const FRESH_MS = 10_000

/** One for the console: what was read, and for how long it counts as fresh. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < TRIES_MAX && mayPass(error),
      // Intranets are often not "online" in the browser's sense.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
