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

export const projectorVariables = {
  ...dataVariables,
  ...logVariables,
  ...warehouseVariables,
  ...listenVariables(8082),
  ...levelVariables,
}

export type ProjectorConfig = ReturnType<typeof readProjectorConfig>

/** Throws ConfigRefused with every problem at once. */
export function readProjectorConfig(env: NodeJS.ProcessEnv) {
  const values = readVariables(projectorVariables, env)
  return Object.freeze({
    log: logSettings(values),
    warehouse: warehouseSettings(values),
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
  })
}
