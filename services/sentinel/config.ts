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

export const sentinelVariables = {
  ...dataVariables,
  ...logVariables,
  ...warehouseVariables,
  ...listenVariables(8083),
  ...levelVariables,
}

export type SentinelConfig = ReturnType<typeof readSentinelConfig>

/** Throws ConfigRefused with every problem at once. */
export function readSentinelConfig(env: NodeJS.ProcessEnv) {
  const values = readVariables(sentinelVariables, env)
  return Object.freeze({
    log: logSettings(values),
    warehouse: warehouseSettings(values),
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
  })
}
