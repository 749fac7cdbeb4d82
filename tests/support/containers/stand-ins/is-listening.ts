/**
 * For health checks of stand-ins that answer no plain HTTP: exits with 1 unless the port is open.
 */
import { once } from 'node:events'
import { connect } from 'node:net'

const socket = connect(Number(process.argv[2]), '127.0.0.1')
await once(socket, 'connect').catch(() => (process.exitCode = 1))
socket.destroy()
