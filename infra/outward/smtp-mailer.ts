import { createTransport, type Transporter } from 'nodemailer'
import type { Mailer, OutwardMail } from '@jianwei/events/ports/outward.ts'

const ANSWER_MS_MAX = 15_000

export interface SmtpSettings {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string
  readonly from: string
  /** Of what `NOTICE_HOSTS` allows; entries like `@domain` count. */
  readonly hosts: readonly string[]
}

/** Mail by SMTP. The only file that knows the package. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter
  readonly #from: string
  readonly #hosts: ReadonlySet<string>

  constructor({ url, from, hosts }: SmtpSettings) {
    this.#from = from
    this.#hosts = new Set(hosts.map((host) => host.toLowerCase()))
    this.#transport = createTransport({
      url,
      connectionTimeout: ANSWER_MS_MAX,
      greetingTimeout: ANSWER_MS_MAX,
      socketTimeout: ANSWER_MS_MAX,
      // A message is text; nothing is read from files or fetched for it.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }

  allows(to: string): boolean {
    return this.#hosts.has(to.slice(to.lastIndexOf('@')).toLowerCase())
  }

  async send({ to, subject, text, message_id }: OutwardMail): Promise<string | undefined> {
    if (!this.allows(to)) return 'HOST_NOT_ALLOWED'
    const host = this.#from.slice(this.#from.lastIndexOf('@') + 1).replace('>', '')
    const mail = { from: this.#from, to, subject, text, messageId: `<${message_id}@${host}>` }
    try {
      await this.#transport.sendMail(mail)
      return undefined
    } catch (error) {
      // The package names what failed: ECONNECTION, EAUTH, EENVELOPE …
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
      return `MAIL_${code.slice(0, 40)}`
    }
  }
}
