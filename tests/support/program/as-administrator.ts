import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Data folders of the programs that these tests started, by where they answer. */
const folders = new Map<string, string>()

/** Whoever starts a program says where its data are, so that it can be asked. */
export function rememberFolder(origin: string, dataFolder: string): void {
  folders.set(new URL(origin).origin, dataFolder)
}

/** Of whoever may read the data folder of a program that was started on this machine. */
export function administratorHeaders(address: string | URL): { readonly authorization: string } {
  const { origin } = new URL(address)
  const folder = folders.get(origin)
  if (folder === undefined) throw new TypeError(`no test started a program at ${origin}`)
  return { authorization: `Bearer ${readFileSync(join(folder, 'token'), 'utf8').trim()}` }
}

/** `fetch` as the administrator of a program that a test started. */
export function fetchAsAdministrator(
  address: string | URL,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('authorization', administratorHeaders(address).authorization)
  return fetch(address, { ...init, headers })
}

/** Of a command: with the token of the program that it asks by `--url`, where it asks one. */
export function tokenEnvironment(args: readonly string[]): NodeJS.ProcessEnv {
  const at = args.indexOf('--url')
  const address = at === -1 ? undefined : args[at + 1]
  if (address === undefined) return process.env
  const token = administratorHeaders(address).authorization.slice('Bearer '.length)
  return { ...process.env, JIANWEI_TOKEN: token }
}
