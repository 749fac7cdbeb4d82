import type { UploadView } from '@jianwei/services/intake/http/upload-routes.ts'
import { withQuery, type Answer } from '#/api/ask.ts'
import { AskFailed, problemOf, Unreachable } from '#/api/failures.ts'

export interface Sending {
  /** Bytes that have left the browser. */
  readonly sent: (bytes: number) => void
  readonly signal: AbortSignal
}

const ADDRESS = '/v1/uploads'

/**
 * Sends a file as it lies on the disk; the browser reads it piece by piece, however large it is.
 * `fetch` tells no progress of a body. Throws AskFailed, Unreachable, and the signal's reason.
 */
export function uploadFile(
  file: File,
  { sent, signal }: Sending,
): Promise<Answer<typeof UploadView>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const fail = (): void => reject(new Unreachable(ADDRESS, {}))
    request.open('POST', withQuery(ADDRESS, { file_name: file.name }))
    request.setRequestHeader('x-jianwei-request', 'console')
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded }) => sent(loaded))
    request.addEventListener('error', fail)
    request.addEventListener('timeout', fail)
    request.addEventListener('abort', () => reject(signal.reason))
    request.addEventListener('load', () => {
      answerOf(request).then(resolve, reject)
    })
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

async function answerOf(request: XMLHttpRequest): Promise<Answer<typeof UploadView>> {
  const { status, statusText, responseText } = request
  if (status >= 200 && status < 300) return JSON.parse(responseText) as Answer<typeof UploadView>
  const headers = {
    'content-type': request.getResponseHeader('content-type') ?? '',
    'x-request-id': request.getResponseHeader('x-request-id') ?? '',
  }
  throw new AskFailed(await problemOf(new Response(responseText, { status, statusText, headers })))
}
