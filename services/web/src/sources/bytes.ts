const COLUMNS = 16
const HEX = 16

export interface HexRow {
  /** Of its first byte, in hexadecimal. */
  readonly offset: string
  readonly hex: string
  /** Printable ASCII; a dot for all else. */
  readonly ascii: string
}

/** Throws DOMException for what is no base64. */
export function bytesOfBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/**
 * Bytes that are known to be text in the encoding that their content type says, else in UTF-8; a
 * byte order mark stays, so that it can be seen.
 */
export function textOf(bytes: Uint8Array, contentType = ''): string {
  const [, charset = 'utf-8'] = /; charset=([\w-]+)/.exec(contentType) ?? []
  return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes)
}

/** Whether a text holds characters that leave no mark on a screen. */
export function hidesSomething(text: string): boolean {
  // Control characters without tab and line ends, marks of direction, of width 0 and of order.
  return /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text.replace(/[\t\n\r]/g, ''))
}

/** The first rows of a dump, 16 bytes a row. */
export function hexRows(bytes: Uint8Array, rowsMax: number): readonly HexRow[] {
  const rows = Math.min(Math.ceil(bytes.length / COLUMNS), rowsMax)
  return Array.from({ length: rows }, (_, row) => {
    const part = [...bytes.subarray(row * COLUMNS, (row + 1) * COLUMNS)]
    return {
      offset: (row * COLUMNS).toString(HEX).padStart(8, '0'),
      hex: part.map((byte) => byte.toString(HEX).padStart(2, '0')).join(' '),
      ascii: part
        .map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'))
        .join(''),
    }
  })
}
