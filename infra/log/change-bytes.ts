/** Bytes as JSON has them. */
export interface Base64 {
  readonly base64: string
}

export function base64Of(bytes: Uint8Array): Base64 {
  return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64') }
}

export function bytesOf({ base64 }: Base64): Uint8Array {
  return Buffer.from(base64, 'base64')
}
