import {
  dataVariables,
  levelVariables,
  listenVariables,
  logSettings,
  logVariables,
  readVariables,
  warehouseSettings,
  warehouseVariables,
} from '#/settings.ts'

export const serverVariables = {
  ...dataVariables,
  ...logVariables,
  ...warehouseVariables,
  ...listenVariables(8080),
  ...levelVariables,
}

export type ServerConfig = ReturnType<typeof readServerConfig>

/** Throws ConfigRefused with every problem at once. */
export function readServerConfig(env: NodeJS.ProcessEnv) {
  const values = readVariables(serverVariables, env)
  return Object.freeze({
    log: logSettings(values),
    warehouse: warehouseSettings(values),
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
  })
}
