import { resolve } from 'node:path'
import { busSettings, busVariables } from '#/settings/bus-settings.ts'
import {
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
} from '#/settings/settings.ts'
import { uploadSettings, uploadVariables } from '#/settings/upload-settings.ts'
import { identitySettings, identityVariables } from '#/settings/identity-settings.ts'

export const intakeVariables = {
  ...dataVariables,
  ...logVariables,
  ...busVariables,
  ...listenVariables(8081),
  ...levelVariables,
  ...mappingVariables,
  ...refusalVariables,
  ...identityVariables,
  ...uploadVariables,
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
    uploads: uploadSettings(values),
    identity: identitySettings(values),
    data_dir: resolve(values.JIANWEI_DATA),
  })
}
