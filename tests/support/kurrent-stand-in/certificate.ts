import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ServerCredentials } from '@grpc/grpc-js'

/** Whom clients must trust: `tlsCaFile=` in the connection string. Nobody else does. */
export const CA_FILE = fileURLToPath(new URL('certificate/ca.pem', import.meta.url))

/** Of a server at 127.0.0.1 or localhost. */
export function withTls(): ServerCredentials {
  const read = (name: string): Buffer =>
    readFileSync(new URL(`certificate/${name}`, import.meta.url))
  const pair = { private_key: read('key.pem'), cert_chain: read('cert.pem') }
  return ServerCredentials.createSsl(null, [pair])
}
