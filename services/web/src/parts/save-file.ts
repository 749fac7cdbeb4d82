const KEPT_MS = 60_000

/**
 * Saves what the server sends as a file, and says how many bytes have come. Rejects where the
 * connection ends early, so that half a file is never taken for a whole one.
 */
export async function saveFile(
  response: Response,
  otherwise: string,
  received: (bytes: number) => void,
): Promise<void> {
  const parts: BlobPart[] = []
  const reader = response.body?.getReader()
  let bytes = 0
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) break
    parts.push(part.value)
    bytes += part.value.byteLength
    received(bytes)
  }
  const type = response.headers.get('content-type') ?? ''
  const address = URL.createObjectURL(new Blob(parts, { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = nameOf(response.headers.get('content-disposition')) ?? otherwise
  link.click()
  // The browser has begun to write by then.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS)
}

function nameOf(disposition: string | null): string | undefined {
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1]
}
