import type { Mailer, OutwardPost, SecretStore } from '@jianwei/events/ports/outward.ts'
import { HttpOutwardPost } from '@jianwei/infra/outward/outward-post.ts'
import { SecretsFile } from '@jianwei/infra/outward/secrets-file.ts'
import { SmtpMailer } from '@jianwei/infra/outward/smtp-mailer.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { NoticeDesk } from '#/notice-endpoints/notice-desk.ts'
import { loadRecords } from '#/notice-endpoints/sending-record.ts'
import type { NoticeSettings } from '#/settings/notice-settings.ts'

/** What reaches somebody outside, and what is needed for it. */
export interface Outward {
  readonly post: OutwardPost
  /** Null where no server for mail is configured. */
  readonly mailer: Mailer | null
  readonly secrets: SecretStore
}

export function openOutward({ hosts, secrets_file, mail }: NoticeSettings): Outward {
  return {
    post: new HttpOutwardPost(hosts),
    mailer: mail === null ? null : new SmtpMailer({ ...mail, hosts }),
    secrets: new SecretsFile(secrets_file),
  }
}

/** What the API needs to register endpoints and to show how they stand. */
export function noticeDesk(outward: Outward, checkpoints: CheckpointStore): NoticeDesk {
  return {
    secrets: outward.secrets,
    allows: (kind, address) =>
      kind === 'mail'
        ? outward.mailer !== null && outward.mailer.allows(address)
        : outward.post.allows(address),
    records: () => loadRecords(checkpoints),
  }
}
