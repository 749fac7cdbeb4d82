import { resolve } from 'node:path'
import { backtestThreads, backtestVariables } from '#/settings/backtest-settings.ts'
import { deskSettings, deskVariables } from '#/settings/desk-settings.ts'
import { identitySettings, identityVariables } from '#/settings/identity-settings.ts'
import { noticeSettings, noticeVariables } from '#/settings/notice-settings.ts'
import {
  readStoresServiceConfig,
  readVariables,
  storesServiceVariables,
} from '#/settings/settings.ts'

export const serverVariables = {
  ...storesServiceVariables(8080),
  ...identityVariables,
  ...deskVariables,
  ...noticeVariables,
  ...backtestVariables,
}

export type ServerConfig = ReturnType<typeof readServerConfig>

/** Throws ConfigRefused with every problem at once. */
export function readServerConfig(env: NodeJS.ProcessEnv) {
  const values = readVariables(serverVariables, env)
  return Object.freeze({
    ...readStoresServiceConfig(storesServiceVariables(8080), env),
    identity: identitySettings(values),
    notices: noticeSettings(values),
    data_dir: resolve(values.JIANWEI_DATA),
    desk: deskSettings(values),
    backtest_threads: backtestThreads(values),
  })
}
