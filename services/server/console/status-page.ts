/** Why there is no console at this moment. */
export type WithoutConsole = 'missing' | 'building' | 'failed'

const SAYS: Readonly<Record<WithoutConsole, readonly [zh: string, en: string]>> = {
  missing: [
    '控制台尚未构建，请运行 <code>npm run build</code>。接口文档见 <a href="/docs/">/docs</a>。',
    'The console is not built: <code>npm run build</code>. ' +
      'The API is at <a href="/docs/">/docs</a>.',
  ],
  building: [
    '控制台正在构建，本页数秒后自动刷新。接口已可使用，文档见 <a href="/docs/">/docs</a>。',
    'The console is being built; this page reloads in a few seconds. ' +
      'The API is ready: <a href="/docs/">/docs</a>.',
  ],
  failed: [
    '控制台构建失败，原因见启动程序的窗口。接口不受影响，文档见 <a href="/docs/">/docs</a>。',
    'The console could not be built; where the program was started it says why. ' +
      'The API works: <a href="/docs/">/docs</a>.',
  ],
}

/** For the page that reloads, and for who asks by program. */
export const RELOAD_S = 3

/** A page in Chinese and English that needs nothing else, for any browser. */
export function statusPage(why: WithoutConsole): string {
  const [zh, en] = SAYS[why]
  const reload = why === 'building' ? `<meta http-equiv="refresh" content="${RELOAD_S}">\n` : ''
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${reload}<title>见微 Jianwei</title>
</head>
<body>
<h1>见微 Jianwei</h1>
<p>${zh}</p>
<p lang="en">${en}</p>
</body>
</html>
`
}
