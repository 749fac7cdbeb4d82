import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * Stands before a server on a port that stays. Closed, it refuses everybody, as a machine does on
 * which nothing listens.
 */
export class Gate implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #port = 0
  #target = 0

  private constructor() {
    this.#server = createServer((socket) => this.#join(socket))
  }

  static async open(): Promise<Gate> {
    const gate = new Gate()
    await gate.#listen()
    return gate
  }

  get port(): number {
    return this.#port
  }

  /** Where it leads from now on. */
  leadTo(port: number): void {
    this.#target = port
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.cut()
    await closed
  }

  async reopen(): Promise<void> {
    if (!this.#server.listening) await this.#listen()
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    // A listening TCP server has an address with a port.
    this.#port = (this.#server.address() as AddressInfo).port
  }

  #join(visitor: Socket): void {
    const host = connect(this.#target, '127.0.0.1')
    for (const [socket, other] of [
      [visitor, host],
      [host, visitor],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  }
}
