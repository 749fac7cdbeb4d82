import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

/*
 * Files of a folder over HTTP: media type, ETag, ranges, HEAD, and the compressed file beside a
 * file (`.br`, `.gz`) where the browser takes it. Which addresses there are is decided elsewhere.
 */

export function sendsFiles(app: FastifyInstance): void {
  app.register(fastifyStatic, {
    serve: false,
    preCompressed: true,
    // How long a file may be kept depends on which it is.
    cacheControl: false,
  })
}

/** `path` is one that `fileAt` gave. */
export function sendFile(reply: FastifyReply, folder: string, path: string): FastifyReply {
  return reply.sendFile(path, folder)
}

/**
 * The path of a file that is in the folder; undefined for what is not there, hidden, outside or
 * spelt in another way than by its name.
 */
export async function fileAt(folder: string, address: string): Promise<string | undefined> {
  const path = decoded(address)
  const parts = path?.split('/') ?? []
  if (path === undefined || parts.some((part) => !/^[^.\\\0][^\\\0]*$/.test(part))) return undefined
  const found = await stat(join(folder, path)).catch(() => undefined)
  return found?.isFile() === true ? path : undefined
}

function decoded(address: string): string | undefined {
  try {
    return decodeURIComponent(address)
  } catch {
    return undefined
  }
}
