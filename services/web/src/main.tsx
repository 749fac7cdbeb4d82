import '#/polyfills.ts'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { App } from '#/app/app.tsx'
import { router } from '#/app/router.tsx'
import { startLanguage } from '#/language/language.ts'
import '#/app/base.css'

const place = document.getElementById('console')
// Absent where `old-browser.js` has taken it away.
if (place !== null) void show(createRoot(place))

/** The oldest kernels have no `await` at the top of a module. */
async function show(root: Root): Promise<void> {
  // The code of the page is fetched beside its words.
  void router.load()
  await startLanguage()
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
