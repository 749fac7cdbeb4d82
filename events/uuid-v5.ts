/**
 * Name-based identity: the same name always has the same UUID (RFC 9562, section 5.5).
 * Written here because this ring may not touch `node:crypto`, and every identity in the
 * system (events, warnings, alerts) rests on it.
 */

/** The namespace of all names in this system: UUIDv5 of the DNS namespace and "jianwei". */
export const JIANWEI_NAMESPACE = '43468dc9-7bda-57ba-8a00-5fdc8ce08bd9'

const BLOCK_BYTES = 64
const NAMESPACE_BYTES = 16
const encoder = new TextEncoder()
const schedule = new Int32Array(80)
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const namespaceBytes = new Map<string, Uint8Array>()
let message = new Uint8Array(4096)

/** The UUIDv5 of `name` in `namespace`, in lower-case canonical form. */
export function uuidV5(name: string, namespace: string = JIANWEI_NAMESPACE): string {
  const nameRoom = name.length * 3
  if (message.length < NAMESPACE_BYTES + nameRoom + BLOCK_BYTES * 2) {
    message = new Uint8Array(NAMESPACE_BYTES + nameRoom + BLOCK_BYTES * 2)
  }
  message.set(bytesOfNamespace(namespace), 0)
  const { written } = encoder.encodeInto(name, message.subarray(NAMESPACE_BYTES))
  return formatUuid(sha1(NAMESPACE_BYTES + written))
}

function bytesOfNamespace(namespace: string): Uint8Array {
  const known = namespaceBytes.get(namespace)
  if (known !== undefined) return known
  const hex = namespace.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new TypeError(`not a UUID: ${namespace}`)
  const bytes = Uint8Array.from({ length: NAMESPACE_BYTES }, (_, i) =>
    parseInt(hex.slice(i * 2, i * 2 + 2), 16),
  )
  // A handful of namespaces exist; a caller that invents them one by one does not grow this map.
  if (namespaceBytes.size < 64) namespaceBytes.set(namespace, bytes)
  return bytes
}

/** SHA-1 of the first `length` bytes of `message`, padded in place: five 32-bit words. */
function sha1(length: number): [number, number, number, number, number] {
  const padded = Math.ceil((length + 9) / BLOCK_BYTES) * BLOCK_BYTES
  message.fill(0, length, padded)
  message[length] = 0x80
  const bits = length * 8
  new DataView(message.buffer).setUint32(padded - 8, Math.floor(bits / 2 ** 32))
  new DataView(message.buffer).setUint32(padded - 4, bits >>> 0)
  let h0 = 0x67452301
  let h1 = 0xefcdab89 | 0
  let h2 = 0x98badcfe | 0
  let h3 = 0x10325476
  let h4 = 0xc3d2e1f0 | 0
  for (let block = 0; block < padded; block += BLOCK_BYTES) {
    fillSchedule(block)
    let a = h0
    let b = h1
    let c = h2
    let d = h3
    let e = h4
    for (let i = 0; i < 80; i++) {
      let f: number
      let k: number
      if (i < 20) {
        f = (b & c) | (~b & d)
        k = 0x5a827999
      } else if (i < 40) {
        f = b ^ c ^ d
        k = 0x6ed9eba1
      } else if (i < 60) {
        f = (b & c) | (b & d) | (c & d)
        k = 0x8f1bbcdc
      } else {
        f = b ^ c ^ d
        k = 0xca62c1d6
      }
      // The schedule has exactly 80 words.
      const next = (((a << 5) | (a >>> 27)) + f + e + k + schedule[i]!) | 0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    h0 = (h0 + a) | 0
    h1 = (h1 + b) | 0
    h2 = (h2 + c) | 0
    h3 = (h3 + d) | 0
    h4 = (h4 + e) | 0
  }
  return [h0, h1, h2, h3, h4]
}

function fillSchedule(block: number): void {
  for (let i = 0; i < 16; i++) {
    const at = block + i * 4
    // The padded message always ends on a block boundary.
    schedule[i] =
      (message[at]! << 24) | (message[at + 1]! << 16) | (message[at + 2]! << 8) | message[at + 3]!
  }
  for (let i = 16; i < 80; i++) {
    const mixed = schedule[i - 3]! ^ schedule[i - 8]! ^ schedule[i - 14]! ^ schedule[i - 16]!
    schedule[i] = (mixed << 1) | (mixed >>> 31)
  }
}

/** The first 128 bits with the version (5) and the variant (RFC 9562) set. */
function formatUuid(words: readonly [number, number, number, number, number]): string {
  const [w0, w1, w2, w3] = words
  const versioned = (w1 & 0xffff0fff) | 0x5000
  const marked = (w2 & 0x3fffffff) | (0x80000000 | 0)
  return (
    `${hex32(w0)}-${hex16(versioned >>> 16)}-${hex16(versioned)}-${hex16(marked >>> 16)}-` +
    `${hex16(marked)}${hex32(w3)}`
  )
}

// A byte is always inside the table of 256.
function hex16(word: number): string {
  return hexOfByte[(word >>> 8) & 0xff]! + hexOfByte[word & 0xff]!
}

function hex32(word: number): string {
  return hex16(word >>> 16) + hex16(word)
}
