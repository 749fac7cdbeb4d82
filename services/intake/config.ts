import {
  busSettings,
  busVariables,
  dataVariables,
  levelVariables,
  listenVariables,
  logSettings,
  logVariables,
  mappingsFolder,
  mappingVariables,
  refusalVariables,
  readVariables,
  refusedKept,
} from '#/settings.ts'

export const intakeVariables = {
  ...dataVariables,
  ...logVariables,
  ...busVariables,
  ...listenVariables(8081),
  ...levelVariables,
  ...mappingVariables,
  ...refusalVariables,
}

export type IntakeConfig = ReturnType<typeof readIntakeConfig>

/** Throws ConfigRefused with every problem at once. */
export function readIntakeConfig(env: NodeJS.ProcessEnv) {
  const values = readVariables(intakeVariables, env)
  return Object.freeze({
    log: logSettings(values),
    /** Null: departments send over HTTP only. */
    bus: busSettings(values),
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
    mappings_dir: mappingsFolder(values),
    refused_kept: refusedKept(values),
  })
}
