import { readStoresServiceConfig, storesServiceVariables } from '#/settings.ts'

export const sentinelVariables = storesServiceVariables(8083)

export type SentinelConfig = ReturnType<typeof readSentinelConfig>

/** Throws ConfigRefused with every problem at once. */
export function readSentinelConfig(env: NodeJS.ProcessEnv) {
  return readStoresServiceConfig(sentinelVariables, env)
}
