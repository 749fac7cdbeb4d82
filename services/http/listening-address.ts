import { networkInterfaces } from 'node:os'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Where a process listens, as people need it. */
export interface ListeningAddress {
  /** Can be opened on this machine: `http://127.0.0.1:8080`. */
  readonly origin: string
  /** The address that was asked for: one interface; `0.0.0.0` and `::` are all of them. */
  readonly interface: string
  /** What other machines can open; empty where only this one is listened to. */
  readonly from_elsewhere: readonly string[]
}

/** What stands for every interface, and the name of this machine that is reached by it. */
const ALL_INTERFACES: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** Of an app that listens. */
export function listeningAddress(app: FastifyInstance): ListeningAddress {
  const [address] = app.addresses()
  // Fastify's type also allows for the name of a pipe, which nothing here listens at.
  if (typeof address !== 'object') throw new TypeError('the app does not listen')
  return addressOf(address, interfacesHere())
}

/** `here`: the addresses of this machine by which others reach it. */
export function addressOf(
  { address, port }: Pick<AddressInfo, 'address' | 'port'>,
  here: readonly string[],
): ListeningAddress {
  const own = ALL_INTERFACES[address]
  const elsewhere = own === undefined ? (isLoopback(address) ? [] : [address]) : here
  return {
    origin: originOf(own ?? address, port),
    interface: address,
    from_elsewhere: elsewhere.map((name) => originOf(name, port)),
  }
}

/** For who starts the program in a terminal; nothing where only this machine is listened to. */
export function interfaceLines({ interface: at, from_elsewhere }: ListeningAddress): string[] {
  if (isLoopback(at)) return []
  const which = at in ALL_INTERFACES ? `all interfaces of this machine (${at})` : at
  const addresses = from_elsewhere.map((origin) => `${origin}/`).join(' ')
  return [`Listens at ${which}${addresses === '' ? '' : `; from elsewhere ${addresses}`}`]
}

/**
 * What a port that cannot be listened at says, and how it is mended. Undefined for another error.
 */
export function listenProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || error.syscall !== 'listen')
    return undefined
  // Errors of system calls carry what Node's type says, and of this one the address.
  const { code, address, port } = error as NodeJS.ErrnoException & Partial<AddressInfo>
  const where = `${address ?? 'the address'}, port ${port ?? 'unknown'}`
  switch (code) {
    case 'EADDRINUSE':
      return `another program listens at ${where}: end it, or set PORT to another one`
    case 'EACCES':
      return `this user may not listen at ${where}: set PORT to one above 1023`
    case 'EADDRNOTAVAIL':
      return `this machine has no interface ${where}: set HOST to an address that it has`
    case undefined:
    default:
      return undefined
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost'
}

function originOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

function interfacesHere(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address)
}
