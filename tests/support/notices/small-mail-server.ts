import { createServer, type AddressInfo, type Socket } from 'node:net'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and text as they came. */
  readonly content: string
}

/** A server on loopback that takes every mail and sends none: as much of SMTP as that needs. */
export interface SmallMailServer extends AsyncDisposable {
  readonly url: string
  readonly mails: readonly ReceivedMail[]
  /** Refuses recipients from now on. */
  refuse(): void
}

export async function smallMailServer(): Promise<SmallMailServer> {
  const mails: ReceivedMail[] = []
  const sockets = new Set<Socket>()
  let refuses = false

  function talk(socket: Socket): void {
    let text = ''
    let from = ''
    let to: string[] = []
    let inData = false
    socket.write('220 loopback ESMTP\r\n')
    socket.on('error', () => {})
    socket.on('data', (part: Buffer) => {
      text += part.toString('utf8')
      for (;;) {
        const end = inData ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n')
        if (end < 0) return
        const line = text.slice(0, end)
        text = text.slice(end + (inData ? 5 : 2))
        if (inData) {
          mails.push({ from, to, content: line })
          ;[inData, to] = [false, []]
          socket.write('250 taken\r\n')
        } else if (/^DATA/i.test(line)) {
          inData = true
          socket.write('354 go on\r\n')
        } else if (/^MAIL FROM:/i.test(line)) {
          from = line.slice(10)
          socket.write('250 fine\r\n')
        } else if (/^RCPT TO:/i.test(line)) {
          if (!refuses) to.push(line.slice(8))
          socket.write(refuses ? '550 nobody here\r\n' : '250 fine\r\n')
        } else if (/^QUIT/i.test(line)) {
          socket.end('221 bye\r\n')
        } else socket.write('250 loopback\r\n')
      }
    })
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    talk(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: () => void (refuses = true),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
