import { resolve } from 'node:path'
import { backtestThreads, backtestVariables } from '#/settings/backtest-settings.ts'
import { deskSettings, deskVariables, type DeskSettings } from '#/settings/desk-settings.ts'
import { loopHeldMs, loopVariables } from '#/settings/loop-settings.ts'
import { linkByItself, linkVariables } from '#/settings/link-settings.ts'
import { noticeSettings, noticeVariables, type NoticeSettings } from '#/settings/notice-settings.ts'
import { busSettings, busVariables, type BusSettings } from '#/settings/bus-settings.ts'
import {
  consoleVariables,
  dataVariables,
  exampleVariables,
  levelVariables,
  listenVariables,
  logSettings,
  logVariables,
  mappingsFolder,
  mappingVariables,
  refusalVariables,
  evaluationVariables,
  factsHeldBytes,
  publishedAtFirst,
  readVariables,
  refusedKept,
  ruleVariables,
  warehouseSettings,
  warehouseVariables,
  type LogSettings,
  type PublishedAtFirst,
  type RefusedKept,
  type WarehouseSettings,
} from '#/settings/settings.ts'
import {
  commandVariables,
  identitySettings,
  identityVariables,
  type IdentitySettings,
} from '#/settings/identity-settings.ts'

import { uploadSettings, uploadVariables, type UploadSettings } from '#/settings/upload-settings.ts'

/**
 * What the environment may say to the program in one process, with defaults that run on a laptop.
 * `JIANWEI_DATA` is the one folder that holds state; the URLs say which engines keep the log and
 * the warehouse, and lie in that folder unless they say otherwise.
 */
export const programVariables = {
  ...dataVariables,
  ...logVariables,
  ...warehouseVariables,
  ...busVariables,
  ...listenVariables(8080),
  ...levelVariables,
  ...loopVariables,
  ...mappingVariables,
  ...refusalVariables,
  ...ruleVariables,
  ...evaluationVariables,
  ...linkVariables,
  ...exampleVariables,
  ...consoleVariables,
  ...noticeVariables,
  ...identityVariables,
  ...commandVariables,
  ...deskVariables,
  ...backtestVariables,
  ...uploadVariables,
}

export interface Config {
  readonly data_dir: string
  readonly desk: DeskSettings
  readonly backtest_threads: number
  readonly log: LogSettings
  readonly warehouse: WarehouseSettings
  /** A statement of the warehouse that ran so long is named in a line. */
  readonly slow_statement_ms: number
  /** Null: departments send over HTTP and files only, and nothing is published. */
  readonly bus: BusSettings | null
  /** Where notices may go. */
  readonly notices: NoticeSettings
  readonly host: string
  readonly port: number
  readonly log_level: 'debug' | 'info' | 'warn' | 'error'
  /** How long the loop of the process may be held before it is killed; null for ever. */
  readonly loop_held_ms_max: number | null
  readonly example_data: 'load' | 'none'
  /** Whether the start builds the console where its sources changed. */
  readonly console_build: 'changed' | 'none'
  readonly mappings_dir: string | null
  readonly refused_kept: RefusedKept
  /** Files that are sent in to be imported. */
  readonly uploads: UploadSettings
  /** Which rules of the packs are published in a log that meets them for the first time. */
  readonly rules_published: PublishedAtFirst
  /** How much facts of subjects may take in memory while rules are evaluated. */
  readonly facts_held_bytes: number
  /** From which score on links of subjects are made by themselves; null where none is. */
  readonly link_by_itself: number | null
  /** Who may come in, and how. */
  readonly identity: IdentitySettings
}

/**
 * Called once, by a composition root. Every problem is reported at once, by variable name, never by
 * value.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = readVariables(programVariables, env)
  return Object.freeze({
    data_dir: resolve(values.JIANWEI_DATA),
    desk: deskSettings(values),
    backtest_threads: backtestThreads(values),
    log: logSettings(values),
    warehouse: warehouseSettings(values),
    slow_statement_ms: values.SLOW_STATEMENT_MS,
    bus: busSettings(values),
    notices: noticeSettings(values),
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
    loop_held_ms_max: loopHeldMs(values),
    example_data: values.EXAMPLE_DATA,
    console_build: values.CONSOLE_BUILD,
    mappings_dir: mappingsFolder(values),
    refused_kept: refusedKept(values),
    uploads: uploadSettings(values),
    rules_published: publishedAtFirst(values),
    facts_held_bytes: factsHeldBytes(values),
    link_by_itself: linkByItself(values),
    identity: identitySettings(values),
  })
}
