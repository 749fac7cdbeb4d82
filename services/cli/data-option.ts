import { readConfig, type Config } from '#/config.ts'

/** The environment's configuration; `--data` goes before `JIANWEI_DATA`. */
export function configOf({ data }: { readonly data?: string }): Config {
  return readConfig(data === undefined ? process.env : { ...process.env, JIANWEI_DATA: data })
}
