import { resolve } from 'node:path'
import {
  busSettings,
  busVariables,
  dataVariables,
  exampleVariables,
  levelVariables,
  listenVariables,
  logSettings,
  logVariables,
  mappingsFolder,
  mappingVariables,
  refusalVariables,
  publishedAtFirst,
  readVariables,
  refusedKept,
  ruleVariables,
  warehouseSettings,
  warehouseVariables,
  type BusSettings,
  type LogSettings,
  type PublishedAtFirst,
  type RefusedKept,
  type WarehouseSettings,
} from '#/settings.ts'

/**
 * What the environment may say to the program in one process, with defaults that run on a laptop. `JIANWEI_DATA` is the one folder
 * that holds state; the URLs say which engines keep the log and the warehouse, and lie in that folder unless they say otherwise.
 */
export const programVariables = {
  ...dataVariables,
  ...logVariables,
  ...warehouseVariables,
  ...busVariables,
  ...listenVariables(8080),
  ...levelVariables,
  ...mappingVariables,
  ...refusalVariables,
  ...ruleVariables,
  ...exampleVariables,
}

export interface Config {
  readonly data_dir: string
  readonly log: LogSettings
  readonly warehouse: WarehouseSettings
  /** Null: departments send over HTTP and files only, and nothing is published. */
  readonly bus: BusSettings | null
  readonly host: string
  readonly port: number
  readonly log_level: 'debug' | 'info' | 'warn' | 'error'
  readonly example_data: 'load' | 'none'
  readonly mappings_dir: string | null
  readonly refused_kept: RefusedKept
  /** Which rules of the packs are published in a log that meets them for the first time. */
  readonly rules_published: PublishedAtFirst
}

/** Called once, by a composition root. Every problem is reported at once, by variable name, never by value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = readVariables(programVariables, env)
  return Object.freeze({
    data_dir: resolve(values.JIANWEI_DATA),
    log: logSettings(values),
    warehouse: warehouseSettings(values),
    bus: busSettings(values),
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
    example_data: values.EXAMPLE_DATA,
    mappings_dir: mappingsFolder(values),
    refused_kept: refusedKept(values),
    rules_published: publishedAtFirst(values),
  })
}
