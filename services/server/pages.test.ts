import fastify from 'fastify'
import { expect, test } from 'vitest'
import { bindCursors } from '#/http/bound-cursors.ts'
import { listPage, sendPage } from '#/server/pages.ts'

interface Asked {
  readonly Querystring: { readonly cursor?: string }
}

test('a page names the next for HEAD as for GET, and that is there', async () => {
  await using app = fastify()
  bindCursors(app)
  app.get<Asked>('/letters', async (request, reply) => {
    const page = listPage(['a', 'b', 'c'], { limit: 1, ...request.query }, (letter) => [letter])
    return sendPage(request, reply, page, (letter) => letter)
  })
  const links: unknown[] = []
  for (const method of ['GET', 'HEAD'] as const) {
    const first = await app.inject({ method, url: '/letters' })
    links.push(first.headers['link'])
    const [, url = ''] = /^<(.*)>; rel="next"$/.exec(String(first.headers['link'])) ?? []
    expect((await app.inject({ method, url })).statusCode).toBe(200)
  }
  expect(links[1]).toBe(links[0])
})
