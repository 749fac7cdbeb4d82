import { noticeSettings, noticeVariables } from '#/settings/notice-settings.ts'
import {
  dataVariables,
  levelVariables,
  listenVariables,
  logSettings,
  logVariables,
  readVariables,
} from '#/settings/settings.ts'

export const noticesVariables = {
  ...dataVariables,
  ...logVariables,
  ...noticeVariables,
  ...listenVariables(8085),
  ...levelVariables,
}

export type NoticesConfig = ReturnType<typeof readNoticesConfig>

/** Throws ConfigRefused with every problem at once. */
export function readNoticesConfig(env: NodeJS.ProcessEnv) {
  const values = readVariables(noticesVariables, env)
  return Object.freeze({
    log: logSettings(values),
    notices: noticeSettings(values),
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
  })
}
