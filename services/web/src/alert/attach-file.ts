import type { AlertEvidenceTaken } from '@jianwei/services/server/routes/alert-evidence.ts'
import { reach, type Answer } from '#/api/ask.ts'
import { randomId } from '#/api/random-id.ts'
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

/** Keeps a file with an alert and gives its hash. Throws as `send`. */
export async function attachFile(
  alertId: string,
  file: File,
): Promise<{ readonly sha256: string }> {
  const response = await reach(`/v1/alerts/${alertId}/evidence`, {
    method: 'POST',
    headers: {
      'x-jianwei-request': 'console',
      'idempotency-key': randomId(),
      'content-type': typeOf(file),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    },
    body: file,
  })
  const taken = (await response.json()) as Answer<typeof AlertEvidenceTaken>
  tellStepTaken(taken)
  return taken
}

function typeOf({ name, type }: File): string {
  const ending = /\.[^.]+$/.exec(name.toLowerCase())?.[0] ?? ''
  return TYPES[ending] ?? type
}
