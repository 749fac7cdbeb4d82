import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page with as strict a policy as ours, to try on it what drives and watches pages. */
export interface SmallPage extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly origin: string
}

const HTML = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>小页</title>
<main>
  <h1>企业</h1>
  <label>名称 <input id="name"></label>
  <button id="search">查询</button>
  <ul id="found"></ul>
</main>
<script src="/page.js"></script>
</html>`

const SCRIPT = `
const name = document.getElementById('name')
document.getElementById('search').onclick = () => {
  const item = document.createElement('li')
  item.textContent = name.value + (navigator.onLine ? '（在线）' : '（离线）')
  document.getElementById('found').append(item)
}
name.onkeydown = ({ key }) => { if (key === 'Escape') name.value = '' }
`

/** Listens on any free port of this machine. */
export async function serveSmallPage(): Promise<SmallPage> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; script-src 'self'; connect-src *",
    )
    response.setHeader('content-type', `text/${isScript ? 'javascript' : 'html'}; charset=utf-8`)
    response.end(isScript ? SCRIPT : HTML)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // It listens on a port, so its address is no path.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
