import { readStoresServiceConfig, storesServiceVariables } from '#/settings.ts'

export const serverVariables = storesServiceVariables(8080)

export type ServerConfig = ReturnType<typeof readServerConfig>

/** Throws ConfigRefused with every problem at once. */
export function readServerConfig(env: NodeJS.ProcessEnv) {
  return readStoresServiceConfig(serverVariables, env)
}
