import { Option } from 'commander'
import { readConfig, type Config } from '#/all-in-one/config.ts'

export interface DataOption {
  readonly data?: string
}

/** Of commands that need the log alone. */
export function dataOption(): Option {
  return new Option(
    '-d, --data <dir>',
    'folder that holds the log (default: JIANWEI_DATA or ./data)',
  )
}

/** The environment's configuration; `--data` goes before `JIANWEI_DATA`. */
export function configOf({ data }: { readonly data?: string | undefined }): Config {
  return readConfig(data === undefined ? process.env : { ...process.env, JIANWEI_DATA: data })
}
