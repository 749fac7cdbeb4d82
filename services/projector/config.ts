import { readStoresServiceConfig, storesServiceVariables } from '#/settings/settings.ts'

export const projectorVariables = storesServiceVariables(8082)

export type ProjectorConfig = ReturnType<typeof readProjectorConfig>

/** Throws ConfigRefused with every problem at once. */
export function readProjectorConfig(env: NodeJS.ProcessEnv) {
  return readStoresServiceConfig(projectorVariables, env)
}
