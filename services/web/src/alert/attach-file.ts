import type { AlertEvidenceTaken } from '@jianwei/services/server/routes/alert-evidence.ts'
import { reach, type Answer } from '#/api/ask.ts'
import { OrderKeys } from '#/api/order-key.ts'
import { tellStepTaken } from '#/parts/send-step.ts'

/** By the ending, because browsers know none of OFD and often not those of Word. */
const TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.ofd': 'application/ofd',
  '.txt': 'text/plain',
}

export const EVIDENCE_ENDINGS = Object.keys(TYPES)

/** Of files whose answer did not come, whatever form they are chosen in again. */
const keys = new OrderKeys()

/** Keeps a file with an alert and gives its hash. Throws as `send`. */
export async function attachFile(
  alertId: string,
  file: File,
): Promise<{ readonly sha256: string }> {
  const { name, size, lastModified } = file
  const order = [alertId, name, size, lastModified]
  const response = await reach(`/v1/alerts/${alertId}/evidence`, {
    method: 'POST',
    headers: {
      'x-jianwei-request': 'console',
      'idempotency-key': keys.of(order),
      'content-type': typeOf(file),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
    body: file,
  })
  const taken = (await response.json()) as Answer<typeof AlertEvidenceTaken>
  keys.forget(order)
  tellStepTaken(taken)
  return taken
}

function typeOf({ name, type }: File): string {
  const ending = /\.[^.]+$/.exec(name.toLowerCase())?.[0] ?? ''
  return TYPES[ending] ?? type
}
